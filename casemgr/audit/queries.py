"""Finding events in the audit, newest first."""

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Select, func, select

from casemgr.audit.models import AuditEvent
from casemgr.database.rows import rows
from casemgr.tenants import current_pack

PAGE = 50


@dataclass(frozen=True)
class Wanted:
    """Which events are looked for."""

    person: str = ""
    action: str = ""
    outcome: str = ""
    about: str = ""
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True)
class Found:
    """A page of events, and from where the older ones go on."""

    events: list[AuditEvent]
    older: int | None


def find_events(wanted: Wanted, before: int | None = None) -> Found:
    """Return a page of the events that this person may see, newest first."""
    query = _filtered(wanted).order_by(AuditEvent.sequence.desc()).limit(PAGE + 1)
    if before is not None:
        query = query.where(AuditEvent.sequence < before)
    found = rows(query)
    return Found(found[:PAGE], found[PAGE - 1].sequence if len(found) > PAGE else None)


def _filtered(wanted: Wanted) -> Select[Any]:
    query = select(AuditEvent)
    for column, text in (
        (AuditEvent.actor_name, wanted.person),
        (func.replace(AuditEvent.action, "_", " "), _as_kept(wanted.action or "")),
        (AuditEvent.object_label, wanted.about),
    ):
        if text:
            query = query.where(column.icontains(text, autoescape=True))
    if wanted.outcome:
        query = query.where(AuditEvent.outcome == wanted.outcome)
    if wanted.since:
        query = query.where(AuditEvent.at >= _local(wanted.since, time.min))
    if wanted.until:
        query = query.where(AuditEvent.at <= _local(wanted.until, time.max))
    return query


def _as_kept(action: str) -> str:
    """Write an action, typed as the page shows it, as it is kept."""
    return action.replace("_", " ").replace("icense", "icence")


def _local(day: date, hour: time) -> datetime:
    """Return an hour of a day where the office is, as the page writes the time of an event."""
    return datetime.combine(day, hour, ZoneInfo(current_pack().time_zone))
