"""For a colleague who is not cleared for the grand jury, a 6(e) report does not exist."""

import re
import uuid

import pytest
from sqlalchemy import select

from casemgr.cases.models import Case
from casemgr.database.rows import fetch, rows
from casemgr.errors import NotFound
from casemgr.reports.models import Report
from casemgr.reports.queries import list_naming, list_to_review, list_unfinished
from casemgr.workflows.models import WorkflowEvent

SECRET = "Return of the subpoena to the bank"


@pytest.fixture
def supervisor(make_person):
    return make_person("atf", "group_supervisor", clearances=["grand_jury"])


@pytest.fixture
def agent(make_person):
    return make_person("atf", "case_agent", clearances=["grand_jury"])


@pytest.fixture
def colleague(make_person, make_member, case, agent):
    """A supervisor on the very team, with every permission over reports but not the clearance."""
    person = make_person("atf", "group_supervisor", "case_agent")
    make_member(case, agent, person)
    return person


@pytest.fixture
def case(make_case, agent, supervisor):
    return make_case(agent, "The gun-show trader", state="active", supervisor=supervisor)


@pytest.fixture
def party(make_party, agent):
    return make_party(agent, "Pruitt", "Marcy")


@pytest.fixture
def hidden(make_approved_report, case, agent, supervisor, party):
    return make_approved_report(
        case, agent, supervisor, title=SECRET, compartments=["grand_jury"], parties=[party.id]
    )


def test_one_who_is_cleared_sees_it_everywhere(browser, agent, case, party, hidden):
    me = browser(agent)

    for at in (f"/cases/{case.id}/reports", f"/cases/{case.id}/timeline", f"/parties/{party.id}"):
        assert SECRET in me.get(at).text
    assert 'Reports<span class="tab-count">1</span>' in me.get(f"/cases/{case.id}").text


def test_it_shows_on_no_page_and_in_no_number(browser, colleague, case, party, hidden):
    me = browser(colleague)

    pages = (
        f"/cases/{case.id}",
        f"/cases/{case.id}/reports",
        f"/cases/{case.id}/timeline",
        f"/parties/{party.id}",
        "/work/",
        "/find?q=subpoena",
    )
    for at in pages:
        assert SECRET not in me.get(at).text
    assert "No reports yet" in me.get(f"/cases/{case.id}/reports").text
    assert ">Reports</a>" in me.get(f"/cases/{case.id}").text


def told(answer, key):
    """The page without what differs on every page: its own address and the token of its form."""
    return re.sub(r'value="[\w=-]{40,}"', "", answer.text.replace(str(key), ""))


ADDRESSES = ("", "/edit", "/correct", "/people/add", "/report.pdf", "/draft.pdf")


@pytest.mark.parametrize("at", ADDRESSES)
def test_its_address_answers_like_one_that_does_not_exist(browser, colleague, hidden, at):
    me, nothing = browser(colleague), uuid.uuid4()

    found, missing = (me.get(f"/reports/{key}{at}") for key in (hidden.id, nothing))

    assert (found.status_code, missing.status_code) == (404, 404)
    assert told(found, hidden.id) == told(missing, nothing)


@pytest.mark.parametrize("at", ["/edit", "/steps", "/comments", "/people/add"])
def test_nothing_can_be_sent_to_it(browser, colleague, hidden, at):
    answer = browser(colleague).send(f"/reports/{hidden.id}{at}", "/me", step="approve_report")

    assert answer.status_code == 404


def test_it_does_not_wait_for_one_who_is_not_cleared(
    acting, agent, colleague, case, party, make_report_in_review
):
    make_report_in_review(case, agent, compartments=["grand_jury"], parties=[party.id])

    with acting(colleague):
        assert list_to_review(colleague) == []
        assert list_unfinished(fetch(Case, case.id)) == []
        assert list_naming(party, colleague) == []


def test_a_draft_that_is_restricted_later_takes_its_comments_along(
    acting, agent, colleague, case, make_report, as_superuser
):
    from casemgr.reports import services

    draft = make_report(case, agent)
    with acting(colleague):
        comment = services.add_comment(fetch(Report, draft.id), "Is this 6(e)?", by=colleague)
    with acting(agent):
        report = fetch(Report, draft.id)
        facts = (report.report_type, report.title, report.event_on)
        services.update_report(report, *facts, compartments=["grand_jury"], by=agent)

    with acting(colleague):
        for model, key in ((Report, draft.id), (type(comment), comment.id)):
            with pytest.raises(NotFound):
                fetch(model, key)


def test_what_was_done_with_a_draft_hides_when_it_is_restricted_later(
    acting, browser, agent, supervisor, make_person, case, make_returned_report, as_superuser
):
    from casemgr.reports import services

    draft = make_returned_report(case, agent, supervisor, reason=SECRET)
    with acting(agent):
        report = fetch(Report, draft.id)
        facts = (report.report_type, report.title, report.event_on)
        services.update_report(report, *facts, compartments=["grand_jury"], by=agent)
    cleared, other = ({"clearances": one} for one in (["grand_jury"], []))
    roles = ("assistant_special_agent_in_charge", "auditor")
    knows, guesses = (make_person("atf", *roles, **one) for one in (cleared, other))

    for person, seen in ((knows, True), (guesses, False)):
        with acting(person):
            events = [event.reason for event in rows(select(WorkflowEvent))]
        assert (SECRET in events) is seen
        assert (SECRET in browser(person).get("/audit/?about=Report+of").text) is seen
        assert (draft.title in browser(person).get("/audit/").text) is seen


def test_another_agency_sees_nothing_of_it(browser, make_person, case, hidden):
    stranger = browser(make_person("dea", "group_supervisor", clearances=["grand_jury"]))

    for at in (
        f"/reports/{hidden.id}",
        f"/cases/{case.id}/reports",
        f"/reports/{hidden.id}/report.pdf",
    ):
        assert stranger.get(at).status_code == 404


def test_the_number_of_a_report_one_may_not_know_is_left_out(
    browser, agent, supervisor, colleague, case, hidden, make_approved_report
):
    later = make_approved_report(case, agent, supervisor, title="For everybody")

    assert (hidden.number, later.number) == (1, 2)
    assert "For everybody" in browser(colleague).get(f"/cases/{case.id}/reports").text
