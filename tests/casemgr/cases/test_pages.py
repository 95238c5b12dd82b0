"""The pages of a case in a browser: typed once, kept when refused, never lost."""

import re
import uuid

import pytest

from casemgr.cases.models import Case
from casemgr.database.rows import fetch

FACTS = {
    "title": "The gun-show trader",
    "office": "kansas_city",
    "venue": "mowd",
    "predication": "A dealer reported one buyer.",
    "reach": "office",
    "field_source_of_case": "inspection",
    "field_trafficking_scheme": "straw_purchase",
}

EDITED = {
    "office": "kansas_city",
    "field_source_of_case": "inspection",
    "field_trafficking_scheme": "straw_purchase",
}


@pytest.fixture
def agent(make_person):
    return make_person("atf", "case_agent")


@pytest.fixture
def desk(browser, agent):
    return browser(agent)


def test_an_agent_opens_a_case_and_sees_what_is_missing_next(desk):
    opened = desk.send("/cases/new?type=firearms_trafficking", **FACTS)

    page = desk.get(opened.location).text
    assert opened.status_code == 302
    assert "The gun-show trader" in page
    assert "Straw purchase" in page
    assert "Add a subject" in page


def test_a_type_is_chosen_before_anything_is_asked(desk):
    page = desk.get("/cases/new").text

    assert "Firearms trafficking" in page
    assert "Denied transfer" in page


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"title": ""}, "Give it a title."),
        ({"title": "x" * 201}, "Write at most 200 characters."),
        ({"title": "one\x00two"}, "Character 4 cannot be stored. Delete it."),
        ({"predication": "x" * 8001}, "Write at most 8,000 characters."),
        ({"field_trafficking_scheme": ""}, "Trafficking scheme is needed."),
        ({"field_received_on": "2150-01-01"}, "The date cannot be after"),
        ({"office": "atlantis"}, "This is not offered"),
    ],
)
def test_a_refused_opening_says_why_and_keeps_what_was_typed(desk, wrong, told):
    entries = FACTS | {"field_synopsis": "Pruitt buys."} | wrong

    page = desk.send("/cases/new?type=firearms_trafficking", **entries)

    assert page.status_code == 422
    assert told in page.text
    assert "Pruitt buys." in page.text


def test_what_the_type_of_a_case_requires_is_marked_before_it_is_refused(desk):
    page = desk.get("/cases/new?type=firearms_trafficking").text

    legend = page.split("Trafficking scheme")[1].partition("</legend>")[0]
    assert 'title="required"' in legend


def test_the_second_of_two_editors_keeps_their_text_and_is_told(desk, agent, make_case, acting):
    case = make_case(agent, "As it was")
    address = f"/cases/{case.id}/edit"
    entries = EDITED | {"row_version": str(case.row_version)}
    desk.send(address, title="First wins", **entries)

    second = desk.send(address, title="Second wrote this", **entries)

    assert second.status_code == 409
    assert "Second wrote this" in second.text
    assert "Somebody changed this record" in second.text
    with acting(agent):
        assert fetch(Case, case.id).title == "First wins"


def test_the_second_editor_can_save_after_comparing(desk, agent, make_case, acting):
    case = make_case(agent)
    address = f"/cases/{case.id}/edit"
    desk.send(address, title="First", row_version=str(case.row_version), **EDITED)
    refused = desk.send(address, title="Second", row_version=str(case.row_version), **EDITED)
    version = re.search(r'name="row_version" value="(\d+)"', refused.text)[1]

    again = desk.send(address, title="Second", row_version=version, **EDITED)

    assert again.status_code == 302
    with acting(agent):
        assert fetch(Case, case.id).title == "Second"


def test_the_same_form_sent_twice_opens_one_case(desk):
    entries = FACTS | {"form_key": str(uuid.uuid4())}

    first = desk.send("/cases/new?type=firearms_trafficking", **entries)
    second = desk.send("/cases/new?type=firearms_trafficking", **entries)

    assert second.location == first.location
    assert desk.get("/cases/").text.count("The gun-show trader") == 1


