"""Every way a record can go through a workflow, whatever its guards answer."""

from collections import deque
from collections.abc import Iterable, Iterator
from itertools import combinations
from typing import NamedTuple

from casemgr.workflows.chart import Transition
from casemgr.workflows.definition import Definition, Step
from casemgr.workflows.engine import Allows, Engine, engine_for
from casemgr.workflows.status import Status

MOST_PLACES = 5_000
MOST_LEGS = 20_000
MOST_GUARDS = 4
MOST_WAITING = 20


class Place(NamedTuple):
    """A status with the events that still wait to be answered; none when the record rests."""

    status: Status
    waiting: tuple[str, ...] = ()


class Leg(NamedTuple):
    """One way on from a place: the steps taken together, and where they lead."""

    steps: tuple[Step, ...]
    to: Place


class TooLarge(Exception):
    """The workflow has more places than can be looked at."""


class Paths:
    """The places a record can reach, how it got to each, and the ways on from there."""

    def __init__(self, definition: Definition, *, avoided: Iterable[str] = ()) -> None:
        self.engine: Engine = engine_for(definition)
        self._avoided = frozenset(avoided)
        self.legs: dict[Place, list[Leg]] = {}
        self._came_by: dict[Place, tuple[Place, Leg] | None] = {}
        self._explore()

    def places(self) -> Iterator[Place]:
        """The places that can be reached, nearest first."""
        return iter(self.legs)

    def visited(self) -> set[str]:
        """The states that can be reached."""
        return {name for place in self.legs for name in self.engine.configuration(place.status)}

    def taken(self) -> set[str]:
        """The names of the steps that can be taken."""
        return {step.name for legs in self.legs.values() for leg in legs for step in leg.steps}

    def is_at_rest(self, place: Place) -> bool:
        """Whether the record stays at the place until somebody takes a step."""
        return not place.waiting and () in self._choices(place.status, None)

    def route_to(self, place: Place) -> str:
        """Print how a place is reached: the states, and the steps between them."""
        return told(self.first, self.legs_to(place))

    def route_into(self, state: str) -> str:
        """Print the shortest way into a state that can be reached."""
        active = (at for at in self.legs if state in self.engine.configuration(at.status))
        return self.route_to(next(active))

    def legs_to(self, place: Place) -> list[Leg]:
        """The shortest way to a place, leg by leg."""
        found: list[Leg] = []
        came = self._came_by[place]
        while came is not None:
            before, leg = came
            found.insert(0, leg)
            came = self._came_by[before]
        return found

    def _explore(self) -> None:
        first = self.engine.microsteps.begin()
        start = Place(first.status, first.raised)
        self._came_by[start] = None
        self.first = start
        ahead, count = deque([start]), 0
        while ahead:
            place = ahead.popleft()
            self.legs[place] = list(self._ways_on(place))
            for leg in self.legs[place]:
                if leg.to not in self._came_by:
                    self._came_by[leg.to] = (place, leg)
                    ahead.append(leg.to)
            count += len(self.legs[place])
            too_many = len(self._came_by) > MOST_PLACES or count > MOST_LEGS
            if too_many or len(place.waiting) > MOST_WAITING:
                raise TooLarge

    def _ways_on(self, place: Place) -> Iterator[Leg]:
        """First what happens by itself, then what waits, then what people do."""
        if self.engine.is_ended(place.status) or not self._is_possible(place):
            return
        for chosen in self._choices(place.status, None):
            if chosen:
                yield from self._legs(place, chosen, place.waiting)
            elif place.waiting:
                yield from self._answers(place)
            else:
                yield from self._taken_by_people(place)
                yield from self._brought_by_clocks(place)

    def _is_possible(self, place: Place) -> bool:
        return self.engine.microsteps.is_possible(place.status)

    def _answers(self, place: Place) -> Iterator[Leg]:
        """What the first waiting event brings about; when nothing answers, it is forgotten."""
        event, *rest = place.waiting
        for chosen in self._choices(place.status, event):
            if chosen:
                yield from self._legs(place, chosen, tuple(rest))
            else:
                yield Leg((), Place(place.status, tuple(rest)))

    def _taken_by_people(self, place: Place) -> Iterator[Leg]:
        for step in self.engine.steps_from(place.status):
            for chosen in self._choices(place.status, step.name):
                if any(transition.step is step for transition in chosen):
                    yield from self._legs(place, chosen, ())

    def _brought_by_clocks(self, place: Place) -> Iterator[Leg]:
        """What the end of a clock brings about that runs here."""
        active = self.engine.configuration(place.status)
        for clock in self.engine.definition.clocks.values():
            if clock.then and not active.isdisjoint(clock.states):
                for chosen in self._choices(place.status, clock.event):
                    if chosen:
                        yield from self._legs(place, chosen, ())

    def _legs(
        self, place: Place, chosen: tuple[Transition, ...], waiting: tuple[str, ...]
    ) -> Iterator[Leg]:
        steps = tuple({transition.step.name: transition.step for transition in chosen}.values())
        if self._avoided.isdisjoint(step.name for step in steps):
            done = self.engine.microsteps.carry_out(place.status, chosen)
            yield Leg(steps, Place(done.status, waiting + done.raised))

    def _choices(self, status: Status, event: str | None) -> Iterable[tuple[Transition, ...]]:
        """What an event can set off, over all that the guards in play may answer."""
        found: dict[tuple[Transition, ...], None] = {}
        for refused in _subsets(self._guards_in_play(status, event)):
            found[self.engine.select(status, event, all_but(refused))] = None
        return found

    def _guards_in_play(self, status: Status, event: str | None) -> list[str]:
        """The guarded steps an event may set off, but for the one that a person takes."""
        active = self.engine.configuration(status)
        return sorted(
            {
                transition.step.name
                for name in active
                for transition in self.engine.chart.answering(name, event)
                if transition.step.is_guarded and transition.step.name != event
            }
        )


def told(first: Place, legs: Iterable[Leg]) -> str:
    """Print a way that begins at a place: the states, and the steps between them."""
    words = [_words(first)]
    for leg in legs:
        if leg.steps:
            names = " + ".join(step.name for step in leg.steps)
            words += [f"--{names}-->", _words(leg.to)]
    return " ".join(words)


def _words(place: Place) -> str:
    return "+".join(place.status.active)


def all_but(refused: Iterable[str]) -> Allows:
    """Let every guarded step happen but the refused ones."""
    names = frozenset(refused)
    return lambda step: step.name not in names


def _subsets(names: list[str]) -> Iterator[tuple[str, ...]]:
    """All choices of a few names; of many, none of them, each alone, and all."""
    sizes = range(len(names) + 1) if len(names) <= MOST_GUARDS else (0, 1, len(names))
    for size in sizes:
        yield from combinations(names, size)
