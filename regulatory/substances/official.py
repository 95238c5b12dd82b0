"""Reading the official list of controlled substances from its PDF, by where its letters stand."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

from pypdfium2 import PdfDocument, PdfTextPage

# Where the columns begin on the page, in points: code, schedule, narcotic, other names.
EDGES = (258.0, 306.0, 336.0, 372.0)
LINE = 4.0  # points between the middles of letters of one line, at most
FOOT = re.compile(r"Page [0-9]+ of [0-9]+|- Alphabetical Order|^Abbreviations:")
BROKEN = "\ufffe"  # stands for the hyphen at which a word was broken


@dataclass(frozen=True)
class Listed:
    """A substance as the list has it; a preparation without a code of its own has none."""

    name: str
    code: str
    schedule: str
    narcotic: str
    other_names: str


class Letter(NamedTuple):
    """A letter, its place in the text of the page, and the middle of its box."""

    place: int
    x: float
    y: float
    text: str


def read_official_list(path: Path) -> list[Listed]:
    """Read every substance of the list, in its order."""
    document = PdfDocument(path)
    try:
        lines = [line for page in document for line in _lines(page.get_textpage())]
    finally:
        document.close()
    return list(_substances(lines))


def _substances(lines: list[list[str]]) -> Iterator[Listed]:
    """Join each line that has a schedule with those below it that go on in a column."""
    found: Listed | None = None
    for name, code, schedule, narcotic, others in lines:
        if schedule:
            if found:
                yield found
            found = Listed(name, code, schedule, narcotic, others)
        elif found:
            found = replace(
                found,
                name=_joined(found.name, name),
                other_names=_joined(found.other_names, others),
            )
    if found:
        yield found


def _joined(text: str, more: str) -> str:
    """Join the parts of a name; one that was broken after a hyphen is one word."""
    return text + more if text.endswith("-") else f"{text} {more}".strip()


def _lines(page: PdfTextPage) -> Iterator[list[str]]:
    """Yield the lines below the heading of a page, each as the texts of its five columns."""
    letters = sorted(_letters(page), key=lambda letter: -letter.y)
    rows: list[list[Letter]] = []
    for letter in letters:
        if rows and rows[-1][0].y - letter.y <= LINE:
            rows[-1].append(letter)
        else:
            rows.append([letter])
    lines = [_columns(row) for row in rows]
    heading = next((index for index, line in enumerate(lines) if line[0] == "SUBSTANCE"), -1)
    yield from (line for line in lines[heading + 1 :] if not FOOT.search(" ".join(line)))


def _letters(page: PdfTextPage) -> Iterator[Letter]:
    for index in range(page.count_chars()):
        text = page.get_text_range(index, 1)
        left, bottom, right, top = page.get_charbox(index, loose=True)
        if text.strip() or text == " ":
            yield Letter(index, (left + right) / 2, (bottom + top) / 2, text)


def _columns(row: list[Letter]) -> list[str]:
    found = [""] * (len(EDGES) + 1)
    ordered = sorted(row, key=_column)
    for column, letters in groupby(ordered, key=_column):
        text = "".join(
            letter.text.replace(BROKEN, "-")
            for letter in sorted(letters, key=lambda one: one.place)
        )
        found[column] = " ".join(text.split())
    return found


def _column(letter: Letter) -> int:
    return sum(letter.x >= edge for edge in EDGES)
