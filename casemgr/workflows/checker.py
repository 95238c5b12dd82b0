"""What is wrong with a workflow before an agency may use it, with the way that shows it."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from casemgr.tenants.problems import Problem, problem_at
from casemgr.tenants.source import Map
from casemgr.workflows.definition import ROOT, Definition, Kind, State, Step
from casemgr.workflows.engine import engine_for
from casemgr.workflows.loader import read_definition
from casemgr.workflows.paths import Paths, Place, TooLarge
from casemgr.workflows.places import place_of, placed
from casemgr.workflows.status import EndlessWorkflow
from casemgr.workflows.vocabulary import Vocabulary
from casemgr.workflows.words import check_words


def check_workflow(raw: Any, vocabulary: Vocabulary, *, file: str = "workflow") -> list[Problem]:
    """Report all that is wrong with a workflow: its form, its words, its ways and its duties."""
    source = placed(raw, file)
    definition, problems = read_definition(source, file=file)
    if definition is None:
        return problems
    problems = [*check_words(definition, vocabulary, source), *check_duties(definition, source)]
    return problems + check_ways(definition, source)


def check_ways(definition: Definition, source: Map) -> list[Problem]:
    """Report states that cannot be reached or left, and ways round an approval."""
    try:
        paths = Paths(definition)
        return [
            *_impossible(paths, source),
            *_endless(definition, paths, source),
            *_unreached(definition, paths, source),
            *_traps(definition, paths, source),
            *_unapproved(definition, source),
        ]
    except TooLarge:
        message = "the workflow has too many combinations of states to check"
        return [problem_at(source.at("states"), message, "fewer parallel states or raised events")]


def check_duties(definition: Definition, source: Map) -> list[Problem]:
    """Report holes in the separation of duties."""
    problems: list[Problem] = []
    for step in definition.steps.values():
        if step.is_taken_by_a_person and not step.roles:
            message = f"nobody can take {step.name}, for it names no role"
            problems.append(problem_at(source["steps"].at(step.name), message, "roles: [role]"))
        if step.approval:
            problems += _own_approval(step, source)
            problems += _ways_round(definition, step, source)
    return problems


def _own_approval(step: Step, source: Map) -> Iterator[Problem]:
    if step.approval and not step.approval.apart_from:
        message = f"{step.name} lets a person approve their own work"
        place = place_of(source, "steps", step.name, "approval")
        yield problem_at(place, message, "approval: {not: [author]}")


def _ways_round(definition: Definition, approval: Step, source: Map) -> Iterator[Problem]:
    """Report steps that lead where an approval leads, from where it begins, without one."""
    for step in definition.steps.values():
        leads_there = set(step.targets) & set(approval.targets)
        begins_there = set(step.sources) & set(approval.sources)
        if step.approval is None and leads_there and begins_there:
            message = f"{step.name} goes round the approval {approval.name}"
            place = source["steps"].at(step.name)
            yield problem_at(place, message, "approval: {not: [author]}, or another target")


def _impossible(paths: Paths, source: Map) -> Iterator[Problem]:
    for place in paths.places():
        if not paths.engine.microsteps.is_possible(place.status):
            message = f"nothing can be in {_names(place)} at once: {paths.route_to(place)}"
            yield problem_at(source.at("steps"), message, "targets in different parallel states")
            return


def _endless(definition: Definition, paths: Paths, source: Map) -> Iterator[Problem]:
    """Report steps after which the automatic ones follow each other for ever."""
    if not any(step.automatic or step.on for step in definition.steps.values()):
        return
    engine, found = engine_for(definition), set()
    attempts: list[Callable[[], object]] = [engine.begin]
    for place in filter(paths.is_at_rest, paths.places()):
        for step in engine.steps_from(place.status):
            attempts.append(partial(engine.send, place.status, step.name))
    for attempt in attempts:
        try:
            attempt()
        except EndlessWorkflow as error:
            found.add(error.message)
    for message in sorted(found):
        yield problem_at(source.at("steps"), message, "a condition that ends the circle")


def _unreached(definition: Definition, paths: Paths, source: Map) -> Iterator[Problem]:
    """Report states no way leads to and steps that can never be taken."""
    visited, taken = paths.visited(), paths.taken()
    states = [s for s in definition.states.values() if not s.kind.is_history]
    for state in states:
        if state.name not in visited and state.parent in {*visited, ROOT}:
            message = f"no way leads to {state.name}"
            yield problem_at(_place(definition, state, source), message, _way_to(state))
    for step in definition.steps.values():
        if step.name not in taken and visited.issuperset(set(step.sources) - {ROOT}):
            message = f"{step.name} can never happen, for another step always comes before it"
            place = source["steps"].at(step.name)
            yield problem_at(place, message, "another state to begin from")


def _traps(definition: Definition, paths: Paths, source: Map) -> Iterator[Problem]:
    """Report places a record can come to and never leave, though they are not final."""
    trapped: dict[str, Place] = {}
    for place in filter(paths.is_at_rest, paths.places()):
        ends = paths.engine.is_ended(place.status)
        if not ends and all(leg.to.status == place.status for leg in paths.legs[place]):
            trapped.setdefault(_stuck_in(definition, place), place)
    for name, place in trapped.items():
        message = f"{name} has no way out and is not final: {paths.route_to(place)}"
        at = _place(definition, definition.states[name], source)
        yield problem_at(at, message, f"final: true, or a step from {name}")


def _unapproved(definition: Definition, source: Map) -> Iterator[Problem]:
    """Report states that ask for an approval before them and can be reached without."""
    any_approval = {step.name for step in definition.steps.values() if step.approval}
    for state in definition.states.values():
        if state.after_approval is None:
            continue
        paths = Paths(definition, avoided=state.after_approval or any_approval)
        for place in paths.places():
            if state.name in paths.engine.configuration(place.status):
                way = paths.route_to(place)
                message = f"{state.name} can be reached without an approval: {way}"
                at = _place(definition, state, source)
                yield problem_at(at, message, "an approval on one of these steps")
                break


def _stuck_in(definition: Definition, place: Place) -> str:
    """The state that stops a record: one that is not final, if it is in several."""
    active = place.status.active
    stuck = (name for name in active if definition.states[name].kind is not Kind.FINAL)
    return next(stuck, active[0])


def _way_to(state: State) -> str:
    return f"to: {state.name} in a step, or nothing; leave the state out"


def _names(place: Place) -> str:
    return " and ".join(place.status.active) or "no state"


def _place(definition: Definition, state: State, source: Map) -> Any:
    """Where a state's name is written, however deep it is nested."""
    around: list[str] = []
    parent = state.parent
    while parent != ROOT:
        around.insert(0, parent)
        parent = definition.states[parent].parent
    entries = source["states"]
    for name in around:
        entries = entries[name]["states"]
    return entries.at(state.name)
