"""What stands in a file of the store: a list as text, a workbook, or an archive of one of them.

A workbook is written out as text, and an archive unpacked.
"""

import csv
import tempfile
from dataclasses import replace
from io import TextIOWrapper
from itertools import islice
from pathlib import Path
from typing import IO

from casemgr.documents.storage import Store
from casemgr.errors import Invalid
from regulatory.imports.archives import is_archive, unpacked
from regulatory.imports.sniffing import Format, format_of
from regulatory.workbooks import SAVE, is_workbook, opened

TOP = 200  # rows, by which a workbook is known


def format_in(store: Store, tenant_id: int, sha256: str) -> Format:
    """Tell how a file is written. Raises Invalid when it is no list that can be imported.

    Of a workbook no more than its first rows are read; `written_out` writes it out as text.
    """
    path = store.path(tenant_id, sha256)
    if is_workbook(path):
        return replace(_of_workbook(path), text=sha256)
    return _in_archive(store, tenant_id, path) if is_archive(path) else format_of(path)


def written_out(store: Store, tenant_id: int, how: Format) -> Format:
    """Write all rows of a workbook into the store as text, and tell how that is written."""
    with tempfile.TemporaryFile() as file:
        write_rows(store.path(tenant_id, how.text), file)
        size = file.tell()
        file.seek(0)
        return replace(how, text=store.put(tenant_id, file, size).sha256, is_workbook=False)


def _in_archive(store: Store, tenant_id: int, path: Path) -> Format:
    """Tell how the file in an archive is written; it is kept only if it is a list."""
    with unpacked(store, tenant_id, path) as (arrival, name):
        read = _of_workbook if is_workbook(arrival.path) else format_of
        how = read(arrival.path)
        return replace(how, text=store.keep(tenant_id, arrival).sha256, member=name)


def _of_workbook(path: Path) -> Format:
    with tempfile.NamedTemporaryFile() as file:
        write_rows(path, file, most=TOP)
        file.flush()
        return replace(format_of(Path(file.name)), is_workbook=True)


def write_rows(path: Path, file: IO[bytes], most: int | None = None) -> None:
    """Write the rows of the one sheet that has any, or the first of them, a line of text each.

    Raises Invalid when the workbook is damaged, too large, or has several such sheets.
    """
    text = TextIOWrapper(file, "utf-8", newline="")
    with opened(path) as sheets:
        filled = [sheet for sheet in sheets if sheet.has_cells()]
        if len(filled) > 1:
            raise Invalid(f"The workbook has {len(filled)} sheets with rows. {SAVE}")
        lines = csv.writer(text, delimiter="\t", lineterminator="\n")
        for sheet in filled:
            lines.writerows(islice(sheet.rows(), most))
    text.detach()
