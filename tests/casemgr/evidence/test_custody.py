"""An exhibit changes hands: two people, in order, and never without a trace."""

import uuid
from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from casemgr import clock
from casemgr.accounts.models import Account
from casemgr.cases.models import Case
from casemgr.cases.services import assign_agent
from casemgr.database.rows import fetch
from casemgr.errors import Conflict, Invalid, NotAllowed
from casemgr.evidence import chain
from casemgr.evidence.models import CustodyEvent, Exhibit
from casemgr.evidence.queries import list_to_confirm
from casemgr.evidence.services import custody
from casemgr.evidence.services.custody import CustodyRefused
from casemgr.evidence.services.exhibits import edit_exhibit, take_exhibit_step
from casemgr.workflows.services import StepRefused


@pytest.fixture
def people(evidence_people):
    return evidence_people


@pytest.fixture
def exhibit(acting, people, make_exhibit, make_evidence_case):
    """A sealed exhibit with the agent who acquired it; a colleague is on the team."""
    with acting(people.agent):
        case = make_evidence_case(people.agent, people.colleague)
        seal = {"seal": "A-100", "witness_id": people.colleague.id}
        return make_exhibit(people.agent, case, **seal)


@pytest.fixture
def in_vault(exhibit, people, hand_over):
    hand_over(exhibit, people.agent, people.custodian, at=clock.now() - timedelta(days=5))
    return exhibit


def release(exhibit, by, receiver=None, movement="transfer", **facts):
    facts.setdefault("reason", "For safekeeping")
    receiver_id = receiver.id if receiver else None
    found = fetch(Exhibit, exhibit.id)
    return custody.release_exhibit(found, movement, receiver_id=receiver_id, by=by, **facts)


def entered(moment):
    return moment.astimezone(ZoneInfo("America/Chicago")).strftime("%Y-%m-%dT%H:%M")


def holder_of(exhibit):
    return chain.present_holding(fetch(Exhibit, exhibit.id)).holder


def test_a_released_exhibit_stays_with_the_releaser_until_it_is_confirmed(acting, people, exhibit):
    with acting(people.agent):
        release(exhibit, people.agent, people.custodian)

        assert holder_of(exhibit) == "Rosa Delgado"


def test_the_receiver_confirms_and_holds_the_exhibit(acting, people, exhibit, hand_over):
    hand_over(exhibit, people.agent, people.custodian)

    with acting(people.custodian):
        assert holder_of(exhibit) == "Ida Marsh"


def test_the_custodian_finds_what_is_to_be_confirmed(acting, people, exhibit):
    with acting(people.agent):
        event = release(exhibit, people.agent, people.custodian)

    with acting(people.custodian) as custodian:
        assert [one.id for one in list_to_confirm(custodian)] == [event.id]


@pytest.mark.parametrize("who", ["agent", "colleague", "supervisor"])
def test_nobody_but_the_receiver_can_confirm(acting, people, exhibit, who):
    with acting(people.agent):
        event = release(exhibit, people.agent, people.custodian)

    with acting(getattr(people, who)) as other, pytest.raises(NotAllowed) as refused:
        custody.confirm_custody(fetch(CustodyEvent, event.id), by=other)

    assert "Only Ida Marsh" in refused.value.message


def test_a_hand_over_is_confirmed_once(acting, people, exhibit, hand_over):
    event = hand_over(exhibit, people.agent, people.custodian)

    with acting(people.custodian) as custodian, pytest.raises(CustodyRefused):
        custody.confirm_custody(fetch(CustodyEvent, event.id), by=custodian)


def test_only_the_present_holder_releases(acting, people, exhibit):
    with acting(people.colleague) as colleague, pytest.raises(CustodyRefused) as refused:
        release(exhibit, colleague, people.custodian)

    assert "Rosa Delgado has had Exhibit 1 since" in refused.value.message


