"""Notes, tasks, the timeline and linked cases."""

from datetime import date, timedelta

import pytest
import sqlalchemy.exc
from sqlalchemy import select

from casemgr import clock
from casemgr.accounts.models import Account
from casemgr.cases import services
from casemgr.cases.models import Case, CaseNote, NoteRevision
from casemgr.database.rows import fetch, flush
from casemgr.errors import NotAllowed, StaleEdit
from casemgr.extensions import db


@pytest.fixture
def agent(make_person):
    return make_person("atf", "case_agent", clearances=["grand_jury"])


@pytest.fixture
def case(make_case, agent):
    return make_case(agent)


@pytest.fixture
def desk(browser, agent):
    return browser(agent)


@pytest.fixture
def note(case, agent, acting):
    with acting(agent):
        return services.add_note(fetch(Case, case.id), "He paid cash.", by=agent)


def test_every_wording_of_a_note_can_be_read(desk, case, note):
    desk.send(f"/cases/{case.id}/notes/{note.id}/edit", text="He paid by card.", row_version="1")

    page = desk.get(f"/cases/{case.id}/notes").text
    history = desk.get(f"/cases/{case.id}/notes/{note.id}").text
    assert "He paid by card." in page
    assert "He paid cash." not in page
    assert "1 earlier wording" in page
    assert "He paid cash." in history


def test_the_database_refuses_to_change_an_earlier_wording(note, agent, acting):
    with acting(agent):
        db.session.scalars(select(NoteRevision)).one().text = "He paid nothing."

        with pytest.raises(sqlalchemy.exc.DBAPIError, match="part of the record"):
            flush()
        db.session.rollback()


def test_only_its_author_rewords_a_note(note, make_person, acting):
    colleague = make_person("atf", "case_agent")

    with acting(colleague), pytest.raises(NotAllowed):
        services.reword_note(fetch(CaseNote, note.id), "Mine now.", by=colleague)


def test_a_note_reworded_in_two_tabs_tells_the_second(note, agent, acting):
    with acting(agent):
        services.reword_note(fetch(CaseNote, note.id), "Second.", by=agent, position=1)

    with acting(agent), pytest.raises(StaleEdit):
        services.reword_note(fetch(CaseNote, note.id), "Also second.", by=agent, position=1)


def test_a_restricted_note_is_seen_by_those_cleared_only(browser, make_person, desk, case):
    desk.send(f"/cases/{case.id}/notes/new", text="Before the jury.", compartments="grand_jury")

    assert "Before the jury." in desk.get(f"/cases/{case.id}/notes").text
    colleague = browser(make_person("atf", "case_agent"))
    assert "Before the jury." not in colleague.get(f"/cases/{case.id}/notes").text


def test_a_task_is_given_done_and_taken_up_again(desk, case, agent, acting):
    desk.send(f"/cases/{case.id}/tasks/new", title="Call the lab", assigned_to=str(agent.id))
    page = desk.get(f"/cases/{case.id}/tasks").text
    key = page.split("/tasks/")[2].split("/")[0]

    desk.send(f"/cases/{case.id}/tasks/{key}/done")
    done = desk.get(f"/cases/{case.id}/tasks").text
    desk.send(f"/cases/{case.id}/tasks/{key}/reopen")

    assert "Not done after all" in done
    assert "Not done after all" not in desk.get(f"/cases/{case.id}/tasks").text


def test_a_late_task_is_on_the_page_my_work(desk, case, agent, acting):
    yesterday = clock.today() - timedelta(days=2)
    with acting(agent):
        services.add_task(
            fetch(Case, case.id),
            "Call the lab",
            fetch(Account, agent.id),
            by=agent,
            due_on=yesterday,
        )

    page = desk.get("/work/").text

    assert "Call the lab" in page
    assert "late" in page


def test_a_task_belongs_to_somebody_on_the_case(desk, case, make_person):
    stranger = make_person("atf", "case_agent")

    refused = desk.send(f"/cases/{case.id}/tasks/new", title="Call", assigned_to=str(stranger.id))

    assert refused.status_code == 422


def test_the_timeline_tells_of_the_matter_and_of_the_record(desk, case, agent, make_subject):
    make_subject(case, agent)
    desk.send(f"/cases/{case.id}/steps", step="submit_opening")
    desk.send(
        f"/cases/{case.id}/timeline/new", title="Purchase of two pistols", happened_on="2026-03-21"
    )

    page = desk.get(f"/cases/{case.id}/timeline").text

    assert "Purchase of two pistols" in page
    assert "Ask for approval to open" in page


def test_an_entry_is_corrected_and_removed(desk, case, agent, acting):
    with acting(agent):
        entry = services.add_entry(fetch(Case, case.id), "Purchase", date(2026, 3, 21), by=agent)
    address = f"/cases/{case.id}/timeline/{entry.id}"

    desk.send(f"{address}/edit", title="Second purchase", happened_on="2026-03-22")
    corrected = desk.get(f"/cases/{case.id}/timeline").text
    desk.send(f"{address}/remove", reason="Wrong case")

    assert "Second purchase" in corrected
    assert "Second purchase" not in desk.get(f"/cases/{case.id}/timeline").text


def test_two_cases_are_linked_by_number_and_both_show_it(desk, case, agent, make_case):
    other = make_case(agent, "The sender", state="active")

    desk.send(
        f"/cases/{case.id}/links/new", number=other.number, kind="same_subject", reason="Hutchens"
    )

    assert other.number in desk.get(f"/cases/{case.id}/links").text
    assert case.title in desk.get(f"/cases/{other.id}/links").text


def test_a_number_that_one_may_not_know_of_is_no_case(desk, case, make_person, make_case):
    hidden = make_person("atf", "case_agent", office="springfield")
    foreign = make_case(hidden, state="active", reach="team", office="springfield")
    entries = {"kind": "related", "reason": "Same buyer"}

    refused = desk.send(f"/cases/{case.id}/links/new", number=foreign.number, **entries)
    missing = desk.send(f"/cases/{case.id}/links/new", number="785045-99-9999", **entries)

    assert refused.status_code == missing.status_code == 422
    assert f"There is no {foreign.number}" in refused.text
    assert "There is no 785045-99-9999" in missing.text


def test_a_linked_case_is_not_shown_to_those_who_may_not_know_of_it(
    browser, desk, case, agent, make_case, make_person
):
    other = make_case(agent, "The sealed one", state="active", reach="team")
    desk.send(
        f"/cases/{case.id}/links/new", number=other.number, kind="related", reason="Same buyer"
    )

    page = browser(make_person("atf", "case_agent")).get(f"/cases/{case.id}/links").text

    assert other.number not in page
    assert "The sealed one" not in page
