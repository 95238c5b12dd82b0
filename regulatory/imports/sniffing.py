"""What a file is: its encoding, its line ends, its delimiter, its layout."""

import codecs
import csv
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from casemgr.errors import Invalid
from regulatory.guard_rails import refuse_owner_registry
from regulatory.imports.layouts import FIXED, LENGTHS, Layout, layouts, tables

HEAD, BLOCK = 1 << 16, 1 << 20
DELIMITERS = "\t|,;"
MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
OTHERS = (
    (b"PK\x03\x04", "a ZIP archive or a workbook"),
    (b"%PDF", "a PDF"),
    (b"\xd0\xcf\x11\xe0", "an old workbook"),
    (b"\x1f\x8b", "a compressed file"),
    (b"{\\rtf", "a word processor's file"),
    (b"<", "a web page or XML"),
)
USABLE = "Unpack or save it as plain text with one row a line, and import that."


@dataclass(frozen=True)
class Format:
    """How the rows of a file are written and where they begin."""

    layout: str
    encoding: str
    newline: str
    start: int
    first_line: int = 1
    delimiter: str = ""
    width: int = 0
    places: dict[str, int] = field(default_factory=dict)

    def kept(self) -> dict[str, Any]:
        """Return the format as an import keeps it."""
        return asdict(self)


def format_of(path: Path) -> Format:
    """Tell how a file is written. Raises Invalid when it is no list that can be imported."""
    with path.open("rb") as file:
        head = file.read(HEAD)
    _refuse_others(head)
    encoding, bom = _encoding(path, head)
    text = head[bom:].decode(encoding, "ignore")
    if text.count("\x00") * 100 > len(text):
        raise Invalid(f"The file is not text: it has zero bytes. {USABLE}")
    newline = "\n" if "\n" in text or "\r" not in text else "\r"
    return _fixed(text, encoding, newline, bom) or _table(text, encoding, newline, bom)


def _refuse_others(head: bytes) -> None:
    if not head.strip():
        raise Invalid("The file is empty. Ask for it again where it came from.")
    for mark, what in OTHERS:
        if head.startswith(mark):
            raise Invalid(f"The file is {what}, whatever its name says. {USABLE}")


def _encoding(path: Path, head: bytes) -> tuple[str, int]:
    """Return the encoding and how many bytes of mark stand before the text."""
    for mark, encoding in MARKS:
        if head.startswith(mark):
            return encoding, len(mark)
    zeros = head[:400].count(0)
    if zeros and 2 * zeros >= len(head[:400]) - 2:
        return ("utf-16-be" if head[0] == 0 else "utf-16-le"), 0
    return ("utf-8" if _is_utf8(path) else "latin-1"), 0


def _is_utf8(path: Path) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    with path.open("rb") as file:
        try:
            while block := file.read(BLOCK):
                decoder.decode(block)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError as error:
            return error.reason == "unexpected end of data"
    return True


def _fixed(text: str, encoding: str, newline: str, bom: int) -> Format | None:
    """Tell a file of records of fixed width by the length of its first one and its number."""
    first = text.split(newline, 1)[0].rstrip("\r")
    form = layouts()[FIXED].numbers
    if not (form.identify(first[:9]) or (first[:9].isalnum() and first[1:7].isdigit())):
        return None
    if any(sign in first for sign in "\t|"):
        return None
    if len(first) not in LENGTHS:
        lengths = ", ".join(map(str, LENGTHS))
        raise Invalid(
            f"Line 1 has {len(first)} characters; records of a registrant file have {lengths}."
        )
    return Format(FIXED, encoding, newline, bom, width=len(first))


def _table(text: str, encoding: str, newline: str, bom: int) -> Format:
    header = text.split(newline, 1)[0]
    delimiter = max(DELIMITERS, key=header.count)
    columns = split(header.rstrip("\r"), delimiter) or []
    refuse_owner_registry(columns)
    start = bom + len((header + newline).encode(encoding))
    layout = _layout(columns, text.split(newline)[1:50], delimiter)
    return Format(
        layout.name, encoding, newline, start, 2, delimiter, len(columns), layout.places(columns)
    )


def _layout(columns: list[str], lines: list[str], delimiter: str) -> Layout:
    """Choose the layout whose columns are all there and whose form the numbers have."""
    fitting = [layout for layout in tables() if not layout.missing(columns)]
    if not fitting:
        raise _unknown(columns)
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


def _unknown(columns: list[str]) -> Invalid:
    nearest = min(tables(), key=lambda one: len(one.missing(columns)))
    missing = nearest.missing(columns)
    if len(missing) * 2 > len(nearest.columns):
        shown = ", ".join(columns[:6])[:120]
        return Invalid(f"Line 1 names no list that is known here. It begins: {shown}")
    return Invalid(f"{nearest.label}: line 1 lacks the columns {', '.join(missing)}.")


def split(line: str, delimiter: str) -> list[str] | None:
    """Split a line into its cells; nothing when a quotation mark is left open."""
    if '"' not in line:
        return line.split(delimiter)
    try:
        return next(csv.reader([line], delimiter=delimiter, strict=True))
    except csv.Error:
        return None
