"""A definition's states as tables: who is within whom, in which order, and where steps begin."""

from collections.abc import Iterator
from dataclasses import dataclass

from casemgr.workflows.definition import ROOT, Definition, Kind, State, Step

MOST_KEPT = 50_000


@dataclass(frozen=True, eq=False, slots=True)
class Transition:
    """A step from one of its states."""

    step: Step
    source: str

    def fits(self, event: str | None) -> bool:
        """Whether it happens upon the event, or by itself when there is none.

        `done` answers `done.state.x`, and `*` answers all.
        """
        if event is None:
            return self.step.automatic
        return any(_matches(wanted, event) for wanted in self.step.events)


class Chart:
    """The tables that the engine looks things up in; made once per definition."""

    def __init__(self, definition: Definition) -> None:
        outermost = tuple(s.name for s in definition.states.values() if s.parent == ROOT)
        root = State(ROOT, kind=Kind.COMPOUND, children=outermost, start=definition.start)
        self.states: dict[str, State] = {ROOT: root, **definition.states}
        self.order = {name: place for place, name in enumerate(self._in_document_order(ROOT))}
        self.ancestors = {name: tuple(self._ancestors(name)) for name in self.states}
        self.below = {name: self._below(name) for name in self.states}
        self.regions = {name: self._children(name, history=False) for name in self.states}
        self.memories = {name: self._children(name, history=True) for name in self.states}
        self.outermost_finals = frozenset(filter(self.is_final, outermost))
        self.transitions = self._transitions(definition)
        self._answering: dict[tuple[str, str | None], tuple[Transition, ...]] = {}

    def kind(self, name: str) -> Kind:
        """What the state is made of."""
        return self.states[name].kind

    def is_final(self, name: str) -> bool:
        """Whether the state ends the one around it."""
        return self.kind(name) is Kind.FINAL

    def is_leaf(self, name: str) -> bool:
        """Whether no state lies within it."""
        return self.kind(name) in (Kind.ATOMIC, Kind.FINAL)

    def is_compound(self, name: str) -> bool:
        """Whether exactly one of its states is active when it is."""
        return self.kind(name) is Kind.COMPOUND

    def answering(self, name: str, event: str | None) -> tuple[Transition, ...]:
        """The transitions that an event may set off in a state, in their order."""
        found = self._answering.get((name, event))
        if found is None:
            found = tuple(each for each in self.transitions[name] if each.fits(event))
            if len(self._answering) < MOST_KEPT:
                self._answering[name, event] = found
        return found

    def starts(self, name: str) -> tuple[str, ...]:
        """Where a compound state, or a history state that remembers nothing, begins."""
        state = self.states[name]
        return state.start or self.regions[state.parent if state.kind.is_history else name][:1]

    def in_order(self, names: set[str] | frozenset[str]) -> list[str]:
        """Sort states as the definition lists them."""
        return sorted(names, key=self.order.__getitem__)

    def _in_document_order(self, name: str) -> Iterator[str]:
        yield name
        for child in self.states[name].children:
            yield from self._in_document_order(child)

    def _ancestors(self, name: str) -> Iterator[str]:
        while name != ROOT:
            name = self.states[name].parent
            yield name

    def _below(self, name: str) -> frozenset[str]:
        return frozenset(self._in_document_order(name)) - {name}

    def _children(self, name: str, *, history: bool) -> tuple[str, ...]:
        children = self.states[name].children
        return tuple(child for child in children if self.kind(child).is_history is history)

    def _transitions(self, definition: Definition) -> dict[str, tuple[Transition, ...]]:
        found: dict[str, list[Transition]] = {name: [] for name in self.states}
        for step in definition.steps.values():
            for source in step.sources:
                found[source].append(Transition(step, source))
        return {name: tuple(transitions) for name, transitions in found.items()}


def _matches(wanted: str, event: str) -> bool:
    wanted = wanted.removesuffix(".*")
    return wanted in ("*", event) or event.startswith(f"{wanted}.")