def test_a_step_is_taken_from_the_page(desk, agent, make_case, make_subject):
    case = make_case(agent)
    make_subject(case, agent)

    taken = desk.send(f"/cases/{case.id}/steps", step="submit_opening", row_version="1")

    assert taken.status_code == 302
    assert "Opening asked for" in desk.get(taken.location).text


def test_a_refused_step_keeps_the_reason_that_was_written(browser, make_person, agent, make_case):
    case, supervisor = (
        make_case(agent, state="pending_open"),
        make_person("atf", "group_supervisor"),
    )
    desk = browser(supervisor)

    page = desk.send(f"/cases/{case.id}/steps", step="suspend", reason="Waiting for the lab")

    assert page.status_code == 409
    assert "Waiting for the lab" in page.text
    assert "possible only from" in page.text


def test_a_step_from_an_outdated_page_is_refused(desk, agent, make_case, make_subject):
    case = make_case(agent, state="pending_open")

    page = desk.send(f"/cases/{case.id}/steps", step="submit_opening", row_version="1")

    assert page.status_code == 409
    assert "moved on" in page.text


def without_tokens(page):
    return re.sub(r'value="[^"]+"', "", page)


PAGES = ("", "/subjects", "/charges", "/timeline", "/tasks", "/notes", "/team", "/links")


@pytest.mark.parametrize("page", [*PAGES, "/edit", "/access", "/subjects/new", "/charges/new"])
def test_a_foreign_case_and_one_that_does_not_exist_answer_alike(
    browser, make_person, agent, make_case, page
):
    case, stranger = make_case(agent), browser(make_person("dea", "case_agent"))

    foreign = stranger.get(f"/cases/{case.id}{page}")
    missing = stranger.get(f"/cases/{uuid.uuid4()}{page}")

    assert foreign.status_code == missing.status_code == 404
    assert without_tokens(foreign.text) == without_tokens(missing.text)


def test_a_child_of_another_case_is_not_found_under_this_one(desk, agent, make_case, make_subject):
    case, other = make_case(agent), make_case(agent)
    subject = make_subject(other, agent)

    assert desk.get(f"/cases/{case.id}/subjects/{subject.id}/edit").status_code == 404


def test_a_reader_off_the_team_sees_no_way_to_change_a_case(browser, make_person, agent, make_case):
    case, reader = make_case(agent), browser(make_person("atf", "case_agent"))

    page = reader.get(f"/cases/{case.id}")

    assert page.status_code == 200
    assert f"/cases/{case.id}/edit" not in page.text
    assert reader.get(f"/cases/{case.id}/edit").status_code == 403


def test_the_page_of_a_case_is_a_read_in_the_audit(browser, make_person, agent, make_case, acting):
    from sqlalchemy import select

    from casemgr.audit.models import AuditEvent
    from casemgr.extensions import db

    case, reader = make_case(agent), make_person("atf", "case_agent")
    browser(reader).get(f"/cases/{case.id}")

    with acting(reader):
        wanted = select(AuditEvent).where(
            AuditEvent.action == "read", AuditEvent.actor_id == reader.id
        )
        assert [event.object_id for event in db.session.scalars(wanted)] == [case.id]


def test_nobody_moves_a_case_to_where_they_could_not_see_it(browser, make_person, make_case):
    office = {"office": "kansas_city_group_1"}
    case = make_case(make_person("atf", "case_agent", **office), reach="office", **office)
    desk = browser(make_person("atf", "group_supervisor", **office))
    moved = EDITED | {"title": "Moved", "office": "springfield"}

    answer = desk.send(f"/cases/{case.id}/edit", row_version=str(case.row_version), **moved)

    assert answer.status_code == 403
    assert "you could no longer see it" in answer.text
