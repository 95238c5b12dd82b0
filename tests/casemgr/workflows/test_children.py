"""A case that waits for its exhibits: it moves on by itself when the last of them is done."""

import pytest

from casemgr.cases.models import Case
from casemgr.database.rows import fetch
from casemgr.evidence.models import Exhibit
from casemgr.workflows.services import StepRefused, history, take_step

CASE = """\
name: waiting
version: 1
subject: case
start: open
states: {open: {}, complete: {}, closed: {final: true}}
steps:
  complete:
    from: open
    to: complete
    automatic: true
    guards: [{all_in: {of: exhibit, states: [back]}}, {any_in: {of: exhibit, states: back}}]
  close_early:
    from: open
    to: closed
    roles: case_agent
    guards: {all_in: {of: exhibit, states: [back]}}
  close: {from: complete, to: closed, roles: case_agent}
"""
EXHIBIT = """\
name: sample
version: 1
subject: exhibit
start: out
states: {out: {}, back: {final: true}}
steps:
  come_back: {from: out, to: back, roles: case_agent}
"""


@pytest.fixture
def agent(make_person):
    return make_person("atf", "case_agent")


@pytest.fixture
def case(live_by, make_case, agent):
    live_by(CASE, EXHIBIT)
    return make_case(agent)


@pytest.fixture
def exhibits(acting, agent, case, make_exhibit):
    with acting(agent):
        return [make_exhibit(agent, case=fetch(Case, case.id)) for _ in range(2)]


def come_back(acting, agent, exhibit):
    with acting(agent):
        take_step(fetch(Exhibit, exhibit.id), "come_back", by=agent)


def state(acting, agent, case):
    with acting(agent):
        return fetch(Case, case.id).state


def test_a_case_waits_until_its_last_exhibit_is_done(acting, agent, case, exhibits):
    first, second = exhibits
    come_back(acting, agent, first)
    assert state(acting, agent, case) == "open"

    come_back(acting, agent, second)
    assert state(acting, agent, case) == "complete"
    with acting(agent):
        assert [one.step for one in history(fetch(Case, case.id))] == ["complete"]


def test_a_person_is_told_how_many_are_not_done(acting, agent, case, exhibits):
    with acting(agent), pytest.raises(StepRefused, match="2 exhibits are not done"):
        take_step(fetch(Case, case.id), "close_early", by=agent)
