"""What is wrong with a workflow before an agency may use it, with the way that shows it."""

from collections.abc import Iterator
from typing import Any

from casemgr.tenants.problems import Problem, problem_at
from casemgr.tenants.source import Map
from casemgr.workflows.circles import check_circles
from casemgr.workflows.definition import ROOT, Definition, Kind, State
from casemgr.workflows.endings import check_clock_ends
from casemgr.workflows.gates import check_approvals
from casemgr.workflows.loader import read_definition
from casemgr.workflows.paths import Leg, Paths, Place, TooLarge, told
from casemgr.workflows.places import placed, state_place
from casemgr.workflows.safeguards import Safeguards
from casemgr.workflows.takers import check_takers, untakable
from casemgr.workflows.vocabulary import Vocabulary
from casemgr.workflows.words import check_words

NOTHING_MORE = Safeguards()


def check_workflow(
    raw: Any,
    vocabulary: Vocabulary,
    held: Safeguards = NOTHING_MORE,
    *,
    file: str = "workflow",
) -> list[Problem]:
    """Report all that is wrong with a workflow: its form, its words, its ways and its duties."""
    source = placed(raw, file)
    definition, problems = read_definition(source, file=file)
    if definition is None:
        return problems
    problems = check_words(definition, vocabulary, source)
    problems += check_takers(definition, vocabulary, held, source)
    return problems + check_ways(definition, vocabulary, held, source)


def check_ways(
    definition: Definition, vocabulary: Vocabulary, held: Safeguards, source: Map
) -> list[Problem]:
    """Report states that cannot be reached or left, and ways round an approval."""
    try:
        paths = Paths(definition)
        return [
            *_impossible(paths, source),
            *check_circles(definition, paths, source),
            *_unreached(definition, paths, source),
            *_traps(definition, paths, source),
            *_closed(paths, untakable(definition, vocabulary, held), source),
            *check_approvals(definition, held, source),
            *check_clock_ends(paths, definition.clocks.values(), source),
        ]
    except TooLarge:
        message = "the workflow has too many combinations of states to check"
        return [problem_at(source.at("states"), message, "fewer parallel states or raised events")]


def _impossible(paths: Paths, source: Map) -> Iterator[Problem]:
    for place in paths.places():
        if not paths.engine.microsteps.is_possible(place.status):
            message = f"nothing can be in {_names(place)} at once: {paths.route_to(place)}"
            yield problem_at(source.at("steps"), message, "targets in different parallel states")
            return


def _unreached(definition: Definition, paths: Paths, source: Map) -> Iterator[Problem]:
    """Report states no way leads to and steps that can never be taken."""
    visited, taken = paths.visited(), paths.taken()
    states = [s for s in definition.states.values() if not s.kind.is_history]
    for state in states:
        if state.name not in visited and state.parent in {*visited, ROOT}:
            message = f"no way leads to {state.name}"
            yield problem_at(state_place(definition, state, source), message, _way_to(state))
    for step in definition.steps.values():
        if step.name not in taken and visited.issuperset(set(step.sources) - {ROOT}):
            message = f"{step.name} can never happen, for another step always comes before it"
            place = source["steps"].at(step.name)
            yield problem_at(place, message, "another state to begin from")


def _traps(definition: Definition, paths: Paths, source: Map) -> Iterator[Problem]:
    """Report places a record can come to and never leave, though they are not final."""
    for name, place in trapped(paths).items():
        message = f"{name} has no way out and is not final: {paths.route_to(place)}"
        at = state_place(definition, definition.states[name], source)
        yield problem_at(at, message, f"final: true, or a step from {name}")


def trapped(paths: Paths) -> dict[str, Place]:
    """The states without a way out, each with the first place at which a record is stuck there."""
    found: dict[str, Place] = {}
    for place in filter(paths.is_at_rest, paths.places()):
        ends = paths.engine.is_ended(place.status)
        if not ends and all(leg.to.status == place.status for leg in paths.legs[place]):
            found.setdefault(_stuck_in(paths.engine.definition, place), place)
    return found


def _closed(paths: Paths, untaken: list[str], source: Map) -> Iterator[Problem]:
    """Report states that are shut, for the steps into or out of them can never be taken."""
    if not untaken:
        return
    definition, ways = paths.engine.definition, Paths(paths.engine.definition, avoided=untaken)
    stuck = trapped(ways)
    for name in [name for name in stuck if name not in trapped(paths)]:
        message = f"no way out of {name} can be taken: {ways.route_to(stuck[name])}"
        at = state_place(definition, definition.states[name], source)
        yield problem_at(at, message, f"a step besides {_blocked(paths, stuck[name], untaken)}")
    for name, legs in _shut(paths, ways).items():
        message = f"no way to {name} can be taken: {told(paths.first, legs)}"
        at = state_place(definition, definition.states[name], source)
        yield problem_at(at, message, f"a step to {name} that somebody can take")


def _shut(paths: Paths, ways: Paths) -> dict[str, list[Leg]]:
    """The states that are shut although a record can come before them, and the way there."""
    shut, found = paths.visited() - ways.visited(), dict[str, list[Leg]]()
    for place in [place for place in ways.places() if place in paths.legs]:
        for leg in paths.legs[place]:
            for name in shut.intersection(paths.engine.configuration(leg.to.status)):
                if paths.engine.chart.states[name].parent not in shut:
                    found.setdefault(name, [*ways.legs_to(place), leg])
    return found


def _blocked(paths: Paths, place: Place, untaken: list[str]) -> str:
    steps = dict.fromkeys(step.name for leg in paths.legs[place] for step in leg.steps)
    return " and ".join(name for name in steps if name in untaken)


def _stuck_in(definition: Definition, place: Place) -> str:
    """The state that stops a record: one that is not final, if it is in several."""
    active = place.status.active
    stuck = (name for name in active if definition.states[name].kind is not Kind.FINAL)
    return next(stuck, active[0])


def _way_to(state: State) -> str:
    return f"to: {state.name} in a step, or nothing; leave the state out"


def _names(place: Place) -> str:
    return " and ".join(place.status.active) or "no state"
