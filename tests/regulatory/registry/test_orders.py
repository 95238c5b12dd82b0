"""Every order leads through all that is found, page by page: nobody twice, nobody left out."""

import re
from datetime import date, timedelta
from html import unescape

import pytest

from casemgr.database.base import new_id
from regulatory.registry.models import Licence
from tests.regulatory.registry.conftest import names_in

MANY, LAST = 12_000, 1_500  # more than one walks over to meet one of the last


@pytest.fixture
def undated(make_listed):
    """Sixty licensees with ties in all that they are sorted by, half without a last day."""
    dates = [date(2028, 1, 1), None, date(2027, 6, 1), None]
    for number in range(60):
        make_listed(f"DEALER {number % 7}", expires_on=dates[number % 4])


@pytest.fixture
def whole(make_listed, as_superuser):
    """More licensees than one walks over, the last in every order stored first and in Kansas."""
    pattern = make_listed("DEALER")
    columns = [one.name for one in Licence.__table__.columns if not one.computed]
    changed = {
        "id": "md5(n::text)::uuid",
        "identity": "'X' || n",
        "number": "'5-43-077-01-9C-' || n",
        "compact": "'5430770191C' || n",
        "name": "'DEALER ' || n",
        "name_key": "'dealer ' || n",
        "zip": "n::text",
        "state": f"CASE WHEN n > {10_000 + MANY - LAST} THEN 'KS' ELSE 'MO' END",
        "expires_on": "date '2027-01-01' + n",
    }
    values = ", ".join(changed.get(name, f'"{name}"') for name in columns)
    as_superuser(
        f"INSERT INTO casemgr.licence ({', '.join(columns)}) SELECT {values}"
        f" FROM casemgr.licence, generate_series({10_000 + MANY}, 10_001, -1) n"
        f" WHERE id = '{pattern.id}'"
    )
    as_superuser(f"DELETE FROM casemgr.licence WHERE id = '{pattern.id}'")
    as_superuser("ANALYZE casemgr.licence")


@pytest.mark.parametrize("direction", ["", "-"])
@pytest.mark.parametrize("order", ["name", "number", "expires_on", "place"])
@pytest.mark.parametrize("asked", ["", "q=dealer&", "state=MO&"])
def test_an_order_leads_to_all(undated, visitor, asked, order, direction):
    found = walk(visitor, f"/registry/?{asked}sort={direction}{order}")

    assert len(found) == len(set(found)) == 60


@pytest.mark.parametrize("direction", ["", "-"])
def test_what_has_no_last_day_comes_after_all_that_has_one(undated, visitor, direction):
    pages = list(pages_of(visitor, f"/registry/?sort={direction}expires_on"))

    days = [day for page in pages for day in re.findall(r'class="date">([^<]*)', page)]
    assert [bool(day.strip("– \n")) for day in days] == [True] * 30 + [False] * 30


@pytest.mark.parametrize("order", ["name", "expires_on"])
def test_what_is_only_alike_follows_what_was_typed_in_the_same_order(make_listed, visitor, order):
    last = {"SMYTHE A": date(2027, 1, 1), "SMYTHE B": None, "SMITH C": date(2028, 1, 1)}
    for name, day in {**last, "SMITH D": date(2028, 2, 2), "SMITH E": None}.items():
        make_listed(name, expires_on=day)

    page = visitor.get(f"/registry/?q=smith&sort={order}")

    assert names_in(page) == ["SMITH C", "SMITH D", "SMITH E", "SMYTHE A", "SMYTHE B"]


@pytest.mark.parametrize("direction", ["", "-"])
def test_pages_lead_through_what_is_alike_too(make_listed, visitor, direction):
    for number in range(30):
        make_listed(f"SMITH {number}")
        make_listed(f"SMYTHE {number}", expires_on=None)

    found = walk(visitor, f"/registry/?q=smith&sort={direction}expires_on")

    assert len(found) == len(set(found)) == 60


def test_a_guess_is_sorted_as_well(undated, visitor):
    assert len(walk(visitor, "/registry/?q=daeler&sort=expires_on")) == 60


@pytest.mark.parametrize("order", ["name", "number", "expires_on", "place"])
def test_the_whole_registry_is_read_along_its_order_from_the_first(whole, query, order):
    assert names_in(query(sort=order)) == [f"DEALER {number}" for number in range(10_001, 10_026)]


@pytest.mark.parametrize("order", ["name", "expires_on"])
def test_what_lies_at_the_end_of_an_order_begins_with_its_first(whole, query, order):
    first = 10_001 + MANY - LAST

    found = names_in(query(state="KS", sort=order))

    assert found == [f"DEALER {number}" for number in range(first, first + 25)]


def test_what_is_renewed_between_two_pages_leaves_nobody_out(make_listed, visitor, as_superuser):
    for number in range(60):
        make_listed(f"DEALER {number}", expires_on=date(2027, 1, 1) + timedelta(number))
    pages = pages_of(visitor, "/registry/?sort=expires_on")
    first = next(pages)
    last = re.findall(r'href="/registry/licences/([0-9a-f-]{36})"', first)[-1]

    as_superuser(f"UPDATE casemgr.licence SET expires_on = '2030-01-01' WHERE id = '{last}'")

    second = next(pages)
    assert "was changed since the page before was shown" in second
    assert "Nothing found" not in second


def test_a_cursor_for_which_there_is_no_licence_leads_nowhere(undated, query):
    assert query(after=f"1.0.{new_id()}.00000000").status_code == 404


@pytest.fixture
def visitor(browser, examiner):
    """The browser of a licensing examiner."""
    return browser(examiner)


def walk(visitor, address):
    """Return the addresses of all licences, page by page."""
    return [
        key
        for page in pages_of(visitor, address)
        for key in re.findall(r'href="/registry/licences/([0-9a-f-]{36})"', page)
    ]


def pages_of(visitor, address):
    """Follow "Next" from a page to the last."""
    while address:
        page = visitor.get(address).text
        yield page
        found = re.search(r'href="([^"]*after=[^"]*)"', page)
        address = unescape(found[1]) if found else None
