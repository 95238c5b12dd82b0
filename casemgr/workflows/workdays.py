"""Counting days as the government does: calendar days, or business days without federal holidays.

The day on which something begins is not counted (Fed. R. Crim. P. 45(a)(1)(A)); a holiday that
falls on a weekend is kept on the working day next to it (5 U.S.C. 6103(b)).
"""

from datetime import date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import holidays

DAY = timedelta(days=1)


def is_business_day(day: date) -> bool:
    """Whether federal offices work on that day."""
    return day.weekday() < 5 and day not in _holidays(day.year)


def later(day: date, count: int, *, business: bool) -> date:
    """Return the day that lies so many days after another one; before it when negative."""
    if not business:
        return day + timedelta(days=count)
    step = DAY if count > 0 else -DAY
    for _ in range(abs(count)):
        day += step
        while not is_business_day(day):
            day += step
    return day


def between(start: date, end: date, *, business: bool) -> int:
    """Count the days from one day to a later one, the first not counted."""
    if not business:
        return (end - start).days
    days = (start + DAY * number for number in range(1, (end - start).days + 1))
    return sum(map(is_business_day, days))


def midnight(day: date, zone: str) -> datetime:
    """Return the moment at which a day begins where the agency is."""
    return datetime.combine(day, time(), ZoneInfo(zone))


@lru_cache(maxsize=64)
def _holidays(year: int) -> frozenset[date]:
    """The federal holidays kept in a year; the next New Year's Day may be kept in December."""
    return frozenset(holidays.country_holidays("US", years=[year, year + 1], observed=True))
