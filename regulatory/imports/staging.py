"""Reading a part of a list into the rows that wait to be applied."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from casemgr.errors import Invalid
from regulatory.imports.columns import SEPARATOR, UNKNOWN
from regulatory.imports.keys import strange_letter
from regulatory.imports.layouts import FIXED, LENGTHS, layouts
from regulatory.imports.models import Severity
from regulatory.imports.reading import Part
from regulatory.imports.registrants import RegistrantRecords, RegistrantRows
from regulatory.imports.rows import MonthlyRows, Rows, Seen, clean
from regulatory.imports.sniffing import Format, split

DAMAGE = re.compile(r"[\x00-\x08\x0a-\x1f\x7f-\x9f]")
CUT = "The last line is cut off: the file ends before the row does."
SHOWN = 1000


class Mixed(Invalid):
    """A file whose records have different lengths is none that can be trusted."""

    title = "The records have different lengths"


@dataclass
class Problem:
    """A row that was refused or is doubtful, and of which licence it speaks, if it tells."""

    line: int
    severity: Severity
    reason: str
    row: str
    identity: str = ""


@dataclass
class Reading:
    """What was read of a part: rows at a glance by their lines, and what is wrong with others."""

    seen: list[tuple[int, Seen, list[str]]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    is_cut: bool = False


def rows_of(how: Format, listed: date) -> Rows:
    """Return the reader for the rows of a format."""
    layout = layouts()[how.layout]
    if how.layout == FIXED:
        return RegistrantRecords(layout, how.width, listed)
    kind = MonthlyRows if "expiry" in layout.columns else RegistrantRows
    return kind(layout, how.places, listed)


def read_rows(part: Part, how: Format, rows: Rows) -> Reading:
    """Read the rows of a part: each is seen, or refused in words. Raises Mixed."""
    found = Reading()
    last = part.next_line - 1 if part.is_last else 0
    for line, text in enumerate(part.lines, part.first_line):
        if not text or text.isspace() or (text[0] == "-" and not text.strip("- \t|,;")):
            continue
        try:
            cells = _cells(text, how, line, is_last=line == last)
            _look(found, line, text, cells, rows)
        except Mixed:
            raise
        except Invalid as refusal:
            found.is_cut |= refusal.message == CUT
            found.problems.append(_refused(line, text, refusal.message, how, rows))
    if part.is_cut and found.seen and found.seen[-1][0] == last:
        _doubt_the_end(found)
    return found


def _look(found: Reading, line: int, text: str, cells: list[str], rows: Rows) -> None:
    seen = rows.glance(cells)
    found.seen.append((line, seen, cells))
    for doubt in seen.doubts if text.isascii() else (*seen.doubts, *_strange(text)):
        found.problems.append(Problem(line, Severity.DOUBTFUL, doubt, text[:SHOWN], seen.identity))


def _cells(text: str, how: Format, line: int, *, is_last: bool) -> list[str]:
    """Return the cells of a row. Raises Invalid with what is wrong with it."""
    if DAMAGE.search(text):
        raise Invalid("The row holds signs that are no text. It was damaged on its way.")
    if "\ufffd" in text:
        raise Invalid("The row holds signs that cannot be read in the encoding of the file.")
    if how.layout == FIXED:
        return _record(text, how.width, line, is_last)
    cells = split(text, how.delimiter)
    if cells is None:
        raise Invalid(CUT if is_last else "A quotation mark is opened and not closed.")
    if len(cells) < how.width and is_last:
        raise Invalid(CUT)
    if len(cells) != how.width:
        raise Invalid(f"The row has {len(cells)} columns, and the list has {how.width}.")
    return clean(cells)


def _record(text: str, width: int, line: int, is_last: bool) -> list[str]:
    if len(text) == width:
        return [text]
    if len(text) in LENGTHS:
        raise Mixed(
            f"Line {line} has {len(text)} characters, and the records before it have {width}."
            " The file is put together from different ones, so nothing of it is imported."
        )
    if is_last and len(text) < width:
        raise Invalid(CUT)
    raise Invalid(f"The record has {len(text)} characters, and the others have {width}.")


def _strange(text: str) -> Iterator[str]:
    letter = strange_letter(text)
    if letter:
        yield f"The letter {letter} only looks like one of ours; it is read as that."


def _refused(line: int, text: str, reason: str, how: Format, rows: Rows) -> Problem:
    row = DAMAGE.sub(" ", text)[:SHOWN]
    return Problem(line, Severity.REFUSED, reason, row, _guess(text, how, rows))


def _guess(text: str, how: Format, rows: Rows) -> str:
    cells = [text] if how.layout == FIXED else clean(split(text, how.delimiter) or [])
    try:
        return rows.guess(cells)
    except IndexError:
        return ""


def _doubt_the_end(found: Reading) -> None:
    """Say that the last row may be cut within its last cell."""
    line, seen, _ = found.seen[-1]
    reason = "The file ends without a line end; the end of this row may be missing."
    found.problems.append(Problem(line, Severity.DOUBTFUL, reason, "", seen.identity))


def staged(line: int, seen: Seen, cells: list[str | None] | None = None) -> str:
    """Write a row as the database takes it; without cells it says what is known already."""
    told = [UNKNOWN if cell is None else cell for cell in cells] if cells else []
    return SEPARATOR.join((seen.identity, str(line), seen.digest, *told))


def cover(covered: dict[str, Any], found: Reading) -> dict[str, Any]:
    """Widen the part of the registry that a file reaches over by the rows of a part."""
    states: dict[str, list[str]] = {
        state: list(ends) for state, ends in covered.get("states", {}).items()
    }
    last, is_sorted = covered.get("last", ""), covered.get("sorted", True)
    types = set(covered.get("types", ()))
    for _, seen, _ in found.seen:
        five = seen.zip[:5]
        types.add(seen.type)
        is_sorted, last = is_sorted and five >= last, five
        ends = states.setdefault(seen.state, [five, five])
        if five < ends[0]:
            ends[0] = five
        elif five > ends[1]:
            ends[1] = five
    return {
        "types": sorted(types),
        "states": states,
        "sorted": is_sorted,
        "last": last,
        "cut": covered.get("cut", False) or found.is_cut,
    }
