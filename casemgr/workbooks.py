"""Workbooks for spreadsheets (ECMA-376), written row by row as they are sent: every cell is text.

A cell of text is never run as a formula, whatever it begins with.
"""

import re
import zipfile
from collections.abc import Iterable, Iterator
from io import RawIOBase
from typing import Any
from xml.sax.saxutils import escape

MOST_ROWS = 1_048_575  # a sheet holds one more, which is the head
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_UNWRITABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_PARTS = {
    "[Content_Types].xml": (
        f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" ContentType='
        '"application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPE}.sheet.main+xml"/>'
        f'<Override PartName="/xl/sheet.xml" ContentType="{_TYPE}.worksheet+xml"/></Types>'
    ),
    "_rels/.rels": (
        f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="r1"'
        f' Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
    ),
    "xl/workbook.xml": (
        f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>'
        '<sheet name="Sheet1" sheetId="1" r:id="r1"/></sheets></workbook>'
    ),
    "xl/_rels/workbook.xml.rels": (
        f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="r1"'
        f' Type="{_OFFICE}/worksheet" Target="sheet.xml"/></Relationships>'
    ),
}


class _Outbox(RawIOBase):
    """Takes what is written until it is sent."""

    def __init__(self) -> None:
        super().__init__()
        self._waiting: list[bytes] = []

    def writable(self) -> bool:
        """It is made to be written."""
        return True

    def write(self, data: Any) -> int:
        """Take a piece."""
        self._waiting.append(bytes(data))
        return len(data)

    def taken(self) -> bytes:
        """Return what waits, and hold it no longer."""
        waiting, self._waiting = self._waiting, []
        return b"".join(waiting)


def workbook_of(parts: Iterable[Iterable[Iterable[str]]]) -> Iterator[bytes]:
    """Write a workbook of one sheet, from parts of rows of cells, as it can be sent."""
    outbox = _Outbox()
    with zipfile.ZipFile(outbox, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in _PARTS.items():
            archive.writestr(name, _XML + text)
        with archive.open("xl/sheet.xml", "w", force_zip64=True) as sheet:
            sheet.write(f'{_XML}<worksheet xmlns="{_MAIN}"><sheetData>'.encode())
            for part in parts:
                sheet.write("".join(map(_row, part)).encode())
                yield outbox.taken()
            sheet.write(b"</sheetData></worksheet>")
    yield outbox.taken()


def _row(cells: Iterable[str]) -> str:
    return f"<row>{''.join(map(_cell, cells))}</row>"


def _cell(text: str) -> str:
    told = escape(_UNWRITABLE.sub("", text))
    return f'<c t="inlineStr"><is><t xml:space="preserve">{told}</t></is></c>'
