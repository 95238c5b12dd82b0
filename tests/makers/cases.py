"""Makers of cases, parties, subjects, charges and what else hangs on a case."""

import itertools
from datetime import date

import pytest

from casemgr.accounts.models import Account
from casemgr.accounts.people import acting_as
from casemgr.cases import services
from casemgr.cases.models import Case, CaseSubject
from casemgr.database.rows import fetch
from casemgr.parties.services import create_party
from casemgr.workflows.services import take_step

_COUNT = itertools.count(1)


@pytest.fixture
def make_party(in_app):
    """Return a maker of parties: make_party(agent, "Hutchens", "Dale", born_on=...)."""

    def make(by, family_name=None, given_name="Ann", *, kind="person", name="", **facts):
        number = next(_COUNT)
        if kind == "person":
            facts |= {"family_name": family_name or f"Party{number}", "given_name": given_name}
        else:
            facts["name"] = name or f"Organization {number}"
        with acting_as(by):
            return create_party(kind, by=by, sure=True, **facts)

    return make


@pytest.fixture
def make_case(in_app, make_person):
    """Return a maker of cases: make_case(agent, "Title", state="active", reach="team").

    A state beyond the draft is reached by the steps themselves, the approval by `supervisor` or
    by one who is made for it. The case is read again at the end, as the agent sees it.
    """

    def make(by, title=None, *, case_type=None, state="draft", supervisor=None, **facts):
        facts = {"predication": "A dealer reported it.", "venue": "mowd"} | facts
        with acting_as(by):
            case = services.open_case(
                title or f"Case {next(_COUNT)}",
                case_type or next(iter(by.pack.case_types)),
                by=by,
                **facts,
            )
        if state != "draft":
            _submit(by, case)
        if state == "active":
            _approve(supervisor or _supervisor(make_person, by, case), case)
        return _seen(by, case)

    return make


@pytest.fixture
def make_subject(in_app, make_party):
    """Return a maker of subjects: make_subject(case, agent, role="witness", party=party)."""

    def make(case, by, *, party=None, role="subject", **facts):
        party = party or make_party(by)
        with acting_as(by):
            found = fetch(Case, case.id)
            return services.add_subject(found, party, role, by=by, **facts)

    return make


@pytest.fixture
def make_charge(in_app):
    """Return a maker of charges: make_charge(case, subject, agent, "18 U.S.C. 922(g)(1)")."""

    def make(case, subject, by, citation="18 U.S.C. 922(g)(1)", **facts):
        facts = {"offence_from": date(2026, 3, 21), "venue": "mowd"} | facts
        with acting_as(by):
            return services.add_charge(
                fetch(Case, case.id), fetch(CaseSubject, subject.id), citation, by=by, **facts
            )

    return make


@pytest.fixture
def make_member(in_app):
    """Return a maker of team members: make_member(case, agent, colleague, "member")."""

    def make(case, by, person, role="member"):
        with acting_as(by):
            return services.add_member(fetch(Case, case.id), fetch(Account, person.id), role, by=by)

    return make


def _submit(by, case):
    with acting_as(by):
        found = fetch(Case, case.id)
        if not found.subjects:
            unknown = create_party(
                "person", by=by, sure=True, family_name="Unknown", compartments=found.compartments
            )
            services.add_subject(found, unknown, "subject", by=by)
        take_step(found, "submit_opening", by=by)


def _approve(supervisor, case):
    with acting_as(supervisor):
        take_step(fetch(Case, case.id), "approve_opening", by=supervisor)


def _supervisor(make_person, by, case):
    return make_person(
        by.pack.slug,
        "assistant_special_agent_in_charge",
        office=case.office,
        clearances=case.compartments,
    )


def _seen(by, case):
    with acting_as(by):
        return fetch(Case, case.id)
