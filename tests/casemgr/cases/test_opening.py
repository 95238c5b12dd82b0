"""Opening a case: from the draft to the approval, the number and the review clock."""

import threading
from dataclasses import replace

import pytest
from sqlalchemy import select

from casemgr.accounts.people import acting_as
from casemgr.cases import services
from casemgr.cases.models import Case
from casemgr.cases.rules import allocate_case_number
from casemgr.database.rows import fetch, rows
from casemgr.errors import Invalid, NotAllowed, NotFound
from casemgr.extensions import db
from casemgr.workflows.services import StepRefused, take_step


@pytest.fixture
def agent(make_person):
    return make_person("atf", "case_agent")


@pytest.fixture
def supervisor(make_person):
    return make_person("atf", "group_supervisor")


def test_a_supervisor_approves_and_the_case_gets_its_number(agent, supervisor, make_case, acting):
    case = make_case(agent, state="pending_open")

    with acting(supervisor):
        take_step(fetch(Case, case.id), "approve_opening", by=supervisor)
        approved = fetch(Case, case.id)

    assert approved.number.startswith("785040-")
    assert approved.number.endswith("-0001")
    assert approved.state == "active"
    assert (approved.review_due_on - approved.opened_on).days == 90


def test_the_author_cannot_approve_their_own_opening(make_person, make_case, acting):
    both = make_person("atf", "case_agent", "group_supervisor")
    case = make_case(both, state="pending_open")

    with acting(both), pytest.raises(StepRefused, match="somebody else must approve"):
        take_step(fetch(Case, case.id), "approve_opening", by=both)


def test_an_opening_names_all_that_it_still_lacks(agent, make_case, acting):
    case = make_case(agent, predication="")

    with acting(agent), pytest.raises(StepRefused) as refused:
        take_step(fetch(Case, case.id), "submit_opening", by=agent)

    assert {one.endpoint for one in refused.value.unmet} == {"cases.edit", "cases.add_subject"}


def test_a_diversion_case_takes_its_number_from_the_2000_series(make_person, make_case):
    agent = make_person("dea", "case_agent")

    general = make_case(agent, case_type="drug_trafficking", state="active")
    diversion = make_case(agent, case_type="diversion", state="active")

    assert general.number.endswith("0001")
    assert diversion.number.endswith("2000")


def test_a_reopened_case_keeps_its_number(agent, make_case, acting):
    case = make_case(agent, state="active")

    with acting(agent):
        allocate_case_number(fetch(Case, case.id), None, agent)

        assert fetch(Case, case.id).number == case.number


def test_eight_approvals_at_once_leave_no_gap_in_the_numbers(app, agent, supervisor, make_case):
    cases = [make_case(agent, state="pending_open") for _ in range(8)]

    def approve(key):
        with app.app_context(), acting_as(supervisor):
            take_step(fetch(Case, key), "approve_opening", by=supervisor)

    threads = [threading.Thread(target=approve, args=(case.id,)) for case in cases]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    with acting_as(agent):
        numbers = sorted(int(number[-4:]) for number in rows(select(Case.number)))
    assert numbers == list(range(1, 9))


def test_a_number_that_was_rolled_back_is_given_again(agent, supervisor, make_case, app):
    first, second = (make_case(agent, state="pending_open") for _ in range(2))
    with acting_as(supervisor):
        take_step(fetch(Case, first.id), "approve_opening", by=supervisor)
        db.session.rollback()

    with acting_as(supervisor):
        take_step(fetch(Case, second.id), "approve_opening", by=supervisor)

        assert fetch(Case, second.id).number.endswith("-0001")


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"case_type": "gardening"}, "case_type"),
        ({"office": "atlantis"}, "office"),
        ({"reach": "world"}, "reach"),
        ({"compartments": ["grand_jury"]}, "compartments"),
    ],
)
def test_a_case_is_not_opened_with_choices_that_do_not_exist(agent, acting, given, field):
    facts = {"case_type": "firearms_trafficking"} | given

    with acting(agent), pytest.raises(Invalid) as refused:
        services.open_case("A title", by=agent, **facts)

    assert field in refused.value.problems


def test_a_restriction_of_a_case_cannot_be_lifted(make_person, make_case, acting):
    agent = make_person("atf", "case_agent", clearances=["grand_jury"])
    case = make_case(agent, compartments=["grand_jury"])

    with acting(agent), pytest.raises(Invalid, match="cannot be lifted"):
        services.restrict_case(fetch(Case, case.id), "team", [], by=agent, reason="Over")


def test_a_colleague_does_not_decide_who_sees_a_case(agent, make_person, make_case, acting):
    colleague, case = make_person("atf", "case_agent"), make_case(agent)

    with acting(colleague), pytest.raises(NotAllowed):
        services.restrict_case(fetch(Case, case.id), "tenant", [], by=colleague, reason="Why not")


def test_every_change_of_a_case_is_in_the_audit_without_its_contents(agent, make_case, acting):
    from casemgr.audit.models import AuditEvent

    case = make_case(agent)
    with acting(agent):
        services.update_case(fetch(Case, case.id), by=agent, title="The secret buyer")

    with acting(agent):
        wanted = select(AuditEvent).where(AuditEvent.action == "update_case")
        event = db.session.scalars(wanted).one()
    assert event.facts == {"changed": ["title"]}
    assert event.actor_id == agent.id


@pytest.fixture
def restricted_type(use_pack):
    """A case type of the agency whose cases are for people with two clearances."""
    name = "arson_and_explosives"

    def restrict(pack):
        kind = replace(pack.case_types[name], compartments=("sealed", "tax"))
        return replace(pack, case_types={**pack.case_types, name: kind})

    use_pack("atf", restrict)
    return name


def test_a_case_of_a_restricted_type_is_seen_by_cleared_people_only(
    make_person, make_case, restricted_type, acting
):
    cleared = make_person("atf", "case_agent", clearances=["sealed", "tax"])
    case = make_case(cleared, case_type=restricted_type, compartments=["sealed"])
    head = make_person("atf", "special_agent_in_charge", clearances=["sealed"])

    assert case.compartments == ["sealed", "tax"]
    with acting(head), pytest.raises(NotFound):
        fetch(Case, case.id)


def test_who_is_not_cleared_cannot_open_a_case_of_a_restricted_type(
    make_person, restricted_type, browser
):
    client = browser(make_person("atf", "case_agent", clearances=["sealed"]))
    address = f"/cases/new?type={restricted_type}"
    facts = {"title": "Fire", "office": "kansas_city", "reach": "office", "predication": "A fire."}
    facts["field_source_of_case"] = "public"

    offered, answer = client.get("/cases/new").text, client.send(address, **facts)

    assert f"type={restricted_type}" not in offered
    assert "Only for people cleared for Sealed and Tax information." in offered
    assert answer.status_code == 422
    assert "You are not cleared for Tax information." in answer.text
    assert 'value="Fire"' in answer.text


def test_form_of_a_restricted_type_says_who_will_see_the_case(
    make_person, restricted_type, browser
):
    client = browser(make_person("atf", "case_agent", clearances=["sealed", "tax", "informant"]))

    page = client.get(f"/cases/new?type={restricted_type}").text

    assert "only people cleared for Sealed and Tax information see it." in page
    assert 'value="informant"' in page
    assert 'value="sealed"' not in page
