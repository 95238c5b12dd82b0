"""All that a query finds as a table for a spreadsheet, read part by part while it is sent."""

import uuid
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

from flask import Flask, current_app
from sqlalchemy import ARRAY, Uuid, any_, literal, select
from sqlalchemy.orm import InstrumentedAttribute

from casemgr import audit
from casemgr.database import functions
from casemgr.database.rows import transaction
from casemgr.errors import Invalid
from casemgr.extensions import db
from casemgr.spreadsheets import lines
from casemgr.tenants import current_pack
from casemgr.workbooks import workbook_of
from regulatory.registry.columns import COLUMNS, cells_of
from regulatory.registry.finding import Question, count_up_to, list_keys
from regulatory.registry.models import Licence
from regulatory.registry.search import spelled

# What the columns are written from: objects with all that a licence is found by take much longer.
READ: list[InstrumentedAttribute[Any]] = [
    getattr(Licence, name)
    for name in (
        *("id", "number", "scheme", "type", "subtype", "schedules", "status", "expires_on"),
        *("name", "trade_name", "street", "street2", "city", "state", "zip", "county_fips"),
        *("phone", "mail_street", "mail_city", "mail_state", "mail_zip", "seen_on", "gone_on"),
    )
]
AT_ONCE, MOST, PATIENCE = 1000, 500_000, "30s"
FORMATS = {"csv": "CSV, for any program", "xlsx": "XLSX, for a spreadsheet"}
Parts = Iterator[list[list[str]]]


def export_licences(
    question: Question, *, by: Any, purpose: str, form: str, asked: dict[str, str]
) -> Iterator[bytes]:
    """Return the pieces of a table of all that was found; the audit has it before they are read.

    Raises Invalid when there is nothing to export, or more than one table may hold.
    """
    functions.bound_time(PATIENCE)
    question, count = counted(question)
    if not count:
        raise Invalid("Nothing matches, so there is nothing to export.")
    if count > MOST:
        several = current_pack().word("licence", 2)
        words = f"More than {MOST:,} {several} match. Narrow the query: by a state, a type, a date."
        raise Invalid(words)
    audit.record("export_licences", by=by, reason=purpose, count=count, format=form, query=asked)
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    return _WRITERS[form](_parts(app, question, by))


def counted(question: Question) -> tuple[Question, int]:
    """Return a question as it is understood, and how many licences match, up to one too many.

    Raises Invalid when nothing was typed by which anything is found.
    """
    if question.typed.text and question.typed.is_empty:
        raise Invalid("What you typed holds no letter and no digit by which anything is found.")
    count = count_up_to(question, MOST + 1)
    if not count:
        question = spelled(question)
        count = count_up_to(question, MOST + 1) if question.is_guess else 0
    return question, count


def _parts(app: Flask, question: Question, by: Any) -> Parts:
    """Read the licences part by part, each as far as the person may know of it then."""
    yield [list(COLUMNS.values())]
    edge = uuid.UUID(int=0)
    while True:
        with app.app_context(), transaction(by.actor(), read_only=True):
            keys = list_keys(question, edge, AT_ONCE)
            among = Licence.id == any_(literal(keys, ARRAY(Uuid)))
            found: Any = db.session.execute(select(*READ).where(among).order_by(Licence.id))
            part = [*map(cells_of(COLUMNS, _sortable), found)]
        yield part
        if len(keys) < AT_ONCE:
            return
        edge = keys[-1]


def _sortable(day: date | None) -> str:
    return day.isoformat() if day else ""


def _as_lines(parts: Parts) -> Iterator[bytes]:
    for part in parts:
        yield lines(part).encode()


_WRITERS: dict[str, Callable[[Parts], Iterator[bytes]]] = {"csv": _as_lines, "xlsx": workbook_of}