def test_a_second_hand_over_waits_for_the_first(acting, people, exhibit):
    with acting(people.agent) as agent:
        release(exhibit, agent, people.custodian)

        with pytest.raises(CustodyRefused) as refused:
            release(exhibit, agent, people.colleague)

    assert "Ida Marsh has not confirmed" in refused.value.message


def test_an_exhibit_that_nobody_confirmed_to_have_collected_cannot_be_handed_over(
    acting, people, make_exhibit, make_evidence_case
):
    with acting(people.agent) as agent:
        case = make_evidence_case(agent, people.colleague)
        exhibit = make_exhibit(agent, case, acquired_by=people.colleague.id)

        with pytest.raises(CustodyRefused):
            release(exhibit, agent, people.custodian)


def test_a_colleague_confirms_the_collection_at_the_time_of_the_acquisition(
    acting, people, make_exhibit, make_evidence_case
):
    with acting(people.agent) as agent:
        case = make_evidence_case(agent, people.colleague)
        exhibit = make_exhibit(agent, case, acquired_by=people.colleague.id)
        [event] = exhibit.custody

    with acting(people.colleague) as colleague:
        confirmed = custody.confirm_custody(fetch(CustodyEvent, event.id), by=colleague)

    assert confirmed.received_at == exhibit.acquired_at


REFUSED = {
    "to oneself": ({"receiver": "agent"}, "receiver_id"),
    "to nobody": ({}, "receiver_id"),
    "to a person and a name": ({"receiver": "custodian", "receiver_name": "Lab"}, "receiver_name"),
    "to a supervisor, who holds no evidence": ({"receiver": "supervisor"}, "receiver_id"),
    "to a laboratory without a name": ({"movement": "laboratory"}, "receiver_name"),
    "a destruction witnessed by oneself": (
        {"movement": "destruction", "receiver_name": "rosa delgado"},
        "receiver_name",
    ),
    "in an unknown way": ({"movement": "teleport", "receiver": "custodian"}, "movement"),
    "before it was acquired": (
        {"receiver": "custodian", "at": clock.now() - timedelta(days=99)},
        "at",
    ),
    "tomorrow": ({"receiver": "custodian", "at": clock.now() + timedelta(days=1)}, "at"),
    "without a reason": ({"receiver": "custodian", "reason": " "}, "reason"),
}


@pytest.mark.parametrize(("facts", "field"), REFUSED.values(), ids=REFUSED.keys())
def test_a_hand_over_that_makes_no_sense_is_refused_at_its_field(
    acting, people, exhibit, facts, field
):
    receiver = getattr(people, facts["receiver"]) if "receiver" in facts else None
    told = {name: value for name, value in facts.items() if name != "receiver"}

    with acting(people.agent) as agent, pytest.raises(Invalid) as refused:
        release(exhibit, agent, receiver, **told)

    assert field in refused.value.problems


def test_somebody_who_may_not_know_of_the_case_cannot_receive_its_exhibit(
    acting, people, exhibit, make_person
):
    elsewhere = make_person("atf", "case_agent", office="springfield")

    with acting(people.agent) as agent, pytest.raises(Invalid):
        release(exhibit, agent, elsewhere)


def test_an_unknown_receiver_is_refused_like_one_of_another_agency(acting, people, exhibit):
    with acting(people.agent) as agent, pytest.raises(Invalid) as refused:
        custody.release_exhibit(
            fetch(Exhibit, exhibit.id), receiver_id=uuid.uuid4(), reason="Why not", by=agent
        )

    assert "receiver_id" in refused.value.problems


def test_the_custodian_is_never_the_case_agent(acting, make_person, people, make_exhibit):
    custodian = people.custodian
    with acting(people.agent) as agent:
        exhibit = make_exhibit(agent)
        exhibit.case.case_agent_id = custodian.id

    with acting(people.agent) as agent, pytest.raises((Invalid, NotAllowed)) as refused:
        release(exhibit, agent, custodian)

    assert "case agent" in str(refused.value.problems)


