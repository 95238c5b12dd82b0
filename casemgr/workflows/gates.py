"""Whether an approval by somebody else comes before what needs one: ways round it are printed."""

from collections import deque
from collections.abc import Iterator
from typing import NamedTuple

from casemgr.tenants.problems import Problem, problem_at
from casemgr.tenants.source import Map
from casemgr.workflows.definition import Definition, Step
from casemgr.workflows.engine import engine_for
from casemgr.workflows.paths import Leg, Paths, Place, told
from casemgr.workflows.places import place_of, state_place
from casemgr.workflows.safeguards import Gate, Safeguards


class Approved(NamedTuple):
    """A place, whether an approval has come since the gate was last passed, and whether ever."""

    place: Place
    fresh: bool
    ever: bool


def check_approvals(definition: Definition, held: Safeguards, source: Map) -> Iterator[Problem]:
    """Report approvals of one's own work, and ways round an approval."""
    for step in definition.steps.values():
        if step.approval and not step.approval.apart_from:
            message = f"{step.name} lets a person approve their own work"
            place = place_of(source, "steps", step.name, "approval")
            yield problem_at(place, message, "approval: {not: [author]}")
        elif step.approval:
            yield from _ways_round(definition, step, source)
    yield from _makers_let_in(definition, held, source)
    for gate in held.gates:
        yield from _check_gate(definition, gate, held, source)
    yield from _unapproved(definition, held, source)


def _ways_round(definition: Definition, approval: Step, source: Map) -> Iterator[Problem]:
    """Report steps that lead where an approval leads, from where it begins, without one."""
    for step in definition.steps.values():
        leads_there = set(step.targets) & set(approval.targets)
        begins_there = set(step.sources) & set(approval.sources)
        if step.approval is None and leads_there and begins_there:
            message = f"{step.name} goes round the approval {approval.name}"
            place = source["steps"].at(step.name)
            yield problem_at(place, message, "approval: {not: [author]}, or another target")


def _makers_let_in(definition: Definition, held: Safeguards, source: Map) -> Iterator[Problem]:
    """Report first approvals that whoever made the record can give under another of their roles."""
    approvals = {step.name: step for step in definition.steps.values() if step.approval}
    paths = Paths(definition, avoided=approvals)
    for step in approvals.values():
        assert step.approval
        let_in = sorted(held.makers - {*step.approval.apart_from})
        open_at = (at for at in paths.places() if step in paths.engine.steps_from(at.status))
        place = next(open_at, None)
        if place is None or not let_in or not step.approval.apart_from:
            continue
        pair = _one_person(paths.legs_to(place), step, held)
        if pair:
            message = (
                f"the {' or '.join(let_in)} can give the approval {step.name} as {pair[1]}:"
                f" {paths.route_to(place)} --{step.name}-->"
            )
            at = place_of(source, "steps", step.name, "approval")
            names = ", ".join([*step.approval.apart_from, *let_in])
            yield problem_at(at, message, f"not: [{names}]")


def _one_person(legs: list[Leg], approval: Step, held: Safeguards) -> tuple[str, str] | None:
    """Two roles that one person may hold, of which one brings the record on and one approves it."""
    before = [role for leg in legs for step in leg.steps for role in step.roles]
    pairs = ((one, other) for one in before or approval.roles for other in approval.roles)
    return next((pair for pair in pairs if held.may_join(*pair)), None)


def _check_gate(
    definition: Definition, gate: Gate, held: Safeguards, source: Map
) -> Iterator[Problem]:
    """Report a way through a gate on which no supervisor approves what passes."""
    step = definition.steps.get(gate.step)
    if step is None:
        message = f"there is no step {gate.step}, which is taken when {gate.deed}"
        place = source["steps"].lc.dropped.get(gate.step, source.at("steps"))
        yield problem_at(place, message, f"a step called {gate.step}")
        return
    yield from _passed_by_itself(definition, step, gate, source)
    approvals = _approvals_of(definition, step, gate)
    for approval in approvals:
        yield from _not_of_supervisors(approval, gate, held, source)
    names = {one.name for one in approvals if not list(_lacking(one, gate, held))}
    way = _way_through(Paths(definition), step, names)
    if way:
        message = f"{gate.deed} without a supervisor's approval: {way}"
        mend = "an approval on the step before, or after_approval: [its step] on the state reached"
        yield problem_at(source["steps"].at(step.name), message, mend)


