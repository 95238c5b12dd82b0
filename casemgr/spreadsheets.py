"""Tables for spreadsheets: comma-separated lines that no spreadsheet takes for a formula."""

import csv
import io
import re
from collections.abc import Iterable

RISKY = re.compile(r"[=+\-@\t\r]")
NUMBER = re.compile(r"-?[0-9][0-9,]*(\.[0-9]+)?\Z")
GUARD = "'"


def line(cells: Iterable[str]) -> str:
    """Write one line of a table, every cell as text or a plain number."""
    written = io.StringIO()
    csv.writer(written, lineterminator="\r\n").writerow([guarded(cell) for cell in cells])
    return written.getvalue()


def guarded(cell: str) -> str:
    """Put an apostrophe before a cell that a spreadsheet would otherwise run."""
    bare = cell.lstrip(GUARD)
    risky = RISKY.match(bare) and not NUMBER.match(cell)
    return f"{GUARD}{cell}" if risky else cell
