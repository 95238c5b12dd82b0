"""Reading a part of a list into the rows that wait to be applied."""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from casemgr.errors import Invalid
from regulatory.imports.columns import SEPARATOR, UNKNOWN
from regulatory.imports.keys import strange_letter
from regulatory.imports.layouts import Layout, layouts
from regulatory.imports.models import Severity
from regulatory.imports.reading import JOINED, Part
from regulatory.imports.records import length_of
from regulatory.imports.registrants import RegistrantRecords, RegistrantRows
from regulatory.imports.rows import MonthlyRows, Rows, Seen, clean, plain_cells
from regulatory.imports.sniffing import FIXED, Format, split

DAMAGE = re.compile(r"[\x00-\x08\x0a-\x1f\x7f-\x9f]")
CUT = "The last line is cut off: the file ends before the row does."
SHOWN = 1000
NO_CELLS = '- \t|,;"=+'  # of what lines between rows are drawn
NOTE = re.compile(r"\b(rows?|records?|total|count|page|completion|end of)\b", re.IGNORECASE)
PASSED_OVER = "This line is no row but a note of the list. It is passed over."
STRAY = "A quotation mark opens or closes nothing; the row is read as it stands."


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
    """What was read of a part: rows at a glance by their lines, and what is wrong with others.

    So many of its last lines are `left` for the next part, in which their row ends.
    """

    seen: list[tuple[int, Seen, list[str]]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    is_cut: bool = False
    left: int = 0


def rows_of(how: Format, listed: date, types: Collection[str] = ()) -> Rows:
    """Return the reader for the rows of a format; other types than these, if any, are doubtful."""
    rows = _reader(how, layouts()[how.layout], listed)
    rows.types = types
    return rows


def _reader(how: Format, layout: Layout, listed: date) -> Rows:
    if how.layout == FIXED:
        return RegistrantRecords(layout, how.width, listed)
    kind = MonthlyRows if "expiry" in layout.columns else RegistrantRows
    return kind(layout, how.places, listed)


def read_rows(part: Part, how: Format, rows: Rows) -> Reading:
    """Read the rows of a part: each is seen, or refused in words. Raises Mixed."""
    found = Reading()
    last = _last_row(part)
    for line, text in _texts(part, how, found):
        is_cut = part.is_cut and line == last
        try:
            cells, doubt = _cells(text, how, line, is_last=line == last, is_cut=is_cut)
            _look(found, line, text, cells, doubt, rows)
        except Mixed:
            raise
        except Invalid as refusal:
            _refuse(found, line, text, refusal.message, how, rows)
    if part.is_cut and how.delimiter and found.seen and found.seen[-1][0] == last:
        _doubt_the_end(found)
    return found


def _last_row(part: Part) -> int:
    """Return the number of the last line of a file that holds anything; 0 within the file."""
    if not part.is_last:
        return 0
    blank = 0
    while blank < len(part.lines) and not part.lines[-1 - blank].strip():
        blank += 1
    return part.next_line - 1 - blank


def _texts(part: Part, how: Format, found: Reading) -> Iterator[tuple[int, str]]:
    """Yield the rows with their lines, without what is blank or drawn between them."""
    begin = 0
    for place, text in enumerate(part.lines):
        is_drawn = text[:1] in NO_CELLS and not text.strip(NO_CELLS)
        if place < begin or is_drawn or text.isspace():
            continue
        if how.delimiter and '"' in text and text.count('"') % 2:
            begin, text = _joined(part, place, how)
            if not begin:
                found.left = len(part.lines) - place
                return
        yield part.first_line + place, text


def _joined(part: Part, place: int, how: Format) -> tuple[int, str]:
    """Return a row whose quoted cells hold line ends as one line, and where the next begins.

    It begins nowhere when only the next part may tell where the row ends.
    """
    first = text = part.lines[place]
    if _is_stray(text, how):
        return place + 1, text
    for end in range(place + 1, place + JOINED):
        if end >= len(part.lines):
            return (place + 1, first) if part.is_last or place == 0 else (0, "")
        if len(split(part.lines[end], how.delimiter) or ()) >= how.width:
            break
        text = f"{text} {part.lines[end]}"
        if len(split(text, how.delimiter) or ()) == how.width:
            return end + 1, text
    return place + 1, first


def _look(found: Reading, line: int, text: str, cells: list[str], doubt: str, rows: Rows) -> None:
    seen = rows.glance(cells)
    found.seen.append((line, seen, cells))
    doubts = (*seen.doubts, doubt) if doubt else seen.doubts
    if rows.types and seen.type and seen.type not in rows.types:
        doubts = (*doubts, f"Type {seen.type} is none that the agency's scheme knows.")
    for one in doubts if text.isascii() else (*doubts, *_strange(text)):
        found.problems.append(Problem(line, Severity.DOUBTFUL, one, text[:SHOWN], seen.identity))


def _refuse(found: Reading, line: int, text: str, reason: str, how: Format, rows: Rows) -> None:
    """Note a row that is refused, unless it is none: a heading said again, or a note."""
    if how.delimiter and layouts()[how.layout].is_header(split(text, how.delimiter) or ()):
        return
    if _is_note(text, how):
        shown = DAMAGE.sub(" ", text)[:SHOWN]
        found.problems.append(Problem(line, Severity.DOUBTFUL, PASSED_OVER, shown))
        return
    found.is_cut |= reason == CUT
    found.problems.append(_refused(line, text, reason, how, rows))


def _is_note(text: str, how: Format) -> bool:
    """Whether a line with few cells says how many rows there are, or the like."""
    cells = [cell for cell in text.split(how.delimiter or None) if cell.strip()]
    is_row = len(cells) > (3 if how.delimiter else 8) or "".join(cells[:1]).strip().isdigit()
    return not is_row and bool(NOTE.search(text))


def _cells(
    text: str, how: Format, line: int, *, is_last: bool, is_cut: bool
) -> tuple[list[str], str]:
    """Return the cells of a row, and what is doubtful about them. Raises Invalid."""
    if DAMAGE.search(text):
        raise Invalid("The row holds signs that are no text. It was damaged on its way.")
    if "\ufffd" in text:
        raise Invalid("The row holds signs that cannot be read in the encoding of the file.")
    if how.layout == FIXED:
        return _record(text, how.width, line, is_cut), ""
    if not text.isascii():
        text = text.replace("\xa0", " ")
    return _table_cells(text, how, is_last=is_last, is_cut=is_cut)


def _table_cells(text: str, how: Format, *, is_last: bool, is_cut: bool) -> tuple[list[str], str]:
    cells, doubt = split(text, how.delimiter), ""
    if cells is None and _is_stray(text, how):
        cells, doubt = text.split(how.delimiter), STRAY
    if cells is None:
        raise Invalid(CUT if is_cut else "A quotation mark is opened and not closed.")
    if len(cells) < how.width and is_last:
        raise Invalid(CUT)
    if len(cells) > how.width and not any(map(str.strip, cells[how.width :])):
        cells = cells[: how.width]
    if len(cells) != how.width:
        raise Invalid(f"The row has {len(cells)} columns, and the list has {how.width}.")
    cells = clean(cells)
    return (plain_cells(cells) if _is_of_spreadsheet(text) else cells), doubt


def _is_stray(text: str, how: Format) -> bool:
    """Whether a row has its columns if its quotation marks are nothing but signs."""
    return how.delimiter in "\t|" and text.count(how.delimiter) == how.width - 1


def _is_of_spreadsheet(text: str) -> bool:
    """Whether a cell may have marks that spreadsheets put around numbers."""
    return ".0" in text or "'" in text or "=" in text


def _record(text: str, width: int, line: int, is_cut: bool) -> list[str]:
    text = text.rstrip("\x1a") if text[-1:] == "\x1a" else text
    if len(text) == width:
        return [text]
    if is_cut and len(text) < width:
        raise Invalid(CUT)
    length = length_of(text)
    if length == width:
        return [text]
    if length:
        raise Mixed(
            f"Line {line} has {len(text)} characters, and the records before it have {width}."
            " The file is put together from different ones, so nothing of it is imported."
        )
    raise Invalid(f"The record has {len(text)} characters, and the others have {width}.")


def _strange(text: str) -> Iterator[str]:
    letter = strange_letter(text)
    if letter:
        yield f"The letter {letter} only looks like one of ours; it is read as that."


def _refused(line: int, text: str, reason: str, how: Format, rows: Rows) -> Problem:
    row = DAMAGE.sub(" ", text)[:SHOWN]
    return Problem(line, Severity.REFUSED, reason, row, _guess(text, how, rows))


def _guess(text: str, how: Format, rows: Rows) -> str:
    is_table = how.layout != FIXED
    cells = split(text, how.delimiter) or text.split(how.delimiter) if is_table else [text]
    try:
        return rows.guess(clean(cells) if is_table else cells)
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
        if not five:
            continue
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
