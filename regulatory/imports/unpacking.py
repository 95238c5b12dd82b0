"""What stands in a file of the store: a list as text, or a workbook that is written out as text."""

import tempfile
from dataclasses import replace
from pathlib import Path

from casemgr.documents.storage import Store
from regulatory.imports.sniffing import Format, format_of
from regulatory.imports.workbooks import is_workbook, write_rows


def format_in(store: Store, tenant_id: int, sha256: str) -> Format:
    """Tell how a file is written. Raises Invalid when it is no list that can be imported."""
    path = store.path(tenant_id, sha256)
    if not is_workbook(path):
        return format_of(path)
    text = _written_out(store, tenant_id, path)
    return replace(format_of(store.path(tenant_id, text)), text=text)


def _written_out(store: Store, tenant_id: int, path: Path) -> str:
    """Write the rows of a workbook into the store as text, and return its SHA-256."""
    with tempfile.TemporaryFile() as file:
        write_rows(path, file)
        size = file.tell()
        file.seek(0)
        return store.put(tenant_id, file, size).sha256
