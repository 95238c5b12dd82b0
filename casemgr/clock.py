"""The time, asked in one place so that tests can set it."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

_told: ContextVar[datetime | None] = ContextVar("told", default=None)

YEARS = range(1800, 2201)  # a day outside of them is a slip of the keyboard


def now() -> datetime:
    """Return the present moment in UTC."""
    return _told.get() or datetime.now(UTC)


@contextmanager
def telling_of(moment: datetime) -> Iterator[None]:
    """Let what is done inside bear this moment: for a story that is told after it happened.

    The audit does not follow: the database writes when an event was really recorded.
    """
    token = _told.set(moment)
    try:
        yield
    finally:
        _told.reset(token)


def today(zone: str = "UTC") -> date:
    """Return the present date where the office is."""
    return now().astimezone(ZoneInfo(zone)).date()


def fiscal_year(day: date) -> int:
    """Return the federal fiscal year of a day: it begins on 1 October (31 U.S.C. 1102)."""
    return day.year + (day.month >= 10)
