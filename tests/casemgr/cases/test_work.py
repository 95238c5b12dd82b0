"""My work, and the search box of every page."""

from datetime import timedelta

import pytest

from casemgr import clock
from casemgr.cases.models import Case
from casemgr.database.rows import fetch


@pytest.fixture
def agent(make_person):
    return make_person("atf", "case_agent")


def test_a_supervisor_finds_what_awaits_approval(browser, make_person, agent, make_case):
    make_case(agent, "Waits for a decision", state="pending_open")
    make_case(agent, "Still a draft")

    page = browser(make_person("atf", "group_supervisor")).get("/work/").text

    assert "Cases to approve" in page
    assert "Waits for a decision" in page
    assert "Still a draft" not in page


def test_nobody_is_asked_to_approve_their_own_case(browser, make_person, make_case):
    both = make_person("atf", "case_agent", "group_supervisor")
    make_case(both, "My own", state="pending_open")

    assert "Cases to approve" not in browser(both).get("/work/").text


def test_late_reviews_are_shown_to_the_agent_and_the_supervisor(
    browser, make_person, agent, make_case, acting
):
    case = make_case(agent, "Long unread", state="active")
    with acting(agent):
        fetch(Case, case.id).review_due_on = clock.today() - timedelta(days=9)
    supervisor, colleague = make_person("atf", "group_supervisor"), make_person("atf", "case_agent")

    assert "Late reviews" in browser(agent).get("/work/").text
    assert "Late reviews" in browser(supervisor).get("/work/").text
    assert "Late reviews" not in browser(colleague).get("/work/").text


def test_my_cases_are_counted_by_state(browser, agent, make_case):
    make_case(agent)
    make_case(agent, state="active")

    page = browser(agent).get("/work/").text

    assert "by state" in page
    assert f"/cases/?agent={agent.id}&amp;state=draft" in page


def test_my_work_comes_first_after_the_sign_in(browser, agent):
    assert browser(agent).get("/").location == "/work/"


def test_a_number_goes_straight_to_its_case(browser, agent, make_case):
    case = make_case(agent, state="active")

    assert browser(agent).get(f"/find?q=+{case.number}+").location == f"/cases/{case.id}"


@pytest.mark.parametrize("typed", ["785040", "The gun", "the gun-sh", "hutch", "dale hutchens"])
def test_the_search_box_finds_by_how_a_thing_begins(browser, agent, make_case, make_party, typed):
    make_case(agent, "The gun-show trader", state="active")
    make_party(agent, "Hutchens", "Dale")

    page = browser(agent).get("/find", query_string={"q": typed}).text

    assert ("The gun-show trader" in page) is ("hutch" not in typed)
    assert ("Dale Hutchens" in page) is ("hutch" in typed)


@pytest.mark.parametrize("typed", ["", "zzz", "\x00", "%", "' OR 1=1 --", "\u202e", "x" * 5000])
def test_a_search_for_nothing_says_how_to_search(browser, agent, make_case, typed):
    make_case(agent, "Hidden")

    page = browser(agent).get("/find", query_string={"q": typed})

    assert page.status_code == 200
    assert "Hidden" not in page.text
    assert "goes straight to its" in page.text


def test_a_person_without_cases_can_search_and_finds_none(browser, make_person, agent, make_case):
    case = make_case(agent, "The gun-show trader", state="active")
    administrator = browser(make_person("atf", "tenant_administrator"))

    assert "gun-show" not in administrator.get(f"/find?q={case.number}").text
