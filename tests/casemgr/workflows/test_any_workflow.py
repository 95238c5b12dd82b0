"""Promises that hold for any workflow somebody may write, sound or not."""

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from casemgr.workflows.checker import check_workflow, trapped
from casemgr.workflows.engine import Engine
from casemgr.workflows.loader import load_definition, read_definition
from casemgr.workflows.paths import Paths
from casemgr.workflows.refusals import Actor, Facts, refusals
from casemgr.workflows.status import EndlessWorkflow, StepNotOpen
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
    signs = ("at once", "without end", "too many combinations")
    return any(sign in problem.message for sign in signs)


PEOPLE = {
    "ann": Actor("ann", {"case_agent"}, {"author"}),
    "bob": Actor("bob", {"supervisor"}, set()),
    "cyd": Actor("cyd", {"case_agent", "supervisor"}, {"case_agent"}),
    "dan": Actor("dan", set(), set()),
}
tries = st.lists(st.tuples(st.sampled_from(sorted(PEOPLE)), st.sampled_from(STEPS)), max_size=14)


def sound(raw):
    """The definition, unless the checker finds that it has no way to be carried out."""
    definition = loaded(raw)
    if definition is None or any(_is_fatal(p) for p in check_workflow(raw, VOCABULARY)):
        return None
    return definition


def attempt(engine, status, step, actor):
    """Take a step as the services do: what is refused moves nothing."""
    facts = Facts(reason="because", ask_guard=lambda use: [])
    if refusals(engine.definition, status, step, actor, facts):
        return None
    try:
        return engine.take(status, step)
    except StepNotOpen:
        return None


@unhurried
@given(workflows(), tries)
def test_nobody_takes_a_step_without_the_right_to_it(raw, attempts):
    definition = sound(raw)
    if definition is None:
        return
    engine, status, taken = Engine(definition), Engine(definition).begin().after, []
    for who, name in attempts:
        move = attempt(engine, status, name, PEOPLE[who])
        if move is None:
            continue
        step, person = definition.steps[name], PEOPLE[who]
        assert set(step.roles) & set(person.roles)
        assert not (step.approval and set(step.approval.apart_from) & set(person.relations))
        status = move.after
        taken.append(name)
    assert Engine(load_definition(raw)).replay(taken) == status


@unhurried
@given(workflows(), tries)
def test_a_refused_step_leaves_the_record_where_it_was(raw, attempts):
    definition = sound(raw)
    if definition is None:
        return
    engine = Engine(definition)
    status = engine.begin().after
    for who, name in attempts:
        kept = engine.restore(status.states, status.memory)
        move = attempt(engine, status, name, PEOPLE[who])
        assert engine.restore(status.states, status.memory) == kept == status
        status = move.after if move else status


@unhurried
@given(workflows(), st.data())
def test_walks_find_no_place_that_the_checker_calls_unreachable(raw, data):
    definition = sound(raw)
    if definition is None:
        return
    engine, paths = Engine(definition), Paths(definition)
    places = {place.status for place in paths.places() if not place.waiting}
    answers = st.dictionaries(st.sampled_from(STEPS), st.booleans())
    answer = data.draw(answers)
    status = begin(engine, answer)
    for name in data.draw(st.lists(st.sampled_from(STEPS), max_size=12)) if status else ():
        assert status in places
        assert engine.configuration(status) - {""} <= paths.visited()
        status = send(engine, status, name, answer)
        if status is None:
            return


def begin(engine, answer):
    try:
        return engine.begin(lambda step: answer.get(step.name, True)).after
    except EndlessWorkflow:
        return None


def send(engine, status, name, answer):
    """Take a step that people can take; its guards answer as drawn."""
    try:
        return engine.take(status, name, lambda step: answer.get(step.name, True)).after
    except StepNotOpen:
        return status
    except EndlessWorkflow:
        return None


NOTED = {
    "name": "any",
    "version": 1,
    "subject": "case",
    "start": "s0",
    "states": {"s0": {}, "s1": {"final": True}},
    "steps": {
        "go0": {"from": "s0", "roles": ["supervisor"]},
        "go1": {"from": "s0", "to": "s1", "roles": ["supervisor"]},
    },
}


@unhurried
@example(NOTED)
@given(workflows())
def test_a_trap_that_is_reported_cannot_be_left(raw):
    definition = sound(raw)
    if definition is None:
        return
    engine, paths = Engine(definition), Paths(definition)
    for place in trapped(paths).values():
        status = place.status
        assert not engine.is_ended(status)
        steps = engine.steps_from(status)
        assert {engine.send(status, step.name).after for step in steps} <= {status}


@unhurried
@given(workflows())
def test_every_place_on_a_printed_way_is_reached_by_the_steps_between(raw):
    definition = sound(raw)
    if definition is None or any(step.is_guarded for step in definition.steps.values()):
        return
    engine, paths = Engine(definition), Paths(definition)
    for place in filter(paths.is_at_rest, paths.places()):
        taken = [
            step.name
            for leg in paths.legs_to(place)
            for step in leg.steps
            if step.is_taken_by_a_person
        ]
        if all(leg.to.waiting == () for leg in paths.legs_to(place)):
            assert engine.replay(taken) == place.status
