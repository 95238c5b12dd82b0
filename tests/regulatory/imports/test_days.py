"""The day for which a list speaks: told, or else a guess that binds no other list."""

from datetime import UTC, datetime, timedelta

import pytest

from casemgr import clock
from casemgr.errors import Conflict
from regulatory.imports import services
from tests.regulatory.imports.conftest import licences, row, text_of

APRIL, MAY = services.date(2013, 4, 1), services.date(2013, 5, 1)


def test_a_list_whose_day_nobody_tells_is_taken_for_one_of_today_at_the_office(begin, examiner):
    with clock.telling_of(datetime(2013, 6, 2, 3, tzinfo=UTC)):
        one = begin(examiner, text_of(row(1)), "list.txt")

    assert (one.list_date, one.day_is_guessed) == (services.date(2013, 6, 1), True)


def test_a_day_that_is_told_is_no_guess(begin, examiner):
    one = begin(examiner, text_of(row(1)), "0513-list.txt")

    assert (one.list_date, one.day_is_guessed) == (MAY, False)


def test_a_guess_gives_way_to_a_list_that_tells_its_day(bring, examiner):
    bring(examiner, text_of(row(1), row(2)), "list.txt")

    one = bring(examiner, text_of(row(1, LIC_XPRDTE="5L")), list_date=MAY)

    assert [one.counts[name] for name in ("matched", "renewed", "vanished")] == [1, 1, 1]
    assert licences(examiner)["57400002"].gone_on == MAY


def test_a_guess_between_does_not_let_an_older_list_in(bring, examiner):
    bring(examiner, text_of(row(1)), list_date=MAY)
    bring(examiner, text_of(row(1)), "list.txt")

    with pytest.raises(Conflict, match=r"already holds 0513-list\.txt of May 1, 2013"):
        bring(examiner, text_of(row(1)), list_date=APRIL)


def test_a_guess_is_never_older_than_the_registry(bring, examiner):
    soon = clock.now().date() + timedelta(days=20)
    bring(examiner, text_of(row(1)), list_date=soon)

    one = bring(examiner, text_of(row(1), row(2)), "list.txt")

    assert (one.list_date, one.counts["new"]) == (soon, 1)


def test_a_list_of_no_day_that_was_broken_off_goes_on_the_day_after(begin, examiner):
    with clock.telling_of(datetime(2013, 6, 1, 12, tzinfo=UTC)):
        broken_off = begin(examiner, text_of(row(1)), "list.txt")

    again = begin(examiner, text_of(row(1)), "list.txt")

    assert (again.id, again.list_date) == (broken_off.id, services.date(2013, 6, 1))


def test_whoever_tells_the_day_that_was_guessed_makes_it_bind(begin, examiner):
    guessed = begin(examiner, text_of(row(1)), "list.txt")

    told = begin(examiner, text_of(row(1)), "list.txt", list_date=guessed.list_date)

    assert (told.id, told.day_is_guessed) == (guessed.id, False)
