"""The pages of evidence: what each person sees, can send, and is refused in words."""

import re
from datetime import timedelta

import pytest

from casemgr import clock
from casemgr.database.rows import fetch
from casemgr.evidence.models import Exhibit
from casemgr.evidence.queries import list_exhibits
from casemgr.evidence.services import custody


@pytest.fixture
def people(evidence_people):
    return evidence_people


@pytest.fixture
def exhibit(acting, people, make_exhibit, make_evidence_case):
    with acting(people.agent) as agent:
        case = make_evidence_case(agent, people.colleague)
        seal = {"seal": "A-100", "witness_id": people.colleague.id}
        return make_exhibit(agent, case, kind="firearm", description="Glock 19 pistol", **seal)


@pytest.fixture
def in_vault(exhibit, people, hand_over):
    hand_over(exhibit, people.agent, people.custodian, at=clock.now() - timedelta(days=5))
    return exhibit


@pytest.fixture
def waiting(acting, people, exhibit):
    """A hand-over that the custodian has not confirmed."""
    with acting(people.agent) as agent:
        facts = {"receiver_id": people.custodian.id, "reason": "Vault", "by": agent}
        return custody.release_exhibit(fetch(Exhibit, exhibit.id), **facts)


def local(moment):
    return f"{moment:%Y-%m-%dT%H:%M}"


def test_an_agent_logs_an_exhibit_kind_first(browser, people, acting, make_evidence_case):
    with acting(people.agent) as agent:
        case = make_evidence_case(agent)
    window, address = browser(people.agent), f"/cases/{case.id}/exhibits/new"
    assert "What kind of thing is it?" in window.get(address).text

    answer = window.send(
        f"{address}?kind=currency",
        description="Bundle of bills",
        acquired_at="2026-03-21T14:05",
        acquired_by=people.agent.id,
        acquired_where="Springfield",
        field_held_as="evidence",
        field_amount="1,150.00",
    )

    page = window.get(answer.headers["Location"]).text
    assert "Bundle of bills" in page
    assert "1,150" in page
    assert "Mar 21, 2026, 14:05 CDT" in page


def test_what_is_missing_is_said_at_its_field_and_what_was_typed_is_kept(
    browser, people, acting, make_evidence_case
):
    with acting(people.agent) as agent:
        case = make_evidence_case(agent)

    answer = browser(people.agent).send(
        f"/cases/{case.id}/exhibits/new?kind=firearm", description="Typed at length"
    )

    assert answer.status_code == 422
    assert "Typed at length" in answer.text
    assert "Manufacturer is needed." in answer.text


def test_a_form_that_was_tampered_with_is_refused_in_words(browser, people, exhibit):
    window = browser(people.agent)

    for name, value in [("receiver_id", "no id"), ("at", "yesterday"), ("reason", "a\0b")]:
        answer = window.send(f"/exhibits/{exhibit.id}/release", **{name: value})
        assert answer.status_code == 422, name


def test_the_tab_of_the_case_lists_its_exhibits(browser, people, exhibit):
    page = browser(people.agent).get(f"/cases/{exhibit.case_id}/exhibits").text

    assert "Glock 19 pistol" in page
    assert "Serial number BZKX417" in page
    assert "Rosa Delgado" in page


def test_an_empty_tab_says_what_belongs_there(browser, people, acting, make_evidence_case):
    with acting(people.agent) as agent:
        case = make_evidence_case(agent)

    assert "No exhibits yet" in browser(people.agent).get(f"/cases/{case.id}/exhibits").text


def test_the_page_of_an_exhibit_shows_its_chain_and_what_is_missing(browser, people, waiting):
    page = browser(people.agent).get(f"/exhibits/{waiting.exhibit_id}").text

    assert "Custody is not complete" in page
    assert "Ida Marsh has not confirmed receiving it" in page
    assert "Withdraw the hand-over" in page


