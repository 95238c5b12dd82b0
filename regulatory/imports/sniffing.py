"""What a file is: its encoding, its line ends, its delimiter, its layout."""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from casemgr.errors import Invalid
from regulatory.guard_rails import refuse_owner_registry
from regulatory.imports.encodings import UNREADABLE, encoding_of
from regulatory.imports.layouts import Layout, layouts, tables
from regulatory.imports.records import LENGTHS, begins_like_number, length_of, unbroken_length

HEAD = 1 << 16
DELIMITERS = "\t|,;"
TITLES = 20  # so many lines may stand above the names of the columns
USABLE = "Unpack or save it as plain text with one row a line, and import that."
RESAVE = "Open it, save it without a password as .xlsx or as CSV, and import that."
OTHERS = (
    (b"PK\x03\x04", "a ZIP archive", USABLE),
    (b"%PDF", "a PDF", USABLE),
    (b"\xd0\xcf\x11\xe0", "an old workbook (.xls), or one with a password", RESAVE),
    (b"\x1f\x8b", "a compressed file", USABLE),
    (b"{\\rtf", "a word processor's file", USABLE),
    (b"<", "a web page or XML", USABLE),
)
FIXED = "registrant_file"


@dataclass(frozen=True)
class Format:
    """How the rows of a file are written and where they begin.

    Records without line ends have no `newline`. `text` is the SHA-256 of the text that a workbook
    was written out as or an archive held, or of the workbook while it `is_workbook`; `member` is
    what the file in the archive is called.
    """

    layout: str
    encoding: str
    newline: str
    start: int
    first_line: int = 1
    delimiter: str = ""
    width: int = 0
    places: dict[str, int] = field(default_factory=dict)
    text: str = ""
    is_workbook: bool = False
    member: str = ""

    def kept(self) -> dict[str, Any]:
        """Return the format as an import keeps it."""
        return asdict(self)


def format_of(path: Path) -> Format:
    """Tell how a file is written. Raises Invalid when it is no list that can be imported."""
    with path.open("rb") as file:
        head = file.read(HEAD)
    _refuse_others(head)
    encoding, bom = encoding_of(path, head)
    text = head[bom:].decode(encoding, "replace")
    if text.count("\x00") * 100 > len(text):
        raise Invalid(f"The file is not text: it has zero bytes. {USABLE}")
    newline = "\n" if "\n" in text or "\r" not in text else "\r"
    return _fixed(text, encoding, newline, bom) or _table(text, encoding, newline, bom)


def _refuse_others(head: bytes) -> None:
    if not head.strip():
        raise Invalid("The file is empty. Ask for it again where it came from.")
    for mark, what, mend in OTHERS:
        if head.startswith(mark):
            raise Invalid(f"The file is {what}, whatever its name says. {mend}")


def _fixed(text: str, encoding: str, newline: str, bom: int) -> Format | None:
    """Tell a file of records of fixed width by the length of its first one and its number."""
    first = text.split(newline, 1)[0].rstrip("\r\x1a")
    if not begins_like_number(first) or any(sign in first for sign in "\t|"):
        return None
    width = length_of(first)
    is_unbroken = newline not in text.rstrip() and not encoding.startswith("utf-16")
    if not width and is_unbroken and (width := unbroken_length(first)):
        newline = ""
    if not width:
        lengths = ", ".join(map(str, LENGTHS))
        raise Invalid(
            f"Line 1 has {len(first)} characters; records of a registrant file have {lengths}."
            " Cut off what was added at their end, or ask for the file again."
        )
    return Format(FIXED, encoding, newline, bom, width=width)


def _table(text: str, encoding: str, newline: str, bom: int) -> Format:
    lines = text.split(newline)
    place, delimiter, columns, fitting = _header(lines[:TITLES])
    above = newline.join([*lines[: place + 1], ""])
    if UNREADABLE in above:
        raise Invalid(f"Line {place + 1} holds signs that cannot be read. {USABLE}")
    layout = _best(fitting, columns, lines[place + 1 : place + 50], delimiter)
    start = bom + len(above.encode(encoding))
    width = max(number for number, name in enumerate(columns, start=1) if name.strip())
    return Format(
        layout.name, encoding, newline, start, place + 2, delimiter, width, layout.places(columns)
    )


def _header(lines: list[str]) -> tuple[int, str, list[str], list[Layout]]:
    """Find the line that names the columns, below what titles there are. Raises Invalid."""
    seen = []
    for place, line in enumerate(lines):
        delimiter = max(DELIMITERS, key=line.count)
        columns = split(line.rstrip("\r"), delimiter) or []
        if not any(cell.strip().isdigit() for cell in columns):
            refuse_owner_registry(columns)
        fitting = [layout for layout in tables() if columns and not layout.missing(columns)]
        if fitting:
            return place, delimiter, columns, fitting
        seen.append(columns)
    raise _unknown(seen)


def _best(
    fitting: Sequence[Layout], columns: list[str], lines: list[str], delimiter: str
) -> Layout:
    """Choose the layout whose form the numbers have."""
    return max(fitting, key=lambda one: sum(_numbers(one, columns, lines, delimiter)))


def _numbers(
    layout: Layout, columns: list[str], lines: list[str], delimiter: str
) -> Iterator[bool]:
    from regulatory.imports.rows import plain_number

    places = layout.places(columns)
    for line in lines:
        cells = split(line, delimiter)
        if cells and len(cells) == len(columns):
            yield bool(layout.numbers.identify(plain_number(cells, places)))


def _unknown(lines: list[list[str]]) -> Invalid:
    """Say what is missing in the line that is most like the head of a list."""
    missing = {
        (place, layout.name): layout.missing(columns)
        for place, columns in enumerate(lines)
        for layout in tables()
    }
    place, name = min(missing, key=lambda key: len(missing[key]))
    nearest, lacking = layouts()[name], missing[place, name]
    if len(lacking) * 2 > len(nearest.columns) - len(nearest.optional):
        shown = "".join(x if x.isprintable() else " " for x in ", ".join(lines[0][:6])[:120])
        return Invalid(
            f"Line 1 names no list that is known here. It begins: {shown}. The guide for"
            " licensing staff tells which lists are known, and by what."
        )
    return Invalid(
        f"{nearest.label}: line {place + 1} lacks the columns {', '.join(lacking)}. If they are"
        " there under other names, write these over them."
    )


def split(line: str, delimiter: str) -> list[str] | None:
    """Split a line into its cells; nothing when a quotation mark is left open."""
    if '"' not in line:
        return line.split(delimiter)
    try:
        return next(csv.reader([line], delimiter=delimiter, strict=True))
    except csv.Error:
        return None
