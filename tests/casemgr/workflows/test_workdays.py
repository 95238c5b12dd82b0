"""Days are counted as the government counts them."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casemgr.workflows.workdays import between, is_business_day, later, midnight

DAYS = st.dates(date(2020, 1, 1), date(2035, 12, 31))


@pytest.mark.parametrize(
    "day",
    [
        date(2026, 7, 3),  # Independence Day falls on a Saturday
        date(2027, 7, 5),  # and here on a Sunday
        date(2026, 6, 19),
        date(2021, 12, 31),  # New Year's Day 2022 is kept in the year before
        date(2026, 11, 26),
        date(2026, 11, 28),
    ],
)
def test_federal_offices_are_closed_on_holidays_and_weekends(day):
    assert not is_business_day(day)


def test_five_business_days_pass_over_a_holiday_and_a_weekend():
    assert later(date(2026, 11, 23), 5, business=True) == date(2026, 12, 1)


def test_the_day_on_which_something_begins_does_not_count():
    assert later(date(2026, 3, 2), 90, business=False) == date(2026, 5, 31)


@given(DAYS, st.integers(1, 60))
def test_a_business_day_so_many_days_later_lies_so_many_days_away(day, count):
    end = later(day, count, business=True)

    assert is_business_day(end)
    assert between(day, end, business=True) == count


@given(DAYS, st.integers(0, 200))
def test_no_more_business_days_than_calendar_days_lie_between_two_days(day, count):
    end = day + timedelta(days=count)

    assert between(day, end, business=True) <= between(day, end, business=False) == count


def test_a_day_begins_at_midnight_where_the_agency_is():
    assert midnight(date(2026, 7, 1), "America/Chicago").utcoffset() == timedelta(hours=-5)
    assert midnight(date(2026, 12, 1), "America/Chicago").utcoffset() == timedelta(hours=-6)
