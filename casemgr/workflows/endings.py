"""Whether every clock of a workflow comes to an end: the record leaves where it runs."""

from collections import deque
from collections.abc import Iterable, Iterator

from casemgr.tenants.problems import Problem, problem_at
from casemgr.tenants.source import Map
from casemgr.workflows.definition import Clock
from casemgr.workflows.paths import Leg, Paths, Place, told
from casemgr.workflows.places import place_of


def check_clock_ends(paths: Paths, clocks: Iterable[Clock], source: Map) -> Iterator[Problem]:
    """Report clocks that run on where a record ends, and ends that follow each other for ever."""
    listed = list(clocks)
    ends = {clock.then for clock in listed if clock.then}
    for clock in listed:
        place = next((at for at in paths.places() if _runs_on(paths, at, clock)), None)
        if place is not None:
            state = " and ".join(place.status.active)
            message = f"{clock.name} never ends in {state}, which is final: {paths.route_to(place)}"
            at = place_of(source, "clocks", clock.name, "while")
            yield problem_at(at, message, f"while: the states before {state}")
        circle = clock.then and _circle(paths, clock, ends)
        if circle:
            message = f"{clock.name} ends and begins again for ever: {circle}"
            at = place_of(source, "clocks", clock.name, "then")
            yield problem_at(at, message, "a step to where it does not run")


def _runs_on(paths: Paths, place: Place, clock: Clock) -> bool:
    active = paths.engine.configuration(place.status)
    return paths.engine.is_ended(place.status) and not active.isdisjoint(clock.states)


def _circle(paths: Paths, clock: Clock, ends: set[str]) -> str:
    """Print a way by which clocks alone bring a record back to where this one ran out."""
    for place in paths.places():
        for first in paths.legs[place]:
            if clock.then in _names(first):
                way = _way_back(paths, place, first, ends)
                if way:
                    return told(place, way)
    return ""


def _way_back(paths: Paths, place: Place, first: Leg, ends: set[str]) -> list[Leg]:
    """The shortest way back to a place that only clocks take, nothing if there is none."""
    ahead, seen = deque([[first]]), {first.to}
    while ahead:
        legs = ahead.popleft()
        if legs[-1].to == place:
            return legs
        for leg in paths.legs[legs[-1].to]:
            if _names(leg) <= ends and leg.to not in seen:
                seen.add(leg.to)
                ahead.append([*legs, leg])
    return []


def _names(leg: Leg) -> set[str]:
    return {step.name for step in leg.steps}