def test_taking_an_exhibit_in_moves_it_into_the_vault(in_vault, acting, people):
    with acting(people.custodian):
        assert fetch(Exhibit, in_vault.id).state == "in_custody"


def test_a_custodian_does_not_take_in_what_is_not_sealed_before_a_witness(
    acting, people, make_exhibit
):
    with acting(people.agent) as agent:
        event = release(make_exhibit(agent), agent, people.custodian)

    with acting(people.custodian) as custodian, pytest.raises(StepRefused) as refused:
        custody.confirm_custody(fetch(CustodyEvent, event.id), by=custodian)

    assert [one.text for one in refused.value.unmet] == [
        "Exhibit 1 has no seal number.",
        "Exhibit 1 names no witness to its sealing.",
    ]


def test_an_exhibit_goes_to_the_laboratory_and_comes_back(acting, people, in_vault):
    with acting(people.custodian) as custodian:
        release(in_vault, custodian, movement="laboratory", receiver_name="Lab", receipt="R-1")
        away = fetch(Exhibit, in_vault.id)
        assert (away.state, holder_of(in_vault)) == ("at_laboratory", "Lab")

        custody.take_back(away, by=custodian, reason="Examined", receipt="R-2")

        assert (away.state, holder_of(in_vault)) == ("in_custody", "Ida Marsh")
        assert chain.custody_gaps(away) == []


def test_an_exhibit_is_not_taken_back_before_the_receipt_for_sending_it_is_filed(
    acting, people, in_vault
):
    with acting(people.custodian) as custodian:
        release(in_vault, custodian, movement="laboratory", receiver_name="Lab")

        with pytest.raises(StepRefused) as refused:
            custody.take_back(fetch(Exhibit, in_vault.id), by=custodian, reason="Examined")

    assert "no receipt" in refused.value.message


def test_only_what_is_outside_can_be_taken_back(acting, people, in_vault):
    with acting(people.custodian) as custodian, pytest.raises(CustodyRefused):
        custody.take_back(fetch(Exhibit, in_vault.id), by=custodian, reason="Mine")


def close(as_superuser, person):
    as_superuser("UPDATE casemgr.account SET status = 'disabled' WHERE id = %s", person.id)


def test_a_custodian_takes_over_what_somebody_held_who_left(
    acting, people, exhibit, browser, as_superuser
):
    close(as_superuser, people.agent)
    desk = browser(people.custodian)

    assert "Take over from Rosa Delgado" in desk.get(f"/exhibits/{exhibit.id}").text
    page = f"/exhibits/{exhibit.id}/take-back"
    sent = desk.send(
        page, page, reason="Found in her locker", at=entered(clock.now()), seal="A-100"
    )

    assert sent.status_code == 302
    with acting(people.custodian):
        found = fetch(Exhibit, exhibit.id)
        assert (holder_of(exhibit), found.state) == ("Ida Marsh", "in_custody")
        assert chain.custody_gaps(found) == []
        assert found.custody[-1].released_by_name == "Rosa Delgado"
        release(exhibit, people.custodian, people.colleague)


def test_a_hand_over_between_two_who_left_is_withdrawn_and_then_taken_over(
    acting, people, exhibit, as_superuser
):
    with acting(people.agent):
        event = release(exhibit, people.agent, people.colleague)
    close(as_superuser, people.agent)
    close(as_superuser, people.colleague)

    with acting(people.custodian) as custodian:
        custody.withdraw_release(fetch(CustodyEvent, event.id), by=custodian, reason="Both left")
        assert holder_of(exhibit) == "Rosa Delgado"
        custody.take_back(fetch(Exhibit, exhibit.id), by=custodian, reason="In her locker")
        assert chain.custody_gaps(fetch(Exhibit, exhibit.id)) == []


