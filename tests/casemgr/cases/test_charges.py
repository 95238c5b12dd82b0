"""Charges: statute, dates and venue from a person; limit and penalty from the catalogue."""

from datetime import date

import pytest

from casemgr.cases import services
from casemgr.cases.models import Case, CaseSubject
from casemgr.database.rows import fetch
from casemgr.errors import Invalid

ENTRIES = {"citation": "18 U.S.C. 922(g)(1)", "counts": "1", "venue": "mowd"}


@pytest.fixture
def agent(make_person):
    return make_person("atf", "case_agent", clearances=["informant"])


@pytest.fixture
def case(make_case, agent):
    return make_case(agent)


@pytest.fixture
def subject(make_subject, case, agent):
    return make_subject(case, agent)


@pytest.fixture
def desk(browser, agent):
    return browser(agent)


def test_the_time_limit_and_the_penalty_come_from_the_catalogue(case, subject, agent, make_charge):
    charge = make_charge(
        case,
        subject,
        agent,
        "18 USC 922(a)(1)(A)",
        offence_from=date(2026, 1, 10),
        offence_until=date(2026, 3, 21),
    )

    assert charge.citation == "18 U.S.C. 922(a)(1)(A)"
    assert charge.heading == "Dealing in firearms without a license"
    assert charge.limitation_on == date(2031, 3, 21)
    assert charge.limitation_source == "5 years, 18 U.S.C. 3282(a)"
    assert charge.penalty.startswith("5 years")


def test_an_offence_and_its_penalty_provision_are_one_charge(case, subject, agent, make_charge):
    charge = make_charge(case, subject, agent, "21 U.S.C. 841(a)(1), (b)(1)(C)")

    assert charge.citation == "21 U.S.C. 841(a)(1), (b)(1)(C)"


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"citation": "nine twenty-two"}, "citation"),
        ({"offence_until": date(2026, 1, 1)}, "offence_until"),
        ({"venue": "atlantis"}, "venue"),
    ],
)
def test_a_charge_is_refused_beside_the_field_that_is_wrong(
    case, subject, agent, make_charge, facts, field
):
    citation = facts.pop("citation", "18 U.S.C. 922(g)(1)")

    with pytest.raises(Invalid) as refused:
        make_charge(case, subject, agent, citation, **facts)

    assert field in refused.value.problems


def test_a_charge_does_not_reveal_a_restricted_party(case, agent, make_subject, make_charge):
    source = make_subject(case, agent, role="source", compartments=["informant"])

    with pytest.raises(Invalid, match="reveal"):
        make_charge(case, source, agent)


def test_a_charge_against_a_party_of_another_case_is_refused(
    case, agent, make_case, make_subject, acting
):
    stranger = make_subject(make_case(agent), agent)

    with acting(agent), pytest.raises(Invalid):
        services.add_charge(
            fetch(Case, case.id),
            fetch(CaseSubject, stranger.id),
            "18 U.S.C. 922(g)(1)",
            by=agent,
            offence_from=date(2026, 1, 1),
            venue="mowd",
        )


def test_a_statute_is_found_and_charged_in_two_pages(desk, case, subject):
    picking = desk.get(f"/cases/{case.id}/charges/new?q=922(g)(1)").text
    asked = f"/cases/{case.id}/charges/new?citation=18+U.S.C.+922(g)(1)"
    facts = desk.get(asked).text

    desk.send(asked, subject_id=str(subject.id), offence_from="2026-03-21", **ENTRIES)

    page = desk.get(f"/cases/{case.id}/charges").text
    assert "18 U.S.C. 922(g)(1)" in picking
    assert "What must be proved" in facts
    assert "Mar 21, 2031" in page


def test_a_time_limit_that_has_passed_is_said(desk, case, subject, agent, make_charge):
    make_charge(case, subject, agent, offence_from=date(2015, 1, 1))

    assert "The time limit has passed" in desk.get(f"/cases/{case.id}/charges").text


def test_a_charge_is_changed_and_its_limit_worked_out_again(
    desk, case, subject, agent, make_charge
):
    charge = make_charge(case, subject, agent)
    address = f"/cases/{case.id}/charges/{charge.id}/edit"

    dates = {"offence_from": "2026-04-09", "offence_until": ""}
    desk.send(address, subject_id=str(subject.id), **dates, **ENTRIES)

    assert "Apr 9, 2031" in desk.get(f"/cases/{case.id}/charges").text


def test_a_charge_is_taken_back_with_a_reason(desk, case, subject, agent, make_charge):
    charge = make_charge(case, subject, agent)

    desk.send(f"/cases/{case.id}/charges/{charge.id}/remove", reason="Not supported")

    assert "No charge is proposed yet" in desk.get(f"/cases/{case.id}/charges").text
