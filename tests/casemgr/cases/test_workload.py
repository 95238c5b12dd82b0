"""The page Workload: who has how much, how old it is, and that it counts only what one may know."""

from datetime import timedelta

import pytest

from casemgr import clock
from casemgr.accounts.models import Account
from casemgr.cases import services
from casemgr.cases.models import Case
from casemgr.cases.workload import BUCKETS, ageing, loads, review_queue
from casemgr.database.rows import fetch


@pytest.fixture
def agent(make_person):
    return make_person("atf", "case_agent", name="Ann Agent")


@pytest.fixture
def boss(make_person):
    return make_person("atf", "group_supervisor", name="Bea Boss")


@pytest.fixture
def old_case(make_case, agent):
    with clock.telling_of(clock.now() - timedelta(days=100)):
        return make_case(agent, "Old", state="active")


def test_each_agent_is_counted_with_what_is_late(acting, agent, boss, old_case, make_case):
    make_case(agent, "New")
    with acting(agent):
        case, due = fetch(Case, old_case.id), clock.today() - timedelta(days=2)
        services.add_task(case, "Call back", fetch(Account, agent.id), by=agent, due_on=due)

    with acting(boss):
        (load,) = loads()

    assert (load.name, load.open, load.late, load.tasks_late) == ("Ann Agent", 2, 1, 1)
    assert load.oldest in {99, 100, 101}


@pytest.mark.parametrize(("days", "bucket"), [(0, 0), (30, 0), (31, 1), (60, 1), (61, 2), (91, 3)])
def test_cases_are_counted_by_how_long_they_have_been_in_their_state(
    acting, agent, boss, make_case, days, bucket
):
    with clock.telling_of(clock.now() - timedelta(days=days, minutes=1)):
        make_case(agent)

    with acting(boss):
        (row,) = ageing()

    assert (row.label, [bool(count) for count in row.counts].index(True)) == ("Draft", bucket)
    assert sum(row.counts) == 1
    assert len(row.counts) == len(BUCKETS)


def test_what_one_may_not_know_is_not_counted(acting, make_person, make_case, boss):
    cleared = make_person("atf", "case_agent", clearances=["grand_jury"])
    make_case(cleared, "Hidden", state="active", compartments=["grand_jury"])
    elsewhere = make_person("atf", "case_agent", office="springfield")
    make_case(elsewhere, "Elsewhere", state="active", office="springfield")

    with acting(boss):
        seen = [load.name for load in loads()], ageing(), review_queue()

    assert boss.office != "springfield"
    assert cleared.name not in seen[0]
    assert all(case.title != "Hidden" for case in seen[2])
    assert sum(sum(row.counts) for row in seen[1]) == len(seen[2])


def test_the_page_is_for_those_who_approve(browser, agent, boss, old_case):
    page = browser(boss).get("/workload/")

    assert page.status_code == 200
    assert "Ann Agent" in page.text
    assert "over 90" in page.text
    assert browser(agent).get("/workload/").status_code == 403


def test_an_empty_office_is_told_so(browser, boss):
    assert "No open" in browser(boss).get("/workload/").text
