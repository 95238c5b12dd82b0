"""Many exhibits go the same way at once: all of them or none, each in a chain of its own."""

import re
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from casemgr import clock
from casemgr.database.rows import fetch
from casemgr.evidence.chain import custody_gaps, held_since, present_holding
from casemgr.evidence.models import Exhibit
from casemgr.evidence.services import custody, together

FORTY = 40
ZONE = ZoneInfo("America/Chicago")


@pytest.fixture
def people(evidence_people):
    return evidence_people


@pytest.fixture
def keep(acting, people, make_exhibit, make_evidence_case, hand_over):
    """Return a maker of exhibits that the custodian keeps in Vault A."""

    def make(count):
        with acting(people.agent) as agent:
            case = make_evidence_case(agent, people.colleague)
            sealed = {"seal": "A-100", "witness_id": people.colleague.id}
            made = [make_exhibit(agent, case, **sealed) for _ in range(count)]
        for one in made:
            at = clock.now() - timedelta(days=5)
            hand_over(one, people.agent, people.custodian, at=at, location="Vault A")
        return made

    return make


def chain_of(exhibit):
    return [(event.kind, event.location, event.receiver_name) for event in exhibit.custody]


def typed(exhibits, **more):
    ids = [str(one.id) for one in exhibits]
    sent = {"shown": ids, "chosen": ids, "at": f"{clock.now().astimezone(ZONE):%Y-%m-%dT%H:%M}"}
    return sent | {"location": "Vault B, shelf 4", "reason": "The old vault is closed."} | more


def ids_on(page, name):
    return re.findall(rf'name="{name}" value="([\w-]+)"', page.text)


def test_a_custodian_moves_forty_exhibits_with_one_reason(browser, acting, people, keep):
    exhibits, desk = keep(FORTY), browser(people.custodian)

    page = desk.get("/exhibits/together?way=relocation&holder=me")
    moved = desk.send("/exhibits/together?way=relocation", **typed(exhibits))

    assert set(ids_on(page, "chosen")) == {str(one.id) for one in exhibits}
    assert moved.status_code == 302
    with acting(people.custodian):
        for one in (fetch(Exhibit, one.id) for one in exhibits):
            assert chain_of(one)[-1] == ("relocation", "Vault B, shelf 4", "Ida Marsh")
            assert one.custody[-1].reason == "The old vault is closed."
            assert one.custody[-1].seal == "A-100"
            assert present_holding(one).is_with(people.custodian)
            assert held_since(one) == one.custody[1].received_at
            assert custody_gaps(one) == []


def test_one_exhibit_that_cannot_go_keeps_all_and_is_named(browser, acting, people, keep):
    exhibits = keep(3)
    with acting(people.custodian) as custodian:
        gone = fetch(Exhibit, exhibits[1].id)
        custody.release_exhibit(gone, receiver_id=people.colleague.id, reason="Court", by=custodian)

    refused = browser(people.custodian).send("/exhibits/together?way=relocation", **typed(exhibits))

    assert refused.status_code == 409
    assert "Nothing was done with any of them." in refused.text
    assert f"{gone.label}: Tom Brandt has not confirmed receiving" in refused.text
    assert "The old vault is closed." in refused.text
    assert len(ids_on(refused, "shown")) == 3
    with acting(people.custodian):
        kinds = [fetch(Exhibit, one.id).custody[-1].kind for one in exhibits]
    assert kinds == ["transfer"] * 3


def test_what_waits_for_its_receiver_is_not_among_all_that_match(browser, acting, people, keep):
    stays, gone = keep(2)
    with acting(people.custodian) as custodian:
        found = fetch(Exhibit, gone.id)
        custody.release_exhibit(found, receiver_id=people.agent.id, reason="Court", by=custodian)

    page = browser(people.custodian).get("/exhibits/together?holder=me")

    assert ids_on(page, "chosen") == [str(stays.id)]


