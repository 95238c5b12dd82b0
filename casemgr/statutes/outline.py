"""The outline of a section's text: which subsections it has, and the words of each.

The text comes as paragraphs. A paragraph that begins with a designator opens a part; where the
part hangs follows from the order of the designators, because the text does not say it.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from casemgr.statutes.designators import Reading, read_as, readings

Path = tuple[str, ...]

HEADING = re.compile(r"(#+)\s+(.*)", re.DOTALL)
MARK = re.compile(r"\((\w{1,5})\)[ \t]*", re.ASCII)
SUBSECTION_HASHES = (5, 6)  # The source marks headings of (a), (b) … with five or six hashes.
LOOK_AHEAD = 40
OMITTED = "…"  # Stands in the short list for parts that are left out.


@dataclass(frozen=True)
class Part:
    """A subsection, paragraph or clause with its own words, without those of its parts."""

    path: Path
    words: str


@dataclass(frozen=True)
class Outline:
    """The parts of one section in the order of the text, and which of them are missing."""

    opening: str
    parts: tuple[Part, ...]
    missing: frozenset[Path] = frozenset()

    def find(self, path: Path) -> Part | None:
        """Return the part with that path, or None when the text has none."""
        return next((part for part in self.parts if part.path == path), None)

    def under(self, path: Path) -> tuple[Part, ...]:
        """Return the part and everything inside it, in order."""
        return tuple(part for part in self.parts if part.path[: len(path)] == path)

    def may_be_missing(self, path: Path) -> bool:
        """Say whether the part, or one above it, is one that the source's text has lost."""
        return any(path[:depth] in self.missing for depth in range(1, len(path) + 1))


@dataclass
class _Level:
    reading: Reading
    designator: str


@dataclass
class _Writing:
    """The outline while it grows."""

    levels: list[_Level] = field(default_factory=list)
    words: dict[Path, list[str]] = field(default_factory=lambda: {(): []})
    missing: set[Path] = field(default_factory=set)

    @property
    def path(self) -> Path:
        return tuple(level.designator for level in self.levels)


@dataclass(frozen=True)
class _Mark:
    """A designator that opens a paragraph, the words after it, and those that come next."""

    designator: str
    heads_subsection: bool
    following: Sequence[str]


def read_outline(text: str) -> Outline:
    """Read the outline of a section's text."""
    paragraphs = list(_paragraphs(text))
    marks = [designator for designator, _, _ in paragraphs if designator]
    writing, seen = _Writing(), 0
    for designator, heads, words in paragraphs:
        if designator:
            seen += 1
            _open(writing, _Mark(designator, heads, marks[seen : seen + LOOK_AHEAD]))
        _add(writing, words)
    opening = _joined(writing.words.pop(()))
    parts = tuple(Part(path, _joined(words)) for path, words in writing.words.items())
    return Outline(opening, parts, frozenset(writing.missing - set(writing.words)))


def _paragraphs(text: str) -> Iterator[tuple[str, bool, str]]:
    """Yield designator ("" for none), whether it heads a subsection, and the words.

    The source repeats an earlier heading before some parts, and not always the right one.
    """
    headings: set[str] = set()
    for paragraph in re.split(r"\n+", text):
        heading = HEADING.match(paragraph)
        if heading and paragraph in headings:
            continue
        headings.add(paragraph if heading else "")
        words = heading[2] if heading else paragraph
        mark = MARK.match(words)
        if mark and readings(mark[1]):
            heads = bool(heading) and len(heading[1]) in SUBSECTION_HASHES  # type: ignore[index]
            yield mark[1], heads, words[mark.end() :].strip()
        elif words.strip() not in ("", OMITTED) and not heading:
            yield "", False, words.strip()


def _open(writing: _Writing, mark: _Mark) -> None:
    """Put a part in its place: beside, above or under the parts that are open."""
    depth, reading = _place(writing, mark)
    if depth < len(writing.levels) and writing.levels[depth].designator == mark.designator:
        return
    before = writing.levels[depth].reading.ordinal if depth < len(writing.levels) else 0
    del writing.levels[depth:]
    _note_missing(writing, reading, before)
    writing.levels.append(_Level(reading, mark.designator))
    writing.words.setdefault(writing.path, [])


