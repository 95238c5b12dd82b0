"""A workflow as a picture: states as boxes, states within states as frames, steps as arrows."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from textwrap import wrap
from typing import Any, NamedTuple

from casemgr.workflows.chart import Chart
from casemgr.workflows.definition import ROOT, Definition, Kind, State, Step
from casemgr.workflows.layering import Size, lay_out, rank_by_way
from casemgr.workflows.pictures import Arrow, Box, Caption, Picture
from casemgr.workflows.refusals import step_label
from casemgr.workflows.standing import tone_of

LETTER, LINE, PADDING, TITLE = 7.2, 16.0, 18.0, 24.0
WIDEST, NARROWEST, HISTORY = 22, 112.0, 34.0

Notes = Mapping[str, Collection[str]]


class Way(NamedTuple):
    """The states of one level between which steps lead."""

    sources: tuple[str, ...]
    targets: tuple[str, ...]


def draw(definition: Definition, notes: Notes | None = None, here: Collection[str] = ()) -> Picture:
    """Draw a workflow; `notes` are lines for its states, `here` are those a record stands in."""
    drawing = _Drawing(definition, notes or {}, here)
    picture = drawing.inside(ROOT, definition.start)
    drawn = {step for ways in drawing.ways.values() for steps in ways.values() for step in steps}
    undrawn = (step for step in definition.steps.values() if step not in drawn)
    return replace(picture, undrawn=tuple(undrawn))


def remarks_on(step: Step) -> Iterator[str]:
    """Say what a step needs besides a role: approvals, or nobody at all."""
    if step.approval:
        count = step.approval.count
        yield "with approval" if count == 1 else f"with {count} approvals"
    if not step.is_taken_by_a_person:
        yield "by itself"


class _Drawing:
    """A picture in the making: which steps are drawn between the states of which level."""

    def __init__(self, definition: Definition, notes: Notes, here: Collection[str]) -> None:
        self.definition, self.chart = definition, Chart(definition)
        self.notes, self.here = notes, here
        self.ways: dict[str, dict[Way, list[Step]]] = {}
        for step in definition.steps.values():
            if step.targets and ROOT not in step.sources:
                self._place(step)

    def inside(self, parent: str, start: Collection[str]) -> Picture:
        """Draw what lies within a state, or the whole."""
        names = sorted(self.chart.states[parent].children, key=lambda one: one not in start)
        parts = {name: self._part(name) for name in names}
        ways = self.ways.get(parent, {})
        links = [(one, to) for way in ways for one in way.sources for to in way.targets]
        ranks = rank_by_way(names, links)
        words = {way: tuple(self._words(way, steps)) for way, steps in ways.items()}
        sizes: dict[Any, Size] = {name: Size(one.width, one.height) for name, one in parts.items()}
        sizes |= {way: _room(lines) for way, lines in words.items()}
        rows: dict[Any, int] = {name: 2 * rank for name, rank in ranks.items()}
        rows |= {way: _row(way, ranks) for way in ways}
        ends = [end for way in ways for end in _ends(way, rows)]
        layout = lay_out(sizes, rows, [link for link, _, _ in ends])
        found = Picture(
            layout.width,
            layout.height,
            captions=tuple(Caption(words[way], *layout.middles[way]) for way in ways),
            arrows=tuple(Arrow(layout.routes[link], tip, back) for link, tip, back in ends),
        )
        for name, part in parts.items():
            x, y = layout.middles[name]
            found = found.with_part(part, x - part.width / 2, y - part.height / 2)
        return found

    def _place(self, step: Step) -> None:
        """Note a step at the level at which it is drawn: within the nearest state around its ends.

        A step that leads from within a state to elsewhere in it is drawn from its other sources.
        """
        ends = [*step.sources, *step.targets]
        around = [set(self.chart.ancestors[one]) for one in ends]
        level = next(one for one in self.chart.ancestors[ends[0]] if all(one in s for s in around))
        targets = dict.fromkeys(self._lifted(name, level) for name in step.targets)
        sources = dict.fromkeys(self._lifted(name, level) for name in step.sources)
        way = Way(tuple(one for one in sources if one not in targets), tuple(targets))
        if way.sources:
            self.ways.setdefault(level, {}).setdefault(way, []).append(step)

    def _lifted(self, name: str, level: str) -> str:
        """Return the state of that level in which a state lies, or the state itself."""
        line = [name, *self.chart.ancestors[name]]
        return line[line.index(level) - 1]

    def _part(self, name: str) -> Picture:
        """Draw one state with all that lies within it."""
        state = self.definition.states[name]
        if not state.children:
            return self._leaf(state)
        inner = self.inside(name, state.start)
        title = self.definition.label_of(name)
        width = max(inner.width, len(title) * LETTER) + 2 * PADDING
        height = inner.height + 2 * PADDING + TITLE
        region = self.chart.kind(state.parent) is Kind.PARALLEL
        box = self._box(state, "region" if region else "frame", (title,), width, height)
        frame = Picture(width, height, (box,))
        return frame.with_part(inner, (width - inner.width) / 2, PADDING + TITLE)

    def _leaf(self, state: State) -> Picture:
        if state.kind.is_history:
            box = self._box(state, "history", ("H",), HISTORY, HISTORY)
            return Picture(HISTORY, HISTORY, (box,))
        lines = tuple(wrap(self.definition.label_of(state.name), WIDEST))
        notes = self.notes.get(state.name, ())
        width = max(NARROWEST, max(map(len, [*lines, *notes])) * LETTER + 26)
        height = 20 + (len(lines) + len(notes)) * LINE
        box = self._box(state, state.kind.value, lines, width, height)
        return Picture(width, height, (box,))

    def _box(
        self, state: State, kind: str, lines: tuple[str, ...], width: float, height: float
    ) -> Box:
        notes, here = tuple(self.notes.get(state.name, ())), state.name in self.here
        tone = tone_of(self.definition, state.name)
        return Box(kind, lines, notes, tone, here, width, height)

    def _words(self, way: Way, steps: list[Step]) -> Iterator[tuple[str, bool]]:
        """Say what steps are called, which inner states they leave and enter, what they need."""
        for step in steps:
            yield from ((text, False) for text in wrap(step_label(step), WIDEST + 4))
            for word, given, shown in (
                ("from", step.sources, way.sources),
                ("to", step.targets, way.targets),
            ):
                inner = [self.definition.label_of(name) for name in given if name not in shown]
                if inner:
                    said = f"{word} {' or '.join(inner)}"
                    yield from ((text, True) for text in wrap(said, WIDEST + 4))
            yield from ((text, True) for text in remarks_on(step))


def _room(lines: Collection[tuple[str, bool]]) -> Size:
    return Size(max(len(text) for text, _ in lines) * LETTER * 0.92 + 8, len(lines) * LINE)


def _row(way: Way, ranks: Mapping[Any, int]) -> int:
    """Put the words of a step near where it starts, or near its end when several lead there."""
    first = min(ranks[name] for name in way.targets)
    ahead = [ranks[name] for name in way.sources if ranks[name] < first]
    if not ahead:
        return 2 * min(ranks[name] for name in way.sources) - 1
    return 2 * ahead[0] + 1 if len(way.sources) == 1 else 2 * first - 1


def _ends(way: Way, rows: Mapping[Any, int]) -> Iterator[tuple[tuple[Any, Any], str, bool]]:
    """Link the words of a step with its states, each link downwards: where its tip is, if back."""
    for name in way.sources:
        down = rows[name] < rows[way]
        yield ((name, way) if down else (way, name)), "", not down
    for name in way.targets:
        down = rows[way] < rows[name]
        yield ((way, name) if down else (name, way)), "end" if down else "start", not down
