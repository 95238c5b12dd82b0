"""Reading the spreadsheet of the official list, and what differs between it and the PDF."""

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from zipfile import BadZipFile, ZipFile

from defusedxml import ElementTree  # type: ignore[import-untyped]

from casemgr.errors import Invalid
from regulatory.substances.official import Listed

SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
PLAIN = re.compile(r"[\s\ufffd-]")
KINDS = {
    "name": "names",
    "code": "codes",
    "schedule": "schedules",
    "narcotic": "narcotic marks",
    "other_names": "other names",
}


def read_spreadsheet(path: Path) -> list[Listed]:
    """Read every substance of the spreadsheet below its heading."""
    try:
        with ZipFile(path) as book:
            shared = ElementTree.fromstring(book.read("xl/sharedStrings.xml")).iter(f"{SHEET}si")
            texts = ["".join(one.itertext()) for one in shared]
            sheet = ElementTree.fromstring(book.read("xl/worksheets/sheet1.xml"))
    except (BadZipFile, KeyError, ElementTree.ParseError):
        message = f"{path.name} is not a spreadsheet of Excel's kind (.xlsx)."
        raise Invalid(message) from None
    rows = [list(_cells(row, texts)) for row in sheet.iter(f"{SHEET}row")]
    return [Listed(*row) for row in rows[1:]]


def _cells(row: Any, texts: list[str]) -> Iterator[str]:
    found = {cell.get("r", "")[:1]: cell for cell in row}
    for letter in "ABCDE":
        cell = found.get(letter)
        value = cell.findtext(f"{SHEET}v") if cell is not None else None
        shared = cell is not None and cell.get("t") == "s" and value
        yield texts[int(value or 0)] if shared else value or ""


def differences(listed: list[Listed], sheet: list[Listed]) -> dict[str, int]:
    """Count by kind what the one has and the other lacks; spaces and hyphens make no difference."""
    return {words: _differing(listed, sheet, kind) for kind, words in KINDS.items()}


def _differing(listed: list[Listed], sheet: list[Listed], kind: str) -> int:
    ours, theirs = (Counter(_keyed(one, kind) for one in side) for side in (listed, sheet))
    return max((ours - theirs).total(), (theirs - ours).total())


def _keyed(one: Listed, kind: str) -> tuple[str, str]:
    """Pair a value with the name it belongs to; a name is compared with the code it has."""
    key = one.code if kind in ("name", "other_names") else plain(one.name)
    return key, plain(str(getattr(one, kind)))


def plain(text: str) -> str:
    """Write a name without what print and spreadsheet break differently."""
    return PLAIN.sub("", text).lower()