def _place(writing: _Writing, mark: _Mark) -> tuple[int, Reading]:
    """Return the depth at which the part hangs and how its designator reads there."""
    ways = readings(mark.designator)
    if mark.heads_subsection:
        top = writing.levels[0].reading.kind if writing.levels else "lower letter"
        return 0, read_as(mark.designator, top) or ways[0]
    placed = (
        _repeat(writing, mark)
        or _successor(writing, ways, mark)
        or _first(writing, ways)
        or _later(writing, ways)
    )
    return placed or (len(writing.levels), ways[0])


def _repeat(writing: _Writing, mark: _Mark) -> tuple[int, Reading] | None:
    """Find the open part of the same name, whose heading the source repeats."""
    last = len(writing.levels) - 1
    if last >= 0 and writing.levels[last].designator == mark.designator:
        return last, writing.levels[last].reading
    return None


def _successor(
    writing: _Writing, ways: Sequence[Reading], mark: _Mark
) -> tuple[int, Reading] | None:
    """Find the deepest open part that this one follows in its series."""
    if _starts_numerals(writing, ways, mark):
        return None
    for depth in range(len(writing.levels) - 1, -1, -1):
        open_part = writing.levels[depth].reading
        for way in ways:
            if way == Reading(open_part.kind, open_part.ordinal + 1):
                return depth, way
    return None


def _starts_numerals(writing: _Writing, ways: Sequence[Reading], mark: _Mark) -> bool:
    """Say whether (i) after (h) begins (i), (ii), (iii): the next mark of that rank decides."""
    roman = next((way for way in ways if way.kind.endswith("roman") and way.ordinal == 1), None)
    if roman is None or any(level.reading.kind == roman.kind for level in writing.levels):
        return False
    second = Reading(roman.kind, 2)
    ranked = (later for later in mark.following if not _is_deeper(later, roman.kind))
    return read_as(next(ranked, ""), roman.kind) == second


def _is_deeper(designator: str, roman: str) -> bool:
    """Say whether it only stands below clauses: (I) or (aa) under (i), (aa) under (I)."""
    below = {"lower double letter", "upper double letter"}
    if roman == "lower roman":
        below.add("upper roman")
    if read_as(designator, roman):
        return False
    return any(way.kind in below for way in readings(designator))


def _first(writing: _Writing, ways: Sequence[Reading]) -> tuple[int, Reading] | None:
    """Open the first part of a new series under the part that is open."""
    used = {level.reading.kind for level in writing.levels}
    for way in ways:
        if way.ordinal == 1 and way.kind not in used:
            return len(writing.levels), way
    return None


def _later(writing: _Writing, ways: Sequence[Reading]) -> tuple[int, Reading] | None:
    """Go on with an open series although parts between are missing or repealed."""
    for depth in range(len(writing.levels) - 1, -1, -1):
        open_part = writing.levels[depth].reading
        for way in ways:
            if way.kind == open_part.kind and way.ordinal >= open_part.ordinal:
                return depth, way
    return None


def _note_missing(writing: _Writing, reading: Reading, before: int) -> None:
    if not reading.kind.endswith(" letter") and reading.kind != "number":
        return
    for ordinal in range(before + 1, reading.ordinal):
        writing.missing.add((*writing.path, _designator(reading.kind, ordinal)))


def _designator(kind: str, ordinal: int) -> str:
    if kind == "number":
        return str(ordinal)
    turns, letter = divmod(ordinal - 1, 26)
    name = chr(97 + letter) * (turns + 1)
    return name.upper() if kind.startswith("upper") else name


def _add(writing: _Writing, words: str) -> None:
    if words and words not in writing.words[writing.path]:
        writing.words[writing.path].append(words)


def _joined(words: list[str]) -> str:
    return "\n\n".join(words)
