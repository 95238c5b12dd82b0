"""Reading the official list of controlled substances from its PDF, by where its letters stand.

The heading of a page tells where its columns begin, so a list with other margins reads alike. What
is neither a substance nor goes on with one ends the page, and must not stand between two.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import groupby, pairwise, product
from pathlib import Path
from typing import NamedTuple

from pypdfium2 import PdfDocument, PdfTextPage

from casemgr.errors import Invalid
from regulatory.substances.models import SCHEDULES

HEADING = [re.compile(word) for word in ("SUBSTANCE", "NUMBER|CODE", "SCH", "NARC", "OTHER")]
MARGIN = 3.5  # points by which what stands below a word of the heading may begin before it
LINE = 4.0  # points between the middles of letters of one line, at most
WORD = 3.0  # points between letters of one word, at most
LEADING = 1.4  # heights of letters between the lines of one name, at most
BROKEN = "\ufffe"  # stands for the hyphen at which a word was broken
CODE = re.compile(r"[0-9]{4}")


@dataclass(frozen=True)
class Listed:
    """A substance as the list has it; a preparation without a code of its own has none."""

    name: str
    code: str
    schedule: str
    narcotic: str
    other_names: str


class Letter(NamedTuple):
    """A letter, its place in the text of the page, and where it stands."""

    place: int
    left: float
    right: float
    y: float
    height: float
    text: str


class Heading(NamedTuple):
    """The heading of a page: the line after it, and where the columns after the first begin."""

    end: int
    edges: list[float]


class Line(NamedTuple):
    """A line below the heading: its page, whether it is close to the one above, its columns."""

    page: int
    is_close: bool
    cells: list[str]

    @property
    def is_row(self) -> bool:
        """Whether a substance begins here."""
        return self.cells[2] in SCHEDULES or CODE.fullmatch(self.cells[1]) is not None

    @property
    def goes_on(self) -> bool:
        """Whether it can be more of the names of the line above."""
        return self.is_close and not any(self.cells[1:4])

    @property
    def words(self) -> str:
        """What it says."""
        return " ".join(filter(None, self.cells))


def read_official_list(path: Path) -> list[Listed]:
    """Read every substance of the list, in its order. Raises Invalid where it is laid out anew."""
    document = PdfDocument(path)
    try:
        pages = [_rows(page.get_textpage()) for page in document]
    finally:
        document.close()
    return list(_substances(_lines(pages)))


def _substances(lines: Iterator[Line]) -> Iterator[Listed]:
    """Join each line that has a code or a schedule with those below it that go on in a column."""
    found: Listed | None = None
    foot: Line | None = None
    for line in lines:
        if foot and foot.page != line.page:
            foot = None
        if foot and line.is_row:
            words = f"{foot.words[:80]!r} stands above {line.cells[0]} and belongs to no substance"
            raise Invalid(f"Page {line.page}: {words}.")
        if line.is_row:
            yield from (found,) if found else ()
            found = _listed(line)
        elif found and line.goes_on and not foot:
            found = _with(found, line)
        else:
            foot = line
    yield from (found,) if found else ()


def _listed(line: Line) -> Listed:
    """Take a line for a substance. Raises Invalid when a column holds what it cannot."""
    name, code, schedule, narcotic, others = line.cells
    faults = {
        "has no name": not name,
        f"has the code {code!r}, and codes have four digits": code and not CODE.fullmatch(code),
        f"has the schedule {schedule!r}, and schedules are I to V": schedule not in SCHEDULES,
        f"has {narcotic!r} for narcotic, which is Y or N": narcotic not in ("Y", "N"),
    }
    for words in (words for words, is_so in faults.items() if is_so):
        raise Invalid(f"Page {line.page}: {name or line.words} {words}.")
    return Listed(name, code, schedule, narcotic, others)


def _with(found: Listed, line: Line) -> Listed:
    name = _joined(found.name, line.cells[0])
    return replace(found, name=name, other_names=_joined(found.other_names, line.cells[4]))


def _joined(text: str, more: str) -> str:
    """Join the parts of a name; one that was broken after a hyphen is one word."""
    return text + more if text.endswith("-") else f"{text} {more}".strip()


def _lines(pages: list[list[list[Letter]]]) -> Iterator[Line]:
    """Yield the lines below the heading of each page; one without has the columns of before."""
    edges: list[float] = []
    for number, rows in enumerate(pages, start=1):
        heading = _heading(rows)
        if heading:
            edges, rows = heading.edges, rows[heading.end :]
        for place, row in enumerate(rows):
            is_close = _is_close(rows[place - 1], row) if place else heading is not None
            yield Line(number, is_close, _columns(row, edges))


def _is_close(above: list[Letter], row: list[Letter]) -> bool:
    return above[0].y - row[0].y <= LEADING * max(row[0].height, above[0].height)


def _heading(rows: list[list[Letter]]) -> Heading | None:
    """Find the heading of a page, whose words may stand on up to three lines."""
    for size, start in product((1, 2, 3), range(len(rows))):
        words = [word for row in rows[start : start + size] for word in _words(row)]
        found = [[left for left, text in words if column.match(text)] for column in HEADING]
        if all(found):
            return Heading(start + size, [lefts[0] - MARGIN for lefts in found[1:]])
    return None


def _words(row: list[Letter]) -> Iterator[tuple[float, str]]:
    """Part a line into words, each with where it begins."""
    letters = sorted((letter for letter in row if letter.text != " "), key=lambda one: one.left)
    start, text = 0.0, ""
    for before, letter in pairwise([None, *letters]):
        assert letter is not None
        if before is None or letter.left - before.right > WORD:
            yield start, text
            start, text = letter.left, ""
        text += letter.text
    yield start, text


def _rows(page: PdfTextPage) -> list[list[Letter]]:
    """Gather the letters of a page into its lines, from the top."""
    rows: list[list[Letter]] = []
    for letter in sorted(_letters(page), key=lambda one: -one.y):
        if rows and rows[-1][0].y - letter.y <= LINE:
            rows[-1].append(letter)
        else:
            rows.append([letter])
    return [row for row in rows if any(letter.text != " " for letter in row)]


def _letters(page: PdfTextPage) -> Iterator[Letter]:
    for index in range(page.count_chars()):
        text = page.get_text_range(index, 1)
        left, bottom, right, top = page.get_charbox(index, loose=True)
        if text.strip() or text == " ":
            yield Letter(index, left, right, (bottom + top) / 2, top - bottom, text)


def _columns(row: list[Letter], edges: list[float]) -> list[str]:
    def column(letter: Letter) -> int:
        return sum((letter.left + letter.right) / 2 >= edge for edge in edges)

    found = [""] * len(HEADING)
    for place, letters in groupby(sorted(row, key=column), key=column):
        ordered = sorted(letters, key=lambda one: one.place)
        found[place] = " ".join("".join(one.text for one in ordered).split())
    return [text.replace(BROKEN, "-") for text in found]
