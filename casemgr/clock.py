"""The time, asked in one place so that tests can set it."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo


def now() -> datetime:
    """Return the present moment in UTC."""
    return datetime.now(UTC)


def today(zone: str = "UTC") -> date:
    """Return the present date where the office is."""
    return now().astimezone(ZoneInfo(zone)).date()


def fiscal_year(day: date) -> int:
    """Return the federal fiscal year of a day: it begins on 1 October (31 U.S.C. 1102)."""
    return day.year + (day.month >= 10)
