"""Reading workbooks of Excel's kind (ECMA-376) row by row, whatever their size.

Neither a sheet nor a tree of its elements is held: a small packed file may stand for gigabytes.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from posixpath import join, normpath
from typing import IO
from xml.parsers.expat import ExpatError, ParserCreate
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile
from zlib import error as BadStream  # noqa: N812 (it is an exception)

from casemgr.errors import Invalid

BOOK, RELATIONS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
BLOCK = 1 << 16
MOST_SHEET, MOST_TEXTS, MOST_HELD = 1 << 30, 48 << 20, 1 << 17  # bytes
MOST_COLUMNS, MOST_ROWS, MOST_NESTED = 256, 1 << 20, 99
SWELLING, SPARED = 100, 1 << 24  # what is packed closer than this, beyond some bytes, is a trap
SAVE = "Save it as CSV with one row a line, and import that."
DAMAGED = f"The workbook is damaged and cannot be read. {SAVE}"
TOO_LARGE = f"The workbook is too large to be read in full. {SAVE}"
# A part that a password hides is a RuntimeError.
BROKEN = (
    BadZipFile,
    BadStream,
    EOFError,
    ExpatError,
    LookupError,
    OSError,
    RuntimeError,
    ValueError,
)
BREAK = re.compile(r"[\t\r\n\v\f]+")
LETTERS = re.compile(r"[A-Z]{1,3}(?=[0-9])")
MERGED = re.compile(r"([A-Z]{1,3})([0-9]{1,7}):([A-Z]{1,3})([0-9]{1,7})")

Element = tuple[str, dict[str, str], str]  # its name, its attributes, its text


def is_workbook(path: Path) -> bool:
    """Whether a file is a workbook, whatever its name says."""
    try:
        with ZipFile(path) as archive:
            return BOOK in archive.namelist()
    except (BadZipFile, NotImplementedError, OSError, ValueError):
        return False


@dataclass
class Sheet:
    """A sheet of a workbook that is open."""

    archive: ZipFile
    part: str
    texts: list[str] = field(repr=False)

    def has_cells(self) -> bool:
        """Whether there is any cell on it."""
        return any(True for _ in _elements(self.archive, self.part, "c"))

    def rows(self, most: int = MOST_ROWS) -> Iterator[list[str]]:
        """Yield every row as text, those that are left out too. Raises Invalid beyond so many."""
        last = 0
        for number, cells in self._numbered():
            place = max(number, last + 1)
            if place > most:
                raise Invalid(f"The workbook has more than {most:,} rows. {SAVE}")
            yield from ([] for _ in range(last + 1, place))
            yield cells
            last = place

    def merged(self) -> Iterator[tuple[tuple[int, int], tuple[int, int]]]:
        """Yield the first and the last row and column, from 0, of what is merged into one cell."""
        for _, given, _ in _elements(self.archive, self.part, "mergeCell"):
            if found := MERGED.fullmatch(given.get("ref", "")):
                left, top, right, bottom = found.groups()
                yield (int(top) - 1, _column(left)), (int(bottom) - 1, _column(right))

    def _numbered(self) -> Iterator[tuple[int, list[str]]]:
        cells: list[str] = []
        for name, given, said in _elements(self.archive, self.part, "row", "c"):
            if name == "row":
                yield int(given.get("r") or 0), cells
                cells = []
            else:
                self._put(cells, given, said)

    def _put(self, cells: list[str], given: dict[str, str], said: str) -> None:
        """Put a cell in its place in the row."""
        letters = LETTERS.match(given.get("r", ""))
        place = max(_column(letters[0]), len(cells)) if letters else len(cells)
        if place < MOST_COLUMNS:
            cells += [""] * (place - len(cells))
            cells.append(BREAK.sub(" ", self._value(given.get("t", "n"), said)))

    def _value(self, kind: str, said: str) -> str:
        if kind == "s" and said:
            return self.texts[_counted(said)]
        return _plain(said) if kind == "n" else said


@contextmanager
def opened(path: Path) -> Iterator[list[Sheet]]:
    """Open a workbook and give its sheets in their order. Raises Invalid when it is damaged."""
    try:
        with ZipFile(path) as archive:
            texts = list(_texts(archive))
            yield [Sheet(archive, part, texts) for part in _sheets(archive)]
    except BROKEN as error:
        raise Invalid(DAMAGED) from error


def _sheets(archive: ZipFile) -> Iterator[str]:
    """Yield where the sheets are, in their order."""
    related = {
        given.get("Id"): given.get("Target")
        for _, given, _ in _elements(archive, RELATIONS, "Relationship")
    }
    for _, given, _ in _elements(archive, BOOK, "sheet"):
        key = next((value for name, value in given.items() if name.endswith(":id")), "")
        if target := related.get(key):
            yield normpath(join("/xl", target)).lstrip("/")


def _texts(archive: ZipFile) -> Iterator[str]:
    """Yield the texts that cells share."""
    part = next((one for one in archive.namelist() if one.lower() == "xl/sharedstrings.xml"), "")
    for _, _, said in _elements(archive, part, "si", most=MOST_TEXTS) if part else ():
        yield said


def _elements(
    archive: ZipFile, part: str, *names: str, most: int = MOST_SHEET
) -> Iterator[Element]:
    """Yield the elements of these names in a part of the workbook, each when it ends."""
    packed = archive.getinfo(part)
    if packed.file_size > min(most, SPARED + SWELLING * packed.compress_size):
        raise Invalid(TOO_LARGE)
    if packed.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
        raise ValueError("other packings swell without bound")
    with archive.open(part) as stream:
        yield from _Listener(*names).listen(stream)


class _Listener:
    """Hears elements as they are read, and holds no more than the text of the last one."""

    def __init__(self, *names: str) -> None:
        self._names = names
        self._opened: dict[str, dict[str, str]] = {}
        self._ended: list[Element] = []
        self._said: list[str] = []
        self._aside = self._nested = 0
        self._parser = ParserCreate()
        self._parser.buffer_text = True
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.StartDoctypeDeclHandler = _refuse_doctype

    def listen(self, stream: IO[bytes]) -> Iterator[Element]:
        """Yield the elements in the order of their ends. Raises Invalid when one is too large."""
        read = 0
        while block := stream.read(BLOCK):
            self._parser.Parse(block)
            read += len(block)
            held = read - self._parser.CurrentByteIndex + sum(map(len, self._said))
            if held > MOST_HELD or self._nested > MOST_NESTED:
                raise Invalid(TOO_LARGE)
            yield from self._ended
            self._ended.clear()
        self._parser.Parse(b"", True)

    def _start(self, name: str, given: dict[str, str]) -> None:
        self._nested += 1
        name = name.rpartition(":")[2]
        if name in self._names:
            self._opened[name], self._said = given, []
        elif name in ("v", "t"):
            self._parser.CharacterDataHandler = self._said.append
        elif name == "rPh":
            self._aside = len(self._said)

    def _end(self, name: str) -> None:
        self._nested -= 1
        name = name.rpartition(":")[2]
        if name in self._names:
            self._ended.append((name, self._opened.pop(name, {}), "".join(self._said)))
        elif name in ("v", "t"):
            self._parser.CharacterDataHandler = None
        elif name == "rPh":  # how the text is pronounced
            del self._said[self._aside :]


def _refuse_doctype(*_: object) -> None:
    raise ValueError("no workbook declares entities")


def _column(letters: str) -> int:
    """Return the number of a column from its letters; A is 0."""
    number = 0
    for letter in letters:
        number = 26 * number + ord(letter) - 64
    return number - 1


def _counted(value: str) -> int:
    if not value.isdigit():
        raise ValueError(value)
    return int(value)


def _plain(value: str) -> str:
    """Write a number as the sheet shows it: without the sign for powers, and whole if it is."""
    if value.isdigit() or not value:
        return value
    number = float(value)
    return str(int(number)) if number.is_integer() else value