@pytest.fixture
def logged_for_colleague(acting, people, make_exhibit, exhibit):
    """An exhibit that the agent logged for a colleague, who has not confirmed it yet."""
    with acting(people.agent) as agent:
        case = fetch(Case, exhibit.case_id)
        seal = {"seal": "A-7", "witness_id": agent.id}
        return make_exhibit(agent, case, acquired_by=people.colleague.id, **seal)


def test_a_custodian_takes_over_what_somebody_collected_who_left_without_confirming_it(
    acting, people, logged_for_colleague, browser, as_superuser
):
    close(as_superuser, people.colleague)
    desk, page = browser(people.custodian), f"/exhibits/{logged_for_colleague.id}/take-back"

    assert page in desk.get(f"/exhibits/{logged_for_colleague.id}").text
    assert "cannot confirm that they collected" in desk.get(page).text
    sent = desk.send(page, page, reason="In his locker", at=entered(clock.now()), seal="A-7")

    assert sent.status_code == 302
    with acting(people.custodian):
        found = fetch(Exhibit, logged_for_colleague.id)
        assert holder_of(found) == "Ida Marsh"
        assert chain.custody_gaps(found) == []
        told = "Not confirmed by Tom Brandt, whose account was closed: In his locker"
        assert told in found.custody[0].reason


def test_a_collection_is_not_taken_over_while_its_collector_can_confirm_it(
    acting, people, logged_for_colleague
):
    with acting(people.custodian) as custodian, pytest.raises(CustodyRefused):
        custody.take_back(fetch(Exhibit, logged_for_colleague.id), by=custodian, reason="Mine")


def test_only_a_custodian_takes_over_a_collection(
    acting, people, logged_for_colleague, as_superuser
):
    close(as_superuser, people.colleague)

    with acting(people.agent) as agent, pytest.raises(CustodyRefused):
        custody.take_back(fetch(Exhibit, logged_for_colleague.id), by=agent, reason="Mine")


def test_nobody_takes_over_from_one_who_can_still_hand_over(acting, people, exhibit):
    with acting(people.custodian) as custodian, pytest.raises(CustodyRefused):
        custody.take_back(fetch(Exhibit, exhibit.id), by=custodian, reason="I want it")


def test_only_a_custodian_takes_over(acting, people, exhibit, as_superuser):
    close(as_superuser, people.agent)

    with acting(people.colleague) as colleague, pytest.raises(CustodyRefused):
        custody.take_back(fetch(Exhibit, exhibit.id), by=colleague, reason="I found it")


def test_an_agent_does_not_send_an_exhibit_out_before_it_is_in_the_vault(acting, people, exhibit):
    with acting(people.agent) as agent, pytest.raises(StepRefused) as refused:
        release(exhibit, agent, movement="laboratory", receiver_name="Lab")

    assert "possible only from In the vault" in refused.value.message


def test_what_an_agent_takes_to_court_is_checked_out_and_in_again(
    acting, people, in_vault, hand_over
):
    hand_over(in_vault, people.custodian, people.agent, movement="court", reason="Trial")
    with acting(people.agent) as agent:
        assert fetch(Exhibit, in_vault.id).state == "at_court"
        release(in_vault, agent, movement="court", receiver_name="Clerk of court", receipt="K-1")
        custody.take_back(fetch(Exhibit, in_vault.id), by=agent, reason="Verdict", receipt="K-2")
    hand_over(in_vault, people.agent, people.custodian, reason="Back to the vault")

    with acting(people.custodian):
        found = fetch(Exhibit, in_vault.id)
        assert (found.state, chain.custody_gaps(found)) == ("in_custody", [])


def test_a_hand_over_of_the_custodian_to_an_agent_checks_the_exhibit_out(acting, people, in_vault):
    with acting(people.custodian) as custodian:
        release(in_vault, custodian, people.agent, reason="Interview")

        assert fetch(Exhibit, in_vault.id).state == "at_court"


