"""Makers of exhibits, in cases with an agent, and of what goes with them."""

import itertools
from datetime import timedelta
from io import BytesIO
from types import SimpleNamespace

import pytest

from casemgr import clock
from casemgr.cases.models import Case, CaseMember
from casemgr.cases.services.opening import open_case
from casemgr.database.rows import flush
from casemgr.evidence.services import custody
from casemgr.evidence.services.exhibits import log_exhibit
from casemgr.evidence.services.files import Upload, add_files
from casemgr.extensions import db
from casemgr.tenants import pack_of
from casemgr.tenants.fields import clean_fields

_COUNT = itertools.count(1)
FIELDS = {
    "firearm": {
        "firearm_type": "pistol",
        "manufacturer": "Glock",
        "model": "19",
        "serial_number": "BZKX417",
    },
    "drug": {
        "suspected_substance": "9143",
        "dosage_form": "tablets",
        "gross_weight": "41.20",
    },
    "currency": {"amount": "1150"},
    "digital": {"device_type": "phone", "search_authority": "warrant"},
}


@pytest.fixture
def make_exhibit(in_app, make_evidence_case):
    """Return a maker of exhibits; call it while acting for the person who collects.

    make_exhibit(by=agent) opens a case of theirs first; case=… takes that one.
    """

    def make(by, case=None, kind="other", *, fields=None, days_ago=10, **facts):
        case = case or make_evidence_case(by)
        typed = {"held_as": "evidence", **FIELDS.get(kind, {}), **(fields or {})}
        asked = by.pack.fields_for("exhibit", [kind], case.case_type)
        told, problems = clean_fields(asked, typed)
        assert not problems
        facts.setdefault("description", f"A thing, number {next(_COUNT)}")
        facts.setdefault("acquired_at", clock.now() - timedelta(days=days_ago))
        facts.setdefault("acquired_by", by.id)
        return log_exhibit(case, kind, by=by, fields=told, **facts)

    return make


@pytest.fixture
def make_evidence_case(in_app):
    """Return a maker of cases with a number and a team: make_evidence_case(agent, colleague)."""

    def make(by, *team, **facts):
        case_type = facts.pop("case_type", next(iter(pack_of(by.tenant_id).case_types)))
        case = open_case(facts.pop("title", "A matter"), case_type, by=by, **facts)
        case.number = f"T-{next(_COUNT)}"
        for person in team:
            db.session.add(
                CaseMember(
                    tenant_id=case.tenant_id,
                    case_id=case.id,
                    account_id=person.id,
                    role="member",
                    added_by=by.id,
                )
            )
        flush()
        return db.session.get(Case, (case.tenant_id, case.id))

    return make


@pytest.fixture
def evidence_people(make_person):
    """The people whom custody needs: an agent, a colleague, a custodian, a supervisor."""
    return SimpleNamespace(
        agent=make_person("atf", "case_agent", name="Rosa Delgado"),
        colleague=make_person("atf", "case_agent", name="Tom Brandt"),
        custodian=make_person("atf", "evidence_custodian", name="Ida Marsh"),
        supervisor=make_person("atf", "group_supervisor", name="Walt Greer"),
    )


@pytest.fixture
def hand_over(acting):
    """Release an exhibit and confirm it, each in the person's own session."""

    def pass_on(exhibit, giver, receiver, **facts):
        with acting(giver):
            found = db.session.get(type(exhibit), (exhibit.tenant_id, exhibit.id))
            facts.setdefault("reason", "For safekeeping")
            event = custody.release_exhibit(found, receiver_id=receiver.id, by=giver, **facts)
        with acting(receiver):
            waiting = db.session.get(type(event), (event.tenant_id, event.id))
            return custody.confirm_custody(waiting, by=receiver)

    return pass_on


@pytest.fixture
def give_file(in_app):
    """Return a maker of evidence files: give_file(exhibit, b"bytes", "name.txt", by=agent)."""

    def give(exhibit, content, name="note.txt", *, by):
        return add_files(exhibit, [Upload(name, BytesIO(content))], by=by)[0]

    return give
