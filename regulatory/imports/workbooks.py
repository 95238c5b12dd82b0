"""Reading workbooks of Excel's kind (ECMA-376) row by row, whatever their size.

A sheet is never held whole: its rows are written out as text, and that is imported.
"""

import csv
import re
from collections.abc import Iterator
from io import TextIOWrapper
from pathlib import Path
from posixpath import join, normpath
from typing import IO, Any
from zipfile import BadZipFile, ZipFile
from zlib import error as BadStream  # noqa: N812 (it is an exception)

from lxml import etree  # type: ignore[import-untyped]

from casemgr.errors import Invalid

BOOK, RELATIONS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
MOST_SHEET, MOST_TEXTS = 1 << 30, 48 << 20  # bytes
MOST_COLUMNS, MOST_ROWS = 256, 1 << 20
SAVE = "Save it as CSV with one row a line, and import that."
BROKEN = (BadZipFile, BadStream, EOFError, LookupError, ValueError, OSError, etree.XMLSyntaxError)
BREAK = re.compile(r"[\t\r\n\v\f]+")
LETTERS = re.compile(r"[A-Z]{1,3}(?=[0-9])")


def is_workbook(path: Path) -> bool:
    """Whether a file is a workbook, whatever its name says."""
    try:
        with ZipFile(path) as archive:
            return BOOK in archive.namelist()
    except (BadZipFile, OSError, ValueError):
        return False


def write_rows(path: Path, file: IO[bytes]) -> None:
    """Write the rows of the one sheet that has any as text, each on its own line.

    Raises Invalid when the workbook is damaged, too large, or has several such sheets.
    """
    text = TextIOWrapper(file, "utf-8", newline="")
    try:
        with ZipFile(path) as archive:
            csv.writer(text, delimiter="\t", lineterminator="\n").writerows(_rows(archive))
    except BROKEN as error:
        raise Invalid(f"The workbook is damaged and cannot be read. {SAVE}") from error
    text.detach()


def _rows(archive: ZipFile) -> Iterator[list[str]]:
    sheets = [name for name in _sheets(archive) if any(True for _ in _elements(archive, name, "c"))]
    if len(sheets) > 1:
        raise Invalid(f"The workbook has {len(sheets)} sheets with rows. {SAVE}")
    texts = list(_texts(archive))
    last = 0
    for name in sheets:
        for number, cells in _grid(archive, name, texts):
            if number > MOST_ROWS:
                raise Invalid(f"The workbook has more than {MOST_ROWS:,} rows. {SAVE}")
            yield from ([] for _ in range(last + 1, number))
            yield cells
            last = max(number, last + 1)


def _grid(archive: ZipFile, name: str, texts: list[str]) -> Iterator[tuple[int, list[str]]]:
    """Yield the rows of a sheet with their numbers; a cell is let go as soon as it is read."""
    cells: list[str] = []
    for element in _elements(archive, name, "row", "c"):
        if element.tag.endswith("}c"):
            _put(cells, element, texts)
        else:
            yield int(element.get("r") or 0), cells
            cells = []


def _sheets(archive: ZipFile) -> Iterator[str]:
    """Yield where the sheets are, in their order."""
    related = {one.get("Id"): one.get("Target") for one in _elements(archive, RELATIONS, "*")}
    for sheet in _elements(archive, BOOK, "sheet"):
        key = next((value for name, value in sheet.items() if name.endswith("}id")), "")
        if target := related.get(key):
            yield normpath(join("/xl", target)).lstrip("/")


def _texts(archive: ZipFile) -> Iterator[str]:
    """Yield the texts that cells share."""
    name = next((one for one in archive.namelist() if one.lower() == "xl/sharedstrings.xml"), "")
    for one in _elements(archive, name, "si", most=MOST_TEXTS) if name else ():
        yield _said(one)


def _said(element: Any) -> str:
    """Return the text of an element without how it is pronounced."""
    runs = element.iter("{*}t")
    return "".join(run.text or "" for run in runs if not run.getparent().tag.endswith("}rPh"))


def _elements(archive: ZipFile, name: str, *tags: str, most: int = MOST_SHEET) -> Iterator[Any]:
    """Yield the elements of a part of the workbook, and hold none of them longer."""
    if archive.getinfo(name).file_size > most:
        raise Invalid(f"The workbook is too large to be read in full. {SAVE}")
    wanted = [f"{{*}}{tag}" for tag in tags]
    with archive.open(name) as part:
        if b"<!DOCTYPE" in part.read(1024):
            raise ValueError("no workbook declares entities")
    with archive.open(name) as part:
        for _, element in etree.iterparse(
            part, tag=wanted, resolve_entities=False, no_network=True
        ):
            yield element
            element.clear()
            while element.getprevious() is not None:
                del element.getparent()[0]


def _put(cells: list[str], cell: Any, texts: list[str]) -> None:
    """Put a cell in its place in the row."""
    place = _column(cell.get("r") or "", len(cells))
    if place < MOST_COLUMNS:
        cells += [""] * (place - len(cells))
        cells.append(BREAK.sub(" ", _value(cell, texts)))


def _column(name: str, following: int) -> int:
    """Return the number of a column from its letters; 0 is A."""
    letters = LETTERS.match(name)
    number = 0
    for letter in letters[0] if letters else "":
        number = 26 * number + ord(letter) - 64
    return max(number - 1, following) if letters else following


def _value(cell: Any, texts: list[str]) -> str:
    kind = cell.get("t", "n")
    if kind == "inlineStr":
        return _said(cell)
    value: str = cell.findtext("{*}v") or ""
    if kind == "s" and value:
        return texts[_counted(value)]
    return _plain(value) if kind == "n" else value


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
