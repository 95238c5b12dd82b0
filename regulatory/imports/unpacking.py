"""What stands in a file of the store: a list as text, a workbook, or an archive of one of them.

A workbook is written out as text, and an archive unpacked.
"""

import csv
import tempfile
from dataclasses import replace
from io import TextIOWrapper
from pathlib import Path
from typing import IO

from casemgr.documents.storage import Store
from casemgr.errors import Invalid
from regulatory.imports.archives import is_archive, unpacked
from regulatory.imports.sniffing import Format, format_of
from regulatory.workbooks import SAVE, is_workbook, opened


def format_in(store: Store, tenant_id: int, sha256: str) -> Format:
    """Tell how a file is written. Raises Invalid when it is no list that can be imported."""
    path = store.path(tenant_id, sha256)
    if is_workbook(path):
        return _of_workbook(store, tenant_id, path)
    return _in_archive(store, tenant_id, path) if is_archive(path) else format_of(path)


def _in_archive(store: Store, tenant_id: int, path: Path) -> Format:
    """Tell how the file in an archive is written; it is kept only if it is a list."""
    with unpacked(store, tenant_id, path) as (arrival, name):
        if is_workbook(arrival.path):
            return replace(_of_workbook(store, tenant_id, arrival.path), member=name)
        how = format_of(arrival.path)
        return replace(how, text=store.keep(tenant_id, arrival).sha256, member=name)


def _of_workbook(store: Store, tenant_id: int, path: Path) -> Format:
    text = _written_out(store, tenant_id, path)
    return replace(format_of(store.path(tenant_id, text)), text=text)


def _written_out(store: Store, tenant_id: int, path: Path) -> str:
    """Write the rows of a workbook into the store as text, and return its SHA-256."""
    with tempfile.TemporaryFile() as file:
        write_rows(path, file)
        size = file.tell()
        file.seek(0)
        return store.put(tenant_id, file, size).sha256


def write_rows(path: Path, file: IO[bytes]) -> None:
    """Write the rows of the one sheet that has any as text, each on its own line.

    Raises Invalid when the workbook is damaged, too large, or has several such sheets.
    """
    text = TextIOWrapper(file, "utf-8", newline="")
    with opened(path) as sheets:
        filled = [sheet for sheet in sheets if sheet.has_cells()]
        if len(filled) > 1:
            raise Invalid(f"The workbook has {len(filled)} sheets with rows. {SAVE}")
        lines = csv.writer(text, delimiter="\t", lineterminator="\n")
        for sheet in filled:
            lines.writerows(sheet.rows())
    text.detach()