def test_a_destruction_ends_custody(acting, people, in_vault):
    with acting(people.supervisor) as supervisor:
        order = {"by": supervisor, "reason": "Appeals are over"}
        take_exhibit_step(fetch(Exhibit, in_vault.id), "approve_disposal", **order)
    with acting(people.custodian) as custodian:
        facts = {"movement": "destruction", "receiver_name": "Jane Roe", "receipt": "D-9"}
        release(in_vault, custodian, **facts)

        found = fetch(Exhibit, in_vault.id)
        assert (found.state, chain.has_ended(found)) == ("destroyed", True)
        with pytest.raises(CustodyRefused):
            custody.take_back(found, by=custodian, reason="Phoenix")
        with pytest.raises(Conflict):
            edit_exhibit(found, by=custodian, description="Ash")


def test_a_step_that_is_a_hand_over_is_not_taken_without_one(acting, people, in_vault):
    with acting(people.custodian) as custodian, pytest.raises(Conflict):
        take_exhibit_step(fetch(Exhibit, in_vault.id), "send_to_laboratory", by=custodian)


def test_a_hand_over_that_did_not_take_place_is_withdrawn_and_stays_to_be_seen(
    acting, people, exhibit
):
    with acting(people.agent) as agent:
        event = release(exhibit, agent, people.custodian)

        custody.withdraw_release(event, by=agent, reason="The vault was closed")

        assert holder_of(exhibit) == "Rosa Delgado"
        assert "Offered to Ida Marsh" in event.reason
        assert chain.custody_gaps(fetch(Exhibit, exhibit.id)) == []


def test_only_the_releaser_withdraws(acting, people, exhibit):
    with acting(people.agent) as agent:
        event = release(exhibit, agent, people.custodian)

    with acting(people.colleague) as colleague, pytest.raises(NotAllowed):
        custody.withdraw_release(fetch(CustodyEvent, event.id), by=colleague, reason="Mine")


def test_a_confirmed_hand_over_cannot_be_withdrawn(acting, people, exhibit, hand_over):
    event = hand_over(exhibit, people.agent, people.custodian)

    with acting(people.agent) as agent, pytest.raises(CustodyRefused):
        custody.withdraw_release(fetch(CustodyEvent, event.id), by=agent, reason="Regret")


def test_a_new_seal_is_on_the_exhibit_and_in_the_chain(acting, people, in_vault):
    with acting(people.custodian) as custodian:
        facts = {"movement": "laboratory", "receiver_name": "Lab", "seal": "A-101"}
        event = release(in_vault, custodian, **facts)

        assert (event.seal, fetch(Exhibit, in_vault.id).seal) == ("A-101", "A-101")


def test_a_receipt_needs_its_number(acting, people, in_vault):
    with acting(people.custodian) as custodian:
        event = release(in_vault, custodian, movement="laboratory", receiver_name="Lab")

        with pytest.raises(Invalid) as refused:
            custody.file_receipt(event, " ", by=custodian)

    assert "number" in refused.value.problems


def test_a_custodian_who_has_an_exhibit_of_the_case_does_not_become_its_agent(
    exhibit, people, make_person, hand_over, acting, use_pack
):
    use_pack("atf", lambda pack: replace(pack, separation=replace(pack.separation, roles=())))
    both = make_person("atf", "case_agent", "evidence_custodian", name="Ida Both")
    supervisor = make_person("atf", "group_supervisor")
    hand_over(exhibit, people.agent, both, at=clock.now() - timedelta(days=5))

    with (
        acting(supervisor),
        pytest.raises(Invalid, match="Ida Both is the evidence custodian of Exhibit 1"),
    ):
        assign_agent(
            fetch(Case, exhibit.case_id), fetch(Account, both.id), by=supervisor, reason="Leave"
        )

    hand_over(exhibit, both, people.custodian)
    with acting(supervisor):
        case, account = fetch(Case, exhibit.case_id), fetch(Account, both.id)
        assert assign_agent(case, account, by=supervisor, reason="Leave").case_agent_id == both.id
