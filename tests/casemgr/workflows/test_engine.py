"""How a record moves through its workflow."""

import pytest

from casemgr.workflows.engine import Engine, engine_for
from casemgr.workflows.status import EndlessWorkflow, Status, StepNotOpen, UnknownStatus
from tests.casemgr.workflows import lives


def engine_of(states, steps, start="a"):
    return Engine(lives.small(states, steps, start))


def names(move):
    return [step.name for step in move.steps]


def test_a_step_leads_from_one_state_to_the_next():
    engine = engine_for(lives.load())
    draft = engine.begin().after

    move = engine.take(draft, "submit_opening")

    assert move.before == draft
    assert move.after.states == ["pending_open"]
    assert (move.left, move.entered) == (("draft",), ("pending_open",))


def test_history_returns_a_record_to_where_it_was():
    engine = engine_for(lives.load())
    way = ["submit_opening", "approve_opening", "suspend", "review", "reviewed"]

    assert engine.replay(way).states == ["suspended"]


def test_deep_history_survives_storing_and_reading_back():
    engine = engine_of(
        "{a: {start: a1, states: {a1: {states: {x: X, y: Y}}, was: {history: deep}}}, b: B}",
        "{go: {from: x, to: y, roles: r}, out: {from: a, to: b, roles: r},"
        " back: {from: b, to: was, roles: r}}",
    )
    away = engine.replay(["go", "out"])

    restored = engine.restore(away.states, away.memory)

    assert away.memory == {"was": ["y"]}
    assert engine.take(restored, "back").after.states == ["y"]


def test_a_step_open_elsewhere_is_refused():
    engine = engine_for(lives.load())

    with pytest.raises(StepNotOpen, match="not open from Draft"):
        engine.take(engine.begin().after, "close")


def test_an_event_nothing_answers_leaves_the_record_where_it_is():
    engine = engine_for(lives.load())
    draft = engine.begin().after

    move = engine.send(draft, "close")

    assert move.after == draft
    assert move.steps == ()


def test_the_steps_on_offer_are_those_of_the_state_and_what_is_around_it():
    engine = engine_for(lives.load())
    active = engine.replay(["submit_opening", "approve_opening"])

    offered = [step.name for step in engine.steps_from(active)]

    assert offered == ["suspend", "review", "note", "refer", "close"]


def test_a_step_without_target_is_taken_and_leaves_no_state():
    engine = engine_for(lives.load())
    active = engine.replay(["submit_opening", "approve_opening"])

    move = engine.take(active, "note")

    assert names(move) == ["note"]
    assert (move.after, move.left, move.entered) == (active, (), ())


def test_nothing_follows_a_final_state():
    engine = engine_for(lives.load())
    closed = engine.replay(["submit_opening", "approve_opening", "close"])

    assert engine.is_ended(closed)
    assert engine.steps_from(closed) == ()
    assert engine.send(closed, "close").after == closed


def test_parallel_states_are_completed_together():
    engine = engine_of(
        "{a: {parallel: true, states: {"
        "lab: {states: {sent: S, back: {final: true}}},"
        "legal: {states: {asked: A, cleared: {final: true}}}}}, b: {final: true}}",
        "{receive: {from: sent, to: back, roles: r}, clear: {from: asked, to: cleared, roles: r},"
        " finish: {from: a, to: b, when_done: a}}",
    )
    one = engine.take(engine.begin().after, "clear")

    both = engine.take(one.after, "receive")

    assert one.after.states == ["sent", "cleared"]
    assert names(both) == ["receive", "finish"]
    assert both.after.states == ["b"]


def test_an_automatic_step_follows_at_once_when_its_guard_allows():
    engine = engine_of(
        "{a: A, b: B, c: C}",
        "{go: {from: a, to: b, roles: r}, on: {from: b, to: c, automatic: true, when: x}}",
    )
    status = engine.begin().after

    assert engine.take(status, "go", lambda step: True).after.states == ["c"]
    assert engine.take(status, "go", lambda step: step.name != "on").after.states == ["b"]


def test_a_raised_event_is_answered_before_anybody_acts():
    engine = engine_of(
        "{a: {parallel: true, states: {p: {states: {p1: P, p2: P}}, q: {states: {q1: Q, q2: Q}}}}}",
        "{go: {from: p1, to: p2, roles: r, raises: moved}, follow: {from: q1, to: q2, on: moved}}",
    )

    move = engine.take(engine.begin().after, "go")

    assert names(move) == ["go", "follow"]
    assert move.after.states == ["p2", "q2"]


@pytest.mark.parametrize(("internal", "left"), [("false", ("x", "a")), ("true", ("x",))])
def test_an_internal_step_does_not_leave_the_state_it_begins_in(internal, left):
    engine = engine_of(
        "{a: {states: {x: X, y: Y}}}",
        f"{{go: {{from: a, to: y, roles: r, internal: {internal}}}}}",
    )

    assert engine.take(engine.begin().after, "go").left == left


def test_the_step_of_an_inner_state_comes_before_that_of_an_outer_one():
    engine = engine_of(
        "{a: {states: {x: X, y: Y}}, b: B}",
        "{out: {from: a, to: b, on: e}, inside: {from: x, to: y, on: e}}",
    )

    assert engine.send(engine.begin().after, "e").after.states == ["y"]


def test_a_step_from_anywhere_is_open_in_every_state():
    engine = engine_of(
        "{a: A, b: B, c: {final: true}}",
        "{go: {from: a, to: b, roles: r}, withdraw: {from: anywhere, to: c, roles: r}}",
    )

    assert engine.replay(["go", "withdraw"]).states == ["c"]


def test_automatic_steps_without_end_are_stopped_in_words():
    engine = engine_of(
        "{a: A, b: B}",
        "{there: {from: a, to: b, automatic: true}, back: {from: b, to: a, automatic: true}}",
    )

    with pytest.raises(EndlessWorkflow, match="follow each other without end"):
        engine.begin()


@pytest.mark.parametrize(
    ("states", "memory"),
    [
        (["gone"], {}),
        ([], {}),
        (["draft", "closed"], {}),
        (["open"], {}),
        (["active"], {"gone": ["active"]}),
        (["active"], {"was": ["draft"]}),
        (["active"], {"was": []}),
        (["active"], {"active": ["suspended"]}),
        ([""], {}),
    ],
)
def test_a_stored_place_that_the_workflow_does_not_have_is_refused(states, memory):
    engine = engine_for(lives.load())

    with pytest.raises(UnknownStatus):
        engine.restore(states, memory)


def test_asking_the_engine_changes_nothing():
    engine = engine_for(lives.load())
    draft = engine.begin().after

    answers = {engine.take(draft, "submit_opening") for _ in range(3)}

    assert len(answers) == 1
    assert draft == Status(("draft",))