def test_an_exhibit_whose_collection_nobody_confirmed_is_listed_and_shown(
    browser, people, acting, make_exhibit, exhibit
):
    with acting(people.agent) as agent:
        found = make_exhibit(
            agent, fetch(Exhibit, exhibit.id).case, acquired_by=people.colleague.id
        )
    window = browser(people.agent)

    assert "Tom Brandt has not confirmed collecting it" in window.get(f"/exhibits/{found.id}").text
    assert "Waits for Tom Brandt" in window.get("/exhibits").text


def test_only_the_holder_is_offered_to_hand_over(browser, people, exhibit):
    offer = "Hand over to a colleague"

    assert offer in browser(people.agent).get(f"/exhibits/{exhibit.id}").text
    assert offer not in browser(people.colleague).get(f"/exhibits/{exhibit.id}").text


def test_a_hand_over_goes_through_both_browsers(browser, people, exhibit):
    agent, custodian = browser(people.agent), browser(people.custodian)
    agent.send(
        f"/exhibits/{exhibit.id}/release?movement=transfer",
        receiver_id=people.custodian.id,
        at=local(exhibit.acquired_at + timedelta(hours=1)),
        reason="For the vault",
    )
    [confirm] = set(re.findall(r"/custody/[0-9a-f-]+/confirm", custodian.get("/exhibits").text))

    answer = custodian.send(confirm, at=local(clock.now() - timedelta(days=2)), location="Shelf 4")

    page = custodian.get(answer.headers["Location"]).text
    assert "In the vault" in page
    assert "Shelf 4" in page


def test_the_hand_over_is_on_the_custodians_own_work(browser, people, waiting):
    page = browser(people.custodian).get("/work/").text

    assert "Custody to confirm" in page
    assert f"/custody/{waiting.id}/confirm" in page


def test_somebody_else_cannot_confirm(browser, people, waiting):
    answer = browser(people.colleague).send(
        f"/custody/{waiting.id}/confirm", at=local(clock.now() - timedelta(hours=6))
    )

    assert answer.status_code == 403
    assert "Only Ida Marsh can confirm this" in answer.text


def test_an_overtaken_hand_over_is_refused_with_its_form(browser, people, waiting):
    answer = browser(people.agent).send(
        f"/exhibits/{waiting.exhibit_id}/release",
        receiver_id=people.colleague.id,
        at=local(clock.now() - timedelta(hours=6)),
        reason="What I typed",
    )

    assert answer.status_code == 409
    assert "Ida Marsh has not confirmed" in answer.text
    assert "What I typed" in answer.text


def test_the_second_of_two_people_who_edit_is_told(browser, people, exhibit):
    facts = {"description": "Mine", "row_version": 1, "field_held_as": "evidence"}
    facts |= {"field_firearm_type": "pistol", "field_manufacturer": "Glock"}
    facts |= {"field_serial_number": "BZKX417"}
    address = f"/exhibits/{exhibit.id}/edit"
    version = re.search(
        r'name="row_version" value="(\d+)"', browser(people.agent).get(address).text
    )
    facts["row_version"] = version[1]
    assert browser(people.agent).send(address, **facts).status_code == 302

    answer = browser(people.colleague).send(address, **facts | {"description": "Hers"})

    assert answer.status_code == 409
    assert "Hers" in answer.text


def test_a_receipt_is_filed_later(browser, people, acting, in_vault):
    with acting(people.custodian) as custodian:
        facts = {"receiver_name": "Laboratory", "reason": "Prints", "by": custodian}
        event = custody.release_exhibit(fetch(Exhibit, in_vault.id), "laboratory", **facts)
    window = browser(people.custodian)
    assert "File the receipt" in window.get(f"/exhibits/{in_vault.id}").text

    window.send(f"/custody/{event.id}/receipt", number="DEA-12 4711")

    page = window.get(f"/exhibits/{in_vault.id}").text
    assert "DEA-12 4711" in page
    assert "Custody is not complete" not in page


def test_a_step_that_is_not_a_hand_over_is_taken_on_the_page(browser, people, in_vault):
    window = browser(people.supervisor)
    page = window.get(f"/exhibits/{in_vault.id}").text
    version = re.search(r'name="row_version" value="(\d+)"', page)[1]

    window.send(
        f"/exhibits/{in_vault.id}/step",
        step="approve_disposal",
        reason="Appeals are over",
        row_version=version,
    )

    assert "Disposal approved" in window.get(f"/exhibits/{in_vault.id}").text