def _passed_by_itself(
    definition: Definition, gated: Step, gate: Gate, source: Map
) -> Iterator[Problem]:
    """Report steps that lead through a gate without anybody who takes them."""
    for step in definition.steps.values():
        if not step.is_taken_by_a_person and {*step.targets} & {*gated.targets}:
            message = f"{step.name} happens by itself, and it says that {gate.deed}"
            place = source["steps"].at(step.name)
            yield problem_at(place, message, f"another state in to, or roles: in {step.name}")


def _approvals_of(definition: Definition, step: Step, gate: Gate) -> list[Step]:
    """The approvals of what passes: those named by the state it leads to, or the last before it."""
    states = [definition.states[target] for target in step.targets]
    named = {name for state in states for name in state.after_approval or ()}
    below = engine_for(definition).chart.below
    around = {state for source in step.sources for state in (source, *below[source])}
    around |= {state for state in definition.states if below[state] & {*step.sources}}
    last = [
        one
        for one in definition.steps.values()
        if (one is step or around & {*one.targets})
        and gate.decided_before.isdisjoint(use.name for use in one.effects)
    ]
    found = [definition.steps[name] for name in named if name in definition.steps] or last
    return [one for one in found if one.approval]


def _not_of_supervisors(
    approval: Step, gate: Gate, held: Safeguards, source: Map
) -> Iterator[Problem]:
    for index, role in _lacking(approval, gate, held):
        message = f"{role} may give the approval {approval.name} without having {gate.permission}"
        place = place_of(source, "steps", approval.name, "roles", index)
        yield problem_at(place, message, f"a role that has {gate.permission}")


def _lacking(approval: Step, gate: Gate, held: Safeguards) -> Iterator[tuple[int, str]]:
    for index, role in enumerate(approval.roles):
        if gate.permission not in held.rights.get(role, frozenset()):
            yield index, role


def _way_through(paths: Paths, gate: Step, approvals: set[str]) -> str:
    """Print the shortest way through a gate without one of the approvals since it last opened.

    Another step to where the gate leads, such as one that corrects a mistake, needs only that an
    approval was ever given.
    """
    first = Approved(paths.first, fresh=False, ever=False)
    came: dict[Approved, list[Leg]] = {first: []}
    ahead = deque([first])
    while ahead:
        at = ahead.popleft()
        for leg in paths.legs[at.place]:
            given = any(step.name in approvals for step in leg.steps)
            fresh, ever = at.fresh or given, at.ever or given
            passes = gate in leg.steps
            if (passes and not fresh) or (not ever and _enters(paths, at.place, leg, gate)):
                return told(paths.first, [*came[at], leg])
            after = Approved(leg.to, fresh and not passes, ever)
            if after not in came:
                came[after] = [*came[at], leg]
                ahead.append(after)
    return ""


def _enters(paths: Paths, place: Place, leg: Leg, gate: Step) -> bool:
    before = paths.engine.configuration(place.status)
    return not (paths.engine.configuration(leg.to.status) - before).isdisjoint(gate.targets)


def _unapproved(definition: Definition, held: Safeguards, source: Map) -> Iterator[Problem]:
    """Report states that ask for an approval before them and can be reached without."""
    any_approval = {step.name for step in definition.steps.values() if step.approval}
    gated = {t for gate in held.gates for t in _targets(definition, gate)}
    for state in definition.states.values():
        if state.after_approval is None or state.name in gated:
            continue
        paths = Paths(definition, avoided=state.after_approval or any_approval)
        if state.name in paths.visited():
            way = paths.route_into(state.name)
            message = f"{state.name} can be reached without an approval: {way}"
            at = state_place(definition, state, source)
            yield problem_at(at, message, "an approval on one of these steps")


def _targets(definition: Definition, gate: Gate) -> tuple[str, ...]:
    step = definition.steps.get(gate.step)
    return step.targets if step else ()
