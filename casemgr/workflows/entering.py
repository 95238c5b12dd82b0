"""Which states a transition enters: targets, what lies around and within them, and history."""

from collections.abc import Iterable, Mapping

from casemgr.workflows.chart import Chart, Transition
from casemgr.workflows.definition import ROOT, Kind

History = Mapping[str, tuple[str, ...]]


class Entering:
    """Works out entry sets on a chart, after the SCXML algorithm of the W3C."""

    def __init__(self, chart: Chart) -> None:
        self.chart = chart

    def at_start(self) -> frozenset[str]:
        """The states that are entered when the workflow begins."""
        entered: set[str] = set()
        self._enter_all(self.chart.starts(ROOT), ROOT, entered, {})
        return frozenset(entered)

    def by(self, transitions: Iterable[Transition], history: History) -> frozenset[str]:
        """The states that transitions enter together."""
        entered: set[str] = set()
        for transition in transitions:
            domain = self.domain(transition, history)
            if domain is None:
                continue
            for target in transition.step.targets:
                self._add_within(target, entered, history)
            for target in self._effective(transition.step.targets, history):
                self._add_around(target, domain, entered, history)
        return frozenset(entered)

    def domain(self, transition: Transition, history: History) -> str | None:
        """The innermost state that a transition does not leave; None when it stays where it is."""
        targets = self._effective(transition.step.targets, history)
        source = transition.source
        if not targets:
            return None
        if transition.step.internal and self._holds(source, targets):
            return source
        around = (name for name in self.chart.ancestors[source] if self._holds(name, targets))
        return next(around, ROOT)

    def _holds(self, name: str, targets: Iterable[str]) -> bool:
        return self.chart.is_compound(name) and self.chart.below[name].issuperset(targets)

    def _effective(self, targets: Iterable[str], history: History) -> list[str]:
        """Targets with each history state replaced by what it stands for."""
        found: dict[str, None] = {}
        for target in targets:
            if not self.chart.kind(target).is_history:
                found[target] = None
                continue
            remembered = history.get(target) or self.chart.starts(target)
            found.update(dict.fromkeys(self._effective(remembered, history)))
        return list(found)

    def _add_within(self, name: str, entered: set[str], history: History) -> None:
        kind = self.chart.kind(name)
        if kind.is_history:
            inner = history.get(name) or self.chart.starts(name)
            self._enter_all(inner, self.chart.states[name].parent, entered, history)
            return
        entered.add(name)
        if kind is Kind.COMPOUND:
            self._enter_all(self.chart.starts(name), name, entered, history)
        elif kind is Kind.PARALLEL:
            self._add_regions(name, entered, history)

    def _add_around(self, name: str, domain: str, entered: set[str], history: History) -> None:
        for around in self.chart.ancestors[name]:
            if around == domain:
                return
            entered.add(around)
            if self.chart.kind(around) is Kind.PARALLEL:
                self._add_regions(around, entered, history)

    def _add_regions(self, name: str, entered: set[str], history: History) -> None:
        """Enter those regions of a parallel state that nothing else enters."""
        for region in self.chart.regions[name]:
            if entered.isdisjoint(self.chart.below[region]):
                self._add_within(region, entered, history)

    def _enter_all(
        self, names: Iterable[str], domain: str, entered: set[str], history: History
    ) -> None:
        for name in names:
            self._add_within(name, entered, history)
        for name in self._effective(names, history):
            self._add_around(name, domain, entered, history)
