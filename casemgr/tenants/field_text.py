"""Fields as the cells of a table: written so that a spreadsheet counts with them, and read again.

A repeating group is one cell: each of its rows is a line of comma-separated parts.
"""

import csv
import io
from collections.abc import Mapping
from typing import Any

from casemgr.tenants.field_model import Field, Option
from casemgr.tenants.fields import show_value

UNWRITTEN = ("person", "attachment")


def cell_of(field: Field, value: Any, names: Mapping[str, str] | None = None) -> str:
    """Write a stored value as a cell: bare numbers and ISO dates, else as a person reads it."""
    if value is None or value in ("", []):
        return ""
    if field.type == "group":
        rows = [[cell_of(part, row.get(part.name)) for part in field.parts] for row in value]
        return "\n".join(_joined(row) for row in rows)
    if field.type == "money" and isinstance(value, int):
        return f"{value / 100:.2f}"
    if field.type in ("number", "date"):
        return str(value)
    return show_value(field, value, names)


def typed_in(field: Field, cell: str) -> Any:
    """Read a cell as a form would send it; a choice may be told by its code or its label."""
    if field.type == "group":
        rows = csv.reader(io.StringIO(cell, newline=""))
        return [_row(field, parts) for parts in rows]
    if field.type == "multi_choice":
        return [_code(field.options, one.strip()) for one in cell.split(";")]
    return _code(field.options, cell.strip()) if field.options else cell


def _row(group: Field, cells: list[str]) -> dict[str, Any]:
    """Read the parts of one row; one too many is left to be refused."""
    if len(cells) > len(group.parts):
        names = ", ".join(part.label for part in group.parts)
        raise ValueError(f"A row has the parts {names}; there are {len(cells)}.")
    return {part.name: typed_in(part, cell) for part, cell in zip(group.parts, cells, strict=False)}


def _code(options: tuple[Option, ...], said: str) -> str:
    labelled = [one.code for one in options if one.label.casefold() == said.casefold()]
    known = said in {one.code for one in options}
    return labelled[0] if labelled and not known else said


def _joined(cells: list[str]) -> str:
    written = io.StringIO()
    csv.writer(written, lineterminator="\n").writerow(cells)
    return written.getvalue().removesuffix("\n")
