"""Reading the spreadsheet of the official list, and what differs between it and the PDF."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import astuple, fields
from pathlib import Path
from typing import NamedTuple

from casemgr.errors import Invalid
from regulatory.substances.official import Listed
from regulatory.workbooks import Sheet, is_workbook, opened

PLAIN = re.compile(r"[\s\ufffd-]")
HEADING = [re.compile(word) for word in ("substance", "number|code", "sch", "narc", "other|names")]
MOST_ROWS = 10_000
COLUMNS = "Substance, Number, Schedule, Narcotic and Names"
LABELS = ("name", "code", "schedule", "narcotic mark", "other names")
# Rows are paired by the first of these that they have in common with one of the other side.
KEYS: list[Callable[[Listed], str]] = [
    lambda one: "|".join(map(plain, astuple(one))),
    lambda one: f"{one.code}|{plain(one.name)}",
    lambda one: plain(one.name),
    lambda one: one.code,
]
Rows = list[list[str]]


class Difference(NamedTuple):
    """What the list and its spreadsheet say otherwise of a substance."""

    code: str
    name: str
    words: str


def read_spreadsheet(path: Path) -> list[Listed]:
    """Read every substance below the heading of the first sheet that has one. Raises Invalid."""
    if not is_workbook(path):
        raise Invalid(f"{path.name} is not a spreadsheet (.xlsx).")
    with opened(path) as book:
        sheets = [_cells(sheet) for sheet in book]
    for rows in sheets:
        for place, row in enumerate(rows):
            if columns := _columns(row):
                below = ([one[column] for column in columns] for one in rows[place + 1 :])
                return [Listed(*cells) for cells in below if any(cells[1:3])]
    raise Invalid(f"{path.name} has no sheet with the columns {COLUMNS}.")


def _cells(sheet: Sheet) -> Rows:
    """Return every cell, and as many in each row; what is merged stands in each of its cells."""
    found = [[cell.strip() for cell in row] for row in sheet.rows(MOST_ROWS)]
    width = max(map(len, found), default=0)
    rows = [[*row, *[""] * (width - len(row))] for row in found]
    for (top, left), (bottom, right) in sheet.merged():
        for row in rows[top : bottom + 1]:
            for column in range(left, min(right + 1, width)):
                row[column] = rows[top][left]
    return rows


def _columns(row: list[str]) -> list[int]:
    """Where the five columns are below a heading; nowhere below another row."""
    found = [
        next((place for place, cell in enumerate(row) if word.search(cell.lower())), -1)
        for word in HEADING
    ]
    return found if -1 not in found and len(set(found)) == len(HEADING) else []


def differences(listed: list[Listed], sheet: list[Listed]) -> list[Difference]:
    """Tell by code what the one has otherwise; spaces and hyphens make no difference."""
    found: list[Difference] = []
    for key in KEYS:
        pairs, listed, sheet = _paired(listed, sheet, key)
        found += [one for pair in pairs for one in _differing(*pair)]
    found += [Difference(one.code, one.name, "only in the list") for one in listed]
    found += [Difference(one.code, one.name, "only in the spreadsheet") for one in sheet]
    return sorted(found)


def _paired(
    listed: list[Listed], sheet: list[Listed], key: Callable[[Listed], str]
) -> tuple[list[tuple[Listed, Listed]], list[Listed], list[Listed]]:
    """Pair what has the same key, and return what is left of both."""
    waiting: dict[str, list[Listed]] = defaultdict(list)
    for one in sheet:
        waiting[key(one)].append(one)
    pairs, rest = [], []
    for one in listed:
        if key(one) and waiting[key(one)]:
            pairs.append((one, waiting[key(one)].pop(0)))
        else:
            rest.append(one)
    return pairs, rest, [one for left in waiting.values() for one in left]


def _differing(ours: Listed, theirs: Listed) -> Iterator[Difference]:
    for field, label in zip(fields(Listed), LABELS, strict=True):
        one, other = getattr(ours, field.name), getattr(theirs, field.name)
        if plain(one) != plain(other):
            words = f"{label} {one or 'none'} in the list, {other or 'none'} in the spreadsheet"
            yield Difference(ours.code, ours.name, words)


def plain(text: str) -> str:
    """Write a name without what print and spreadsheet break differently."""
    return PLAIN.sub("", text).lower()
