"""The list of cases as a table for a spreadsheet, written line by line as it is sent."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from flask import Flask, current_app
from sqlalchemy import select

from casemgr import audit
from casemgr.cases.field_queries import list_columns
from casemgr.cases.listing import Line, filtered, in_order, lines_of
from casemgr.cases.models import Case
from casemgr.database.rows import rows, transaction
from casemgr.extensions import db
from casemgr.spreadsheets import line
from casemgr.tenants import current_pack
from casemgr.tenants.fields import Field

AT_ONCE = 500
HEAD = ("Number", "Title", "Type", "State", "Agent", "Office", "Opened", "Review due", "Closed")


def export_cases(asked: Mapping[str, Any], sort: str, *, by: Any) -> Iterator[str]:
    """Return the lines of a table of the cases that fit; the audit has it before they are read.

    They are read while they are sent, part by part, each as far as the person may know of it then.
    """
    pack, app = current_pack(), current_app._get_current_object()  # type: ignore[attr-defined]
    fields = list_columns(pack)
    found = in_order(filtered(asked, pack), sort, pack).with_only_columns(Case.id)
    keys = list(db.session.scalars(found))
    narrowed = {name: str(value)[:200] for name, value in asked.items() if value}
    names = [field.name for field in fields]
    audit.record("export_cases", by=by, count=len(keys), columns=names, filters=narrowed)
    return _written(app, keys, fields, by)


def _written(app: Flask, keys: Sequence[Any], fields: list[Field], by: Any) -> Iterator[str]:
    yield line([*HEAD, *(field.label for field in fields)])
    for start in range(0, len(keys), AT_ONCE):
        with app.app_context(), transaction(by.actor(), read_only=True):
            part = "".join(
                line(_cells(one)) for one in _read(keys[start : start + AT_ONCE], fields)
            )
        yield part


def _read(keys: Sequence[Any], fields: list[Field]) -> list[Line]:
    """Read these cases in this order."""
    found = {case.id: case for case in rows(select(Case).where(Case.id.in_(keys)))}
    return lines_of([found[key] for key in keys if key in found], current_pack(), fields)


def _cells(one: Line) -> list[str]:
    case = one.case
    dates = (case.opened_on, case.review_due_on, case.closed_on)
    return [
        *(case.number or "", case.title, one.case_type, one.standing.label, one.agent, one.office),
        *(day.isoformat() if day else "" for day in dates),
        *one.cells(),
    ]
