"""The engine that moves a record through its workflow, after the SCXML algorithm of the W3C.

Nothing here knows a database or a web page. A record's place is a Status, a small value; the
engine answers which Move follows from an event and never changes anything. Whether a guarded
step may happen is asked of the caller, one step at a time; without a caller to ask, it may.
"""

from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache

from casemgr.workflows.chart import Chart, Transition
from casemgr.workflows.definition import ROOT, Definition, Step
from casemgr.workflows.microsteps import Microstep, Microsteps, keep
from casemgr.workflows.status import EndlessWorkflow, Move, Status, StepNotOpen, UnknownStatus

MOST_MICROSTEPS = 1_000

Allows = Callable[[Step], bool]


class Engine:
    """Answers, for one definition, where a record goes; safe to share between threads."""

    def __init__(self, definition: Definition) -> None:
        self.definition = definition
        self.chart = Chart(definition)
        self.microsteps = Microsteps(self.chart)
        self._has_guards = any(step.is_guarded for step in definition.steps.values())
        self._remembered: dict[tuple[Status, str], Move] = {}

    def begin(self, allows: Allows | None = None) -> Move:
        """Enter the workflow at its start."""
        nowhere, first = Status(()), self.microsteps.begin()
        move = Move(nowhere, first.status, entered=first.entered)
        return self._carry_on(move, (), deque(first.raised), allows)

    def send(self, status: Status, event: str, allows: Allows | None = None) -> Move:
        """Tell what an event brings about; a status that does not answer to it stays."""
        if allows is not None and self._has_guards:
            return self._send(status, event, allows)
        move = self._remembered.get((status, event))
        return move if move is not None else self._remember(status, event)

    def take(self, status: Status, name: str, allows: Allows | None = None) -> Move:
        """Take a step that a person asked for. Raises StepNotOpen when it is not open here."""
        step = self.definition.steps.get(name)
        if step is None or step not in self.steps_from(status):
            raise StepNotOpen(f"The step {name} is not open from {self.describe(status)}.")
        move = self.send(status, name, allows and (lambda other: other is step or allows(other)))
        if step not in move.steps:
            raise StepNotOpen(f"Another step comes before {name} in {self.describe(status)}.")
        return move

    def reconsider(self, status: Status, allows: Allows | None = None) -> Move:
        """Tell which automatic steps have become possible, though nothing happened here."""
        stay = Move(status, status)
        transitions = () if self.is_ended(status) else self.select(status, None, allows)
        return self._carry_on(stay, transitions, deque(), allows) if transitions else stay

    def replay(self, events: Iterable[str], allows: Allows | None = None) -> Status:
        """Return where a history of events leads from the start."""
        status = self.begin(allows).after
        for event in events:
            status = self.send(status, event, allows).after
        return status

    def steps_from(self, status: Status) -> tuple[Step, ...]:
        """The steps that people can take from here, as the definition lists them."""
        if self.is_ended(status):
            return ()
        active = self.configuration(status)
        return tuple(
            step
            for step in self.definition.steps.values()
            if step.is_taken_by_a_person and not active.isdisjoint(step.sources)
        )

    def is_ended(self, status: Status) -> bool:
        """Whether the workflow is over: an outermost final state is reached."""
        return not self.chart.outermost_finals.isdisjoint(status.active)

    def configuration(self, status: Status) -> frozenset[str]:
        """All active states: the innermost ones and those around them."""
        return self.microsteps.configuration(status)

    def restore(
        self, states: Sequence[str], memory: Mapping[str, Sequence[str]] | None = None
    ) -> Status:
        """Read a stored place back. Raises UnknownStatus when this definition has no such place."""
        kept = {name: tuple(remembered) for name, remembered in (memory or {}).items()}
        self._refuse_unknown({*states, *kept, *(name for names in kept.values() for name in names)})
        active = tuple(self.chart.in_order(set(states)))
        status = Status(active, tuple(sorted(kept.items())))
        if not self.microsteps.is_possible(status):
            raise UnknownStatus(f"Nothing can be in {', '.join(states) or 'no state'} at once.")
        return status

    def describe(self, status: Status) -> str:
        """Name the active states for a person."""
        return " and ".join(self.definition.label_of(name) for name in status.active)

    def select(
        self, status: Status, event: str | None, allows: Allows | None = None
    ) -> tuple[Transition, ...]:
        """Choose the transitions an event sets off, or the automatic ones when there is none."""
        chosen: dict[Transition, None] = {}
        for leaf in status.active:
            transition = self._first(leaf, event, allows)
            if transition is not None:
                chosen[transition] = None
        return self._without_conflicts(status, chosen) if len(chosen) > 1 else tuple(chosen)

    def _remember(self, status: Status, event: str) -> Move:
        """Work a move out once."""
        move = self._send(status, event, None)
        keep(self._remembered, (status, event), move)
        return move

    def _send(self, status: Status, event: str, allows: Allows | None) -> Move:
        stay = Move(status, status)
        if self.is_ended(status):
            return stay
        transitions = self.select(status, event, allows)
        return self._carry_on(stay, transitions, deque(), allows) if transitions else stay

    def _carry_on(
        self,
        move: Move,
        transitions: tuple[Transition, ...],
        raised: deque[str],
        allows: Allows | None,
    ) -> Move:
        """Take microsteps until no automatic step and no raised event is left."""
        for _ in range(MOST_MICROSTEPS):
            if transitions:
                done = self.microsteps.carry_out(move.after, transitions)
                raised.extend(done.raised)
                move = _joined(move, done, transitions)
            if self.is_ended(move.after):
                return move
            transitions = self.select(move.after, None, allows)
            if not transitions and not raised:
                return move
            transitions = transitions or self.select(move.after, raised.popleft(), allows)
        raise EndlessWorkflow(
            f"The automatic steps of {self.definition.name} follow each other without end"
            f" in {self.describe(move.after)}."
        )

    def _first(self, leaf: str, event: str | None, allows: Allows | None) -> Transition | None:
        """The innermost transition, and of those the one listed first, that may happen."""
        for name in (leaf, *self.chart.ancestors[leaf]):
            for transition in self.chart.answering(name, event):
                if _may(transition.step, allows):
                    return transition
        return None

    def _without_conflicts(
        self, status: Status, chosen: Iterable[Transition]
    ) -> tuple[Transition, ...]:
        """Of transitions that would leave the same state keep the inner or else the earlier."""
        kept: dict[Transition, frozenset[str]] = {}
        for transition in chosen:
            leaving = self.microsteps.leaves(status, (transition,))
            rivals = [other for other in kept if not leaving.isdisjoint(kept[other])]
            if all(transition.source in self.chart.below[rival.source] for rival in rivals):
                kept = {other: left for other, left in kept.items() if other not in rivals}
                kept[transition] = leaving
        return tuple(kept)

    def _refuse_unknown(self, names: Iterable[str]) -> None:
        unknown = sorted(name for name in names if name == ROOT or name not in self.chart.states)
        if unknown:
            raise UnknownStatus(f"{self.definition.name} has no state {', '.join(unknown)}.")


@lru_cache(maxsize=512)
def engine_for(definition: Definition) -> Engine:
    """The engine of a definition, shared by all who work with it."""
    return Engine(definition)


def _may(step: Step, allows: Allows | None) -> bool:
    return allows is None or not step.is_guarded or allows(step)


def _joined(move: Move, done: Microstep, transitions: Iterable[Transition]) -> Move:
    steps = {transition.step.name: transition.step for transition in transitions}
    return Move(
        move.before,
        done.status,
        (*move.steps, *steps.values()),
        move.left + done.left,
        move.entered + done.entered,
    )
