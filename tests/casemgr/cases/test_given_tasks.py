"""Tasks that steps give: to the right person, with their days, one after the other."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from casemgr import clock
from casemgr.cases import services as cases
from casemgr.cases.models import Case
from casemgr.cases.queries import list_tasks
from casemgr.database.rows import fetch
from casemgr.tenants.source import read_text
from casemgr.workflows.checker import check_workflow
from casemgr.workflows.services import take_step
from casemgr.workflows.vocabulary import Vocabulary

WORKFLOW = """\
name: search
version: 1
subject: case
start: draft
states: {draft: {}, searched: {final: true}}
steps:
  search:
    from: draft
    to: searched
    roles: case_agent
    tasks:
      - {name: inventory, title: File the inventory, for: case_agent, business_days: 5}
      - {name: return_it, title: Return the warrant, for: case_agent, days: 14, after: inventory}
      - {name: read_it, title: Read the return, for: group_supervisor, days: 30}
"""
WEDNESDAY = datetime(2026, 11, 18, 9, tzinfo=ZoneInfo("America/Chicago"))


@pytest.fixture
def agent(make_person):
    return make_person("atf", "case_agent")


@pytest.fixture
def given(live_by, make_person, make_case, agent, acting):
    """A case whose step has given its tasks on the Wednesday before Thanksgiving week."""
    live_by(WORKFLOW)
    make_person("atf", "group_supervisor", name="Bea Boss")
    with clock.telling_of(WEDNESDAY):
        case = make_case(agent)
        with acting(agent):
            take_step(fetch(Case, case.id), "search", by=agent)
    return case


@pytest.fixture
def tasks(acting, agent, given):
    """Return the tasks of the case by their titles."""

    def look():
        with acting(agent):
            found = list_tasks(fetch(Case, given.id))
            return {task.title: (task.due_on, task.assignee.name, task.origin) for task in found}

    return look


def test_a_step_gives_its_tasks_with_their_days(tasks, agent):
    assert tasks() == {
        "File the inventory": (date(2026, 11, 25), agent.name, "search"),
        "Return the warrant": (None, agent.name, "search"),
        "Read the return": (date(2026, 12, 18), "Bea Boss", "search"),
    }


def test_a_task_becomes_due_when_the_one_before_it_is_done(acting, agent, given, tasks):
    with clock.telling_of(WEDNESDAY + timedelta(days=2)), acting(agent):
        first = list_tasks(fetch(Case, given.id))[0]
        cases.finish_task(first, by=agent)

    assert tasks()["Return the warrant"][0] == date(2026, 12, 4)


def test_given_tasks_are_audited(given, as_superuser):
    asked = "SELECT count(*) FROM casemgr.audit_event WHERE action = 'add_task'"
    assert as_superuser(asked) == [(3,)]


def test_the_page_says_what_a_task_waits_for(browser, agent, given):
    assert "after File the inventory" in browser(agent).get(f"/cases/{given.id}/tasks").text


@pytest.mark.parametrize(
    ("before", "after", "problem"),
    [
        ("for: group_supervisor", "for: nobody", 'search.yaml:14:9: "nobody" is not a role or'),
        ("after: inventory", "after: read_it", '13:9: "read_it" is not a task listed before'),
        ("name: return_it", "name: inventory", "search gives the task inventory twice"),
        ("business_days: 5", "business_days: 5, days: 4", "inventory has two lengths"),
        ("title: Return the warrant, ", "", "title"),
    ],
)
def test_what_is_wrong_with_a_task_is_told_with_its_place(before, after, problem):
    words = Vocabulary(roles={"case_agent", "group_supervisor"}, relations={"case_agent"})
    written = read_text(WORKFLOW.replace(before, after), "search.yaml")

    found = [str(each) for each in check_workflow(written, words)]

    assert any(problem in each for each in found), found
