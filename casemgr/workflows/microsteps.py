"""One microstep of a workflow: which states transitions leave and enter, and what that raises."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from casemgr.workflows.chart import Chart, Transition
from casemgr.workflows.definition import ROOT, Kind
from casemgr.workflows.entering import Entering, History
from casemgr.workflows.status import Status

MOST_REMEMBERED = 20_000


class Microstep(NamedTuple):
    """The outcome of one set of transitions: the new status and the events it raises."""

    status: Status
    left: tuple[str, ...]
    entered: tuple[str, ...]
    raised: tuple[str, ...]


class Microsteps:
    """Carries out transitions on a chart, after the SCXML algorithm of the W3C."""

    def __init__(self, chart: Chart) -> None:
        self.chart = chart
        self._entering = Entering(chart)
        self._configurations: dict[tuple[str, ...], frozenset[str]] = {}
        self._outcomes: dict[tuple[Status, tuple[Transition, ...]], Microstep] = {}

    def begin(self) -> Microstep:
        """Enter the workflow at its start."""
        return self._arrive(frozenset({ROOT}), self._entering.at_start(), {})

    def carry_out(self, status: Status, transitions: tuple[Transition, ...]) -> Microstep:
        """Carry out transitions together; what they bring about is worked out once."""
        done = self._outcomes.get((status, transitions))
        if done is None:
            done = self._work_out(status, transitions)
            keep(self._outcomes, (status, transitions), done)
        return done

    def _work_out(self, status: Status, transitions: tuple[Transition, ...]) -> Microstep:
        """Leave, then act, then enter."""
        active, history = self.configuration(status), dict(status.history)
        leaving = self.leaves(status, transitions)
        history.update(self._kept_in_mind(leaving, active))
        entering = self._entering.by(transitions, history)
        done = self._arrive(active - leaving, entering, history)
        raised = tuple(event for transition in transitions for event in transition.step.raises)
        left = tuple(reversed(self.chart.in_order(leaving)))
        return done._replace(left=left, raised=raised + done.raised)

    def leaves(self, status: Status, transitions: Iterable[Transition]) -> frozenset[str]:
        """The active states that transitions leave."""
        history: History = dict(status.history)
        left: frozenset[str] = frozenset()
        for transition in transitions:
            domain = self._entering.domain(transition, history)
            if domain is not None:
                left |= self.configuration(status) & self.chart.below[domain]
        return left

    def configuration(self, status: Status) -> frozenset[str]:
        """All active states: the innermost ones and those around them."""
        found = self._configurations.get(status.active)
        if found is None:
            around = (self.chart.ancestors[leaf] for leaf in status.active)
            found = frozenset(status.active).union(*around, {ROOT})
            keep(self._configurations, status.active, found)
        return found

    def is_possible(self, status: Status) -> bool:
        """Whether a record can be in all these states, and remember these, at once."""
        active = self.configuration(status)
        return (
            all(map(self.chart.is_leaf, status.active))
            and all(self._has_its_regions(name, active) for name in active)
            and all(self._can_remember(memory, kept) for memory, kept in status.history)
        )

    def _kept_in_mind(
        self, leaving: Iterable[str], active: frozenset[str]
    ) -> Iterator[tuple[str, tuple[str, ...]]]:
        """What the history states of the states left will remember."""
        for name in leaving:
            for memory in self.chart.memories[name]:
                within = self.chart.in_order(active & self._memorable(memory))
                yield memory, tuple(within)

    def _memorable(self, memory: str) -> frozenset[str]:
        """The states a history state can remember: regions when shallow, innermost when deep."""
        parent = self.chart.states[memory].parent
        if self.chart.kind(memory) is Kind.SHALLOW_HISTORY:
            return frozenset(self.chart.regions[parent])
        return frozenset(filter(self.chart.is_leaf, self.chart.below[parent]))

    def _arrive(
        self,
        staying: frozenset[str],
        entering: frozenset[str],
        history: Mapping[str, tuple[str, ...]],
    ) -> Microstep:
        active, entered = staying | entering, self.chart.in_order(entering)
        leaves = tuple(filter(self.chart.is_leaf, self.chart.in_order(active)))
        raised = tuple(event for name in entered for event in self._completions(name, active))
        status = Status(leaves, tuple(sorted(history.items())))
        return Microstep(status, (), tuple(entered), raised)

    def _completions(self, name: str, active: frozenset[str]) -> Iterator[str]:
        """The events that entering a final state raises for the states it completes."""
        parent = self.chart.states[name].parent
        if not self.chart.is_final(name) or parent == ROOT:
            return
        yield f"done.state.{parent}"
        around = self.chart.states[parent].parent
        if self.chart.kind(around) is Kind.PARALLEL and self._is_complete(around, active):
            yield f"done.state.{around}"

    def _is_complete(self, name: str, active: frozenset[str]) -> bool:
        regions = self.chart.regions[name]
        if self.chart.kind(name) is Kind.PARALLEL:
            return all(self._is_complete(region, active) for region in regions)
        return any(child in active and self.chart.is_final(child) for child in regions)

    def _has_its_regions(self, name: str, active: frozenset[str]) -> bool:
        regions = self.chart.regions[name]
        wanted = {Kind.COMPOUND: 1, Kind.PARALLEL: len(regions)}.get(self.chart.kind(name), 0)
        return sum(region in active for region in regions) == wanted

    def _can_remember(self, memory: str, kept: tuple[str, ...]) -> bool:
        is_history = self.chart.kind(memory).is_history
        return is_history and bool(kept) and self._memorable(memory).issuperset(kept)


def keep(table: dict[Any, Any], key: Any, value: Any) -> None:
    """Remember an answer; a table that grew too large starts anew."""
    if len(table) >= MOST_REMEMBERED:
        table.clear()
    table[key] = value
