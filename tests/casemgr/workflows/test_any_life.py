"""Whatever workflow, whoever acts: no step without a right, no mark twice, one history."""

from datetime import datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from casemgr import clock
from casemgr.cases.models import Case
from casemgr.database.rows import fetch
from casemgr.errors import Conflict
from casemgr.extensions import db
from casemgr.workflows import clocks, firing, offering, services
from casemgr.workflows.engine import engine_for
from casemgr.workflows.loader import load_definition
from casemgr.workflows.services import history, instance_of, take_step

STATES = ("a", "b", "c", "d")
ROLES = ("case_agent", "group_supervisor", "special_agent_in_charge")
KNOWN = {}
START = datetime.fromisoformat("2026-03-02T12:00:00+00:00")
READERS = (clocks, firing, offering, services)

state = st.sampled_from(STATES)
step = st.fixed_dictionaries(
    {"from": st.lists(state, min_size=1, max_size=3, unique=True), "to": state},
    optional={
        "approval": st.fixed_dictionaries({"not": st.just("author"), "count": st.integers(1, 2)})
    },
).flatmap(
    lambda made: st.lists(st.sampled_from(ROLES), min_size=1, max_size=2, unique=True).map(
        lambda roles: made | {"roles": roles}
    )
)
timer = st.fixed_dictionaries(
    {
        "while": st.lists(state, min_size=1, max_size=3, unique=True),
        "role": st.just("group_supervisor"),
        "remind": st.just([2]),
        "escalate": st.lists(st.integers(1, 9), max_size=2, unique=True),
    },
    optional={"restart_on": st.just("s0")},
).flatmap(
    lambda made: st.sampled_from(["days", "business_days"]).flatmap(
        lambda unit: st.integers(3, 12).map(lambda count: made | {unit: count})
    )
)
lives = st.fixed_dictionaries(
    {"steps": st.lists(step, min_size=3, max_size=6), "clocks": st.lists(timer, max_size=2)}
)
deeds = st.lists(
    st.one_of(
        st.tuples(st.just("step"), st.integers(0, 5), st.integers(0, 3)),
        st.tuples(st.just("days"), st.integers(0, 9), st.just(0)),
    ),
    max_size=14,
)


def written(life):
    """Turn what was drawn into a workflow; the first clock ends in a step of its own."""
    steps = {f"s{place}": one for place, one in enumerate(life["steps"])}
    timers = {f"c{place}": one for place, one in enumerate(life["clocks"])}
    if timers:
        steps["end"] = {"from": ["a", "b"], "to": "d"}
        timers["c0"] = timers["c0"] | {"then": "end"}
    for timer in timers.values():
        if timer.get("restart_on") not in steps:
            timer.pop("restart_on", None)
    head = {"name": "any", "version": 1, "subject": "case", "start": "a"}
    return load_definition(
        head | {"states": {name: {} for name in STATES}, "steps": steps, "clocks": timers}
    )


@pytest.fixture
def people(make_person):
    found = [make_person("atf", role) for role in ROLES]
    return [*found, make_person("atf", "case_agent", "group_supervisor")]


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(lives, deeds)
def test_any_life_keeps_to_its_workflow(people, make_case, acting, monkeypatch, life, deeds):
    definition = written(life)
    monkeypatch.setattr(services, "newest_definition", lambda *_: definition)
    for module in READERS:
        monkeypatch.setattr(module, "definition_of", lambda life: KNOWN[life.subject_id])
    author, now = people[0], START
    with clock.telling_of(now):
        case = make_case(author, reach="tenant")
        KNOWN[case.id] = definition

    for what, first, second in deeds:
        if what == "days":
            now += timedelta(days=first, minutes=1)
            pass_time(acting, people[2], now)
        else:
            attempt(acting, people[second], case, f"s{first}", now, definition)

    with acting(author):
        check_history(fetch(Case, case.id), definition)


def pass_time(acting, person, now):
    with clock.telling_of(now), acting(person):
        firing.fire_due_clocks(by=person)
    with clock.telling_of(now), acting(person):
        assert firing.fire_due_clocks(by=person) == 0


def attempt(acting, person, case, name, now, definition):
    """Take a step; where it succeeds the person had the right to it."""
    with clock.telling_of(now), acting(person):
        try:
            with db.session.begin_nested():
                take_step(fetch(Case, case.id), name, by=person)
        except Conflict:
            return
    step = definition.steps[name]
    assert set(step.roles) & person.roles
    assert step.approval is None or person.id != case.created_by


def check_history(record, definition):
    """The history, replayed, leads to where the record stands; each mark was told once."""
    engine, events = engine_for(definition), history(record)
    taken = [definition.steps[one.step].events[0] for one in events if one.kind == "step"]
    assert engine.replay(taken).states == record.state.split() == instance_of(record).states
    assert [one.position for one in events] == list(range(1, len(events) + 1))
    marks = [one.firing for one in events if one.firing]
    assert len(marks) == len(set(marks))
    approved = [one for one in events if one.kind == "approval"]
    assert all(one.actor_id != record.created_by for one in approved)
    running = {each.name for each in clocks.list_clocks(instance_of(record)) if each.next_at}
    here = engine.configuration(engine.restore(record.state.split()))
    assert all(here & set(definition.clocks[name].states) for name in running)