def test_all_that_stands_in_the_way_is_told_at_once(acting, people, keep):
    exhibits = keep(3)
    with acting(people.custodian) as custodian:
        found = [fetch(Exhibit, one.id) for one in exhibits]
        for one in found[:2]:
            custody.release_exhibit(one, receiver_id=people.agent.id, reason="Court", by=custodian)
        given = {"location": "Vault B", "reason": "Moved", "at": clock.now()}

        with pytest.raises(together.SomeRefused) as refused:
            together.relocate_exhibits(found, by=custodian, **given)

        assert len(refused.value.reasons) == 3
        assert all(one.label in refused.value.message for one in found[:2])
        assert found[2].custody[-1].location == "Vault A"


def test_the_receiver_of_many_confirms_each_of_those_they_tick(browser, acting, people, keep):
    exhibits = keep(3)
    sent = typed(exhibits, receiver_id=str(people.agent.id))
    assert (
        "Rosa Delgado"
        in browser(people.custodian).get("/exhibits/together?way=transfer&holder=me").text
    )
    browser(people.custodian).send("/exhibits/together?way=transfer", **sent)
    desk = browser(people.agent)
    waiting = ids_on(desk.get("/exhibits"), "chosen")
    asked = {"shown": waiting, "chosen": waiting[:2], "at": sent["at"], "location": "Locker 7"}

    confirmed = desk.send("/custody/confirm", **asked)

    assert confirmed.status_code == 302
    with acting(people.agent):
        held = [present_holding(fetch(Exhibit, one.id)) for one in exhibits]
    assert sorted(one.holder for one in held) == ["Ida Marsh", "Rosa Delgado", "Rosa Delgado"]


@pytest.mark.parametrize(
    ("entries", "message"),
    [
        ({"chosen": []}, "Tick at least one of them."),
        ({"reason": " "}, "Say why."),
        ({"location": ""}, "Say where they are kept from then on."),
        ({"at": "9999-12-31T23:59"}, "Look at the year"),
        ({"chosen": ["00000000-0000-0000-0000-000000000001"]}, "This is not offered"),
    ],
)
def test_what_is_missing_is_said_and_the_list_stays(browser, people, keep, entries, message):
    exhibits = keep(2)

    refused = browser(people.custodian).send(
        "/exhibits/together?way=relocation", **typed(exhibits) | entries
    )

    assert refused.status_code == 422
    assert message in refused.text
    assert len(ids_on(refused, "shown")) == 2


def test_an_exhibit_that_one_may_not_know_of_is_not_there(
    browser, acting, make_person, people, keep, make_exhibit, make_evidence_case
):
    stranger = make_person("dea", "case_agent")
    with acting(stranger):
        foreign = make_exhibit(stranger, make_evidence_case(stranger))
    own, desk = keep(1), browser(people.custodian)

    assert "Nothing is chosen" in desk.get(f"/exhibits/together?chosen={foreign.id}").text
    refused = desk.send("/exhibits/together", **typed([*own, foreign]))
    assert refused.status_code == 422
    assert foreign.description not in refused.text


def test_only_who_keeps_evidence_ticks_it_and_only_what_they_hold(browser, people, keep):
    keep(2)

    assert len(ids_on(browser(people.custodian).get("/exhibits"), "chosen")) == 2
    assert ids_on(browser(people.agent).get("/exhibits"), "chosen") == []
    assert browser(people.agent).get("/exhibits/together").status_code == 403


def test_nothing_chosen_or_too_much_leads_back_to_the_list(browser, people, keep, monkeypatch):
    desk = browser(people.custodian)
    assert "Nothing is chosen" in desk.get("/exhibits/together").text

    keep(3)
    monkeypatch.setattr(together, "MOST", 2)
    assert "Too many at once" in desk.get("/exhibits/together").text
    assert desk.get("/exhibits/together?chosen=none").status_code == 404
