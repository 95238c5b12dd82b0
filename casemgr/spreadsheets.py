"""Tables for spreadsheets: comma-separated lines that no spreadsheet takes for a formula."""

import csv
import io
import re
from collections.abc import Iterable
from typing import NamedTuple

RISKY = re.compile(r"[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]")
NUMBER = re.compile(r"-?[0-9][0-9,]*(\.[0-9]+)?\Z")
GUARD = "'"


def line(cells: Iterable[str]) -> str:
    """Write one line of a table, every cell as text or a plain number."""
    return lines([cells])


def lines(rows: Iterable[Iterable[str]]) -> str:
    """Write lines of a table."""
    written = io.StringIO()
    told = ([guarded(cell) for cell in cells] for cells in rows)
    csv.writer(written, lineterminator="\r\n").writerows(told)
    return written.getvalue()


def guarded(cell: str) -> str:
    """Put an apostrophe before a cell that a spreadsheet would otherwise run."""
    return f"{GUARD}{cell}" if _is_risky(cell) else cell


def unguarded(cell: str) -> str:
    """Take the apostrophe away that `guarded` has put before a cell."""
    return cell.removeprefix(GUARD) if _is_risky(cell) else cell


def _is_risky(cell: str) -> bool:
    """Tell whether a cell would be run, also when somebody has put apostrophes before it."""
    bare = cell.lstrip(GUARD)
    return bool(RISKY.match(bare)) and not NUMBER.match(cell)


class Row(NamedTuple):
    """One row of a table, and the line of the file on which it ends."""

    line: int
    cells: list[str]


def table_of(text: str) -> list[Row]:
    """Read the rows of a table. Raises ValueError when it is none."""
    reader = csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""), strict=True)
    try:
        rows = [Row(reader.line_num, [unguarded(cell) for cell in cells]) for cells in reader]
    except csv.Error as error:
        raise ValueError(f"line {reader.line_num}: {error}") from None
    if not rows:
        raise ValueError("it is empty")
    return rows
