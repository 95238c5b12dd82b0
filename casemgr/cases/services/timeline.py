"""What happened in the matter under investigation, as the agent tells it."""

from datetime import date
from typing import Any

from casemgr import audit
from casemgr.cases.models import Case, TimelineEntry
from casemgr.cases.services.opening import record_change
from casemgr.database.rows import flush
from casemgr.extensions import db


def add_entry(
    case: Case,
    title: str,
    happened_on: date,
    *,
    by: Any,
    happened_at: str = "",
    text: str = "",
) -> TimelineEntry:
    """Enter something that happened."""
    entry = TimelineEntry(
        tenant_id=case.tenant_id,
        case_id=case.id,
        title=title,
        happened_on=happened_on,
        happened_at=happened_at,
        text=text,
        created_by=by.id,
    )
    db.session.add(entry)
    flush()
    audit.record("add_entry", entry, by=by)
    return entry


def update_entry(entry: TimelineEntry, *, by: Any, **facts: Any) -> TimelineEntry:
    """Correct an entry."""
    for name, value in facts.items():
        setattr(entry, name, value)
    record_change("update_entry", entry, by=by)
    return entry


def remove_entry(entry: TimelineEntry, *, by: Any, reason: str) -> None:
    """Take an entry out of the timeline, with the reason."""
    audit.record("remove_entry", entry, by=by, reason=reason)
    db.session.delete(entry)
    flush()
