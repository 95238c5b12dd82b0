"""Promises that hold for any workflow somebody may write, sound or not."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from casemgr.workflows.checker import check_workflow
from casemgr.workflows.engine import Engine
from casemgr.workflows.loader import load_definition, read_definition
from casemgr.workflows.status import EndlessWorkflow
from tests.casemgr.workflows.lives import VOCABULARY

STEPS = [f"go{number}" for number in range(5)]
unhurried = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@st.composite
def trees(draw, prefix="s", depth=0):
    """States within states; names are paths such as s0_1, so that steps can name them."""
    found = {}
    for number in range(draw(st.integers(1, 3 if depth else 4))):
        name = f"{prefix}{number}"
        kinds = ["leaf", "final", "history"] + (["compound", "parallel"] * 2 if depth < 2 else [])
        kind = draw(st.sampled_from(kinds if depth else [k for k in kinds if k != "history"]))
        found[name] = {}
        if kind in ("compound", "parallel"):
            found[name] = {"states": draw(trees(f"{name}_", depth + 1))}
            found[name]["parallel"] = kind == "parallel"
        elif kind != "leaf":
            value = draw(st.sampled_from(["deep", "shallow"])) if kind == "history" else True
            found[name] = {kind: value}
    return found


def names_in(tree):
    for name, state in tree.items():
        yield name
        yield from names_in(state.get("states", {}))


@st.composite
def workflows(draw):
    """A workflow whose parts are of the right form, though they need not fit together."""
    states = draw(trees())
    name = st.sampled_from(sorted(names_in(states)))
    steps = {}
    for step in draw(st.lists(st.sampled_from(STEPS), unique=True, max_size=5)):
        steps[step] = {"from": draw(st.lists(name, min_size=1, max_size=2, unique=True))}
        if draw(st.integers(0, 5)):
            steps[step]["to"] = draw(st.lists(name, min_size=1, max_size=2, unique=True))
        kind = draw(st.sampled_from(["person", "person", "automatic", "on", "done", "approval"]))
        steps[step] |= {
            "person": {"roles": ["supervisor"], "internal": draw(st.booleans())},
            "automatic": {"automatic": True, "guards": draw(st.sampled_from([[], ["x"]]))},
            "on": {"on": draw(st.sampled_from(STEPS)), "raises": draw(st.sampled_from(STEPS))},
            "done": {"when_done": draw(name)},
            "approval": {"roles": ["supervisor"], "approval": {"not": ["author"]}},
        }[kind]
    head = {"name": "any", "version": 1, "subject": "case", "start": draw(name)}
    return {**head, "states": states, "steps": steps}


def loaded(raw):
    definition, _ = read_definition(raw)
    return definition


def walk(engine, names):
    """Send events from the start; stop where automatic steps would go on for ever."""
    moves = []
    try:
        moves.append(engine.begin())
        for name in names:
            moves.append(engine.send(moves[-1].after, name))
    except EndlessWorkflow:
        pass
    return moves


@unhurried
@given(workflows())
def test_any_workflow_is_accepted_or_its_problems_are_listed(raw):
    problems = check_workflow(raw, VOCABULARY, file="any.yaml")

    assert all(problem.message and problem.mend for problem in problems)
    assert loaded(raw) is not None or problems


@unhurried
@given(workflows(), st.lists(st.sampled_from(STEPS), max_size=12))
def test_a_history_of_events_replays_to_the_same_place(raw, names):
    definition = loaded(raw)
    if definition is None:
        return
    moves = walk(Engine(definition), names)

    if len(moves) > len(names):
        assert Engine(load_definition(raw)).replay(names) == moves[-1].after


@unhurried
@given(workflows(), st.lists(st.sampled_from(STEPS), max_size=12))
def test_a_workflow_without_problems_only_leads_to_places_that_can_be_stored(raw, names):
    raw["steps"] = {name: {**step, "guards": []} for name, step in raw["steps"].items()}
    definition = loaded(raw)
    if definition is None or any(_is_fatal(p) for p in check_workflow(raw, VOCABULARY)):
        return
    engine = Engine(definition)

    for move in walk(engine, names):
        assert engine.restore(move.after.states, move.after.memory) == move.after
        assert len(set(move.after.active)) == len(move.after.active) > 0


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=12,
)


@unhurried
@given(workflows(), st.sampled_from(["states", "steps", "start", "name", "version"]), JSON)
def test_any_nonsense_in_a_workflow_is_answered_in_words(raw, key, nonsense):
    raw[key] = nonsense

    for problem in check_workflow(raw, VOCABULARY, file="any.yaml"):
        assert str(problem).startswith("any.yaml:1:1: ")


def _is_fatal(problem):
    return "at once" in problem.message or "without end" in problem.message
