"""My work, and the search box of every page."""

import re
from datetime import timedelta

import pytest

from casemgr import clock
from casemgr.accounts.delegation import delegate
from casemgr.accounts.models import Account
from casemgr.cases.models import Case
from casemgr.cases.work import MOST, Group, Item, Waiting
from casemgr.database.rows import fetch
from casemgr.jobs.worker import Worker
from casemgr.permissions import Permission
from casemgr.workflows.clocks import list_clocks
from casemgr.workflows.services import instance_of

LADDER = ("group_supervisor", "assistant_special_agent_in_charge")


@pytest.fixture
def agent(make_person):
    return make_person("atf", "case_agent")


def test_a_supervisor_finds_what_awaits_approval(browser, make_person, agent, make_case):
    make_case(agent, "Waits for a decision", state="pending_open")
    make_case(agent, "Still a draft")

    page = browser(make_person("atf", "group_supervisor")).get("/work/").text

    assert "Investigations to approve" in page
    assert "Waits for a decision" in page
    assert "Still a draft" not in page


def test_nobody_is_asked_to_approve_their_own_case(browser, make_person, make_case):
    both = make_person("atf", "case_agent", "group_supervisor")
    make_case(both, "My own", state="pending_open")

    assert "Investigations to approve" not in browser(both).get("/work/").text


@pytest.fixture
def late(make_case, agent, acting):
    """Return a maker of cases whose review is so many days late."""

    def make(title, days):
        case = make_case(agent, title, state="active")
        with acting(agent):
            (row,) = list_clocks(instance_of(fetch(Case, case.id)))
            row.due_on = clock.today() - timedelta(days=days)
        return case

    return make


def test_late_reviews_are_shown_to_the_agent_and_the_supervisor(browser, make_person, agent, late):
    late("Long unread", 9)
    supervisor, colleague = make_person("atf", "group_supervisor"), make_person("atf", "case_agent")

    assert "Overdue" in browser(agent).get("/work/").text
    assert "Overdue" in browser(supervisor).get("/work/").text
    assert "Overdue" not in browser(colleague).get("/work/").text


def test_what_runs_out_in_two_weeks_is_due_soon(browser, agent, late):
    late("Nearly due", -10)

    page = browser(agent).get("/work/").text
    assert "Due soon" in page
    assert "Overdue" not in page


def test_what_nobody_did_in_time_goes_up_the_ladder(app, browser, make_person, make_case, agent):
    with clock.telling_of(clock.now() - timedelta(days=110)):
        make_case(agent, "Forgotten", state="active")
    boss = make_person("atf", "assistant_special_agent_in_charge")
    Worker(app).run_all()

    assert "Escalated to me" in browser(boss).get("/work/").text
    assert (
        "Escalated to me" not in browser(make_person("atf", "group_supervisor")).get("/work/").text
    )


def test_approvals_of_one_who_is_away_wait_for_whom_they_named(
    browser, make_person, make_case, agent, acting
):
    make_case(agent, "Waits for Bea", state="pending_open", reach="office")
    boss, deputy = (
        make_person("atf", "group_supervisor", name="Bea"),
        make_person("atf", "case_agent"),
    )
    with acting(boss):
        today = clock.today(boss.pack.time_zone)
        own, named = fetch(Account, boss.id), fetch(Account, deputy.id)
        delegate(own, named, today, today, by=boss, reason="Leave.")

    page = browser(deputy).get("/work/").text
    assert "Delegated to me" in page
    assert "Approve the opening for Bea" in page
    assert "Delegated to me" not in browser(agent).get("/work/").text


def test_a_case_that_somebody_else_leads_is_mine_and_not_counted_as_led(
    browser, agent, make_case, make_member, make_person
):
    leader = make_person("atf", "case_agent", name="Dana Moor")
    make_case(agent, "My own", state="active")
    make_member(make_case(leader, "Hers", state="active"), leader, agent)

    page = browser(agent).get("/work/").text

    assert "Hers · led by Dana Moor" in page
    assert "My own · led by" not in page
    led = page.partition("Investigations I lead, by state")[2]
    assert re.search(r"Active</a> 1<", led)


def test_a_count_that_was_cut_says_so():
    group = Group("Tasks", Permission.CASE_READ, 1, list, "active", "", None)

    few, many = Waiting(group, [Item("One", "/")]), Waiting(group, [Item("One", "/")] * MOST)

    assert (few.count, many.count) == ("1", f"{MOST}+")


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


def test_my_work_and_the_navigation_use_the_word_of_the_agency(browser, agent, make_case):
    make_case(agent, title="Gun-show trader", state="active")

    page = browser(agent).get("/work/").text

    assert "My investigations" in page
    assert "Search investigations, people and licenses" in page
    assert ">Investigations</a>" in page
    assert not re.search(r">[^<]*\bcases?\b(?! agent)[^<]*<", page, re.IGNORECASE)