def test_a_supervisor_reads_and_does_not_edit(browser, people, exhibit):
    window = browser(people.supervisor)

    assert window.get(f"/exhibits/{exhibit.id}").status_code == 200
    assert window.get(f"/exhibits/{exhibit.id}/edit").status_code == 403
    assert window.get(f"/cases/{exhibit.case_id}/exhibits/new").status_code == 403


def test_the_list_is_narrowed_by_words_kind_state_and_holder(
    browser, people, acting, make_exhibit, exhibit
):
    with acting(people.agent) as agent:
        make_exhibit(agent, kind="currency", description="Bundle of bills")
    window = browser(people.custodian)

    found = {
        query: re.findall("Glock 19|Bundle", window.get(f"/exhibits?{query}").text)
        for query in ("words=glock", "kind=currency", "state=collected", "holder=me", "words=%25")
    }

    assert found == {
        "words=glock": ["Glock 19"],
        "kind=currency": ["Bundle"],
        "state=collected": ["Bundle", "Glock 19"],
        "holder=me": [],
        "words=%25": [],
    }


PAGES = [
    "/exhibits/{exhibit}",
    "/exhibits/{exhibit}/custody-log",
    "/exhibits/{exhibit}/edit",
    "/exhibits/{exhibit}/files",
    "/exhibits/{exhibit}/release",
    "/exhibits/{exhibit}/take-back",
    "/custody/{event}/confirm",
    "/custody/{event}/receipt",
    "/custody/{event}/withdraw",
    "/cases/{case}/exhibits",
    "/cases/{case}/exhibits/new",
]


@pytest.mark.parametrize("page", PAGES)
def test_another_agency_finds_nothing(browser, make_person, waiting, page):
    foreign = make_person("dea", "diversion_investigator", "forensic_chemist")
    address = page.format(exhibit=waiting.exhibit_id, event=waiting.id, case=waiting.case_id)

    answer = browser(foreign).get(address)

    assert answer.status_code == 404


OWN_PAGES = {
    "agent": [page for page in PAGES if "receipt" not in page and "confirm" not in page],
    "custodian": ["/exhibits", "/custody/{event}/confirm", "/exhibits/{exhibit}/take-back"],
    "colleague": ["/custody/{event}/confirm", "/custody/{event}/receipt", "/exhibits?after=x"],
}


@pytest.mark.parametrize("who", OWN_PAGES)
def test_every_page_opens_for_those_who_work_with_it(browser, people, waiting, who):
    window = browser(getattr(people, who))

    answers = {
        page: window.get(
            page.format(exhibit=waiting.exhibit_id, event=waiting.id, case=waiting.case_id)
        ).status_code
        for page in OWN_PAGES[who]
    }

    assert set(answers.values()) <= {200, 404}
    assert [page for page, status in answers.items() if status == 404] == [
        page for page in OWN_PAGES[who] if "after=x" in page
    ]


def test_exhibits_are_on_the_timeline_of_the_case(browser, people, waiting):
    page = browser(people.agent).get(f"/cases/{waiting.case_id}/timeline").text

    assert "Exhibit 1 collected" in page
    assert "To Ida Marsh: Vault" in page


def test_nothing_is_logged_twice_by_a_double_click(browser, people, acting, make_evidence_case):
    with acting(people.agent) as agent:
        case = make_evidence_case(agent)
    window, address = browser(people.agent), f"/cases/{case.id}/exhibits/new?kind=other"
    key = re.search(r'name="form_key" value="([^"]+)"', window.get(address).text)[1]
    facts = {"description": "A knife", "acquired_at": "2026-03-21T14:05", "form_key": key}
    facts |= {"acquired_by": people.agent.id, "field_held_as": "evidence"}

    first, second = window.send(address, **facts), window.send(address, **facts)

    assert first.headers["Location"] == second.headers["Location"]
    with acting(people.agent):
        assert len(list_exhibits(case)) == 1
