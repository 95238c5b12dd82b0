"""A licence is found by a number that it had before a renewal or a move, and the page says so."""

import csv
import io
from datetime import date

import pytest

from tests.regulatory.registry.conftest import names_in, reasons_in

NOW, EARLIER, EARLIEST = "5-43-077-01-9C-14245", "5-43-077-01-6C-14245", "5-43-213-01-6C-14245"
JOHN = "SMITH, JOHN A"
WAS = f"was {EARLIER} until the list of May 1, 2026"


@pytest.fixture
def renewed(registry, examiner, add_event):
    """A licence that was renewed in one list and had moved in the one before."""
    changes = [(EARLIEST, EARLIER, "changed", 4), (EARLIER, NOW, "renewed", 5)]
    for before, after, kind, month in changes:
        numbers = {"before": {"number": before}, "after": {"number": after}}
        on = date(2026, month, 1)
        add_event(registry[JOHN], by=examiner, kind=kind, on=on, **numbers)


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        (EARLIER, WAS),
        ("543077016c14245", WAS),
        ("5 43 077 01 6c 14245", WAS),
        ("5\u201343\u2013077\u201301\u20136C\u201314245", WAS),  # with the dashes of print
        (EARLIEST, f"was {EARLIEST} until the list of Apr 1, 2026"),
        (NOW, "this number"),
        ("5-43-077-01-3C-14245", "the same license, though no list has it by this number"),
    ],
)
def test_a_number_finds_the_licence_that_had_it_and_says_until_when(renewed, query, typed, reason):
    page = query(typed)

    assert names_in(page) == [JOHN]
    assert reasons_in(page) == [reason]


@pytest.mark.parametrize("typed", ["5-43-077-01-6C-14246", "5-42-077-01-6C-14245", "077-01-6C"])
def test_a_number_that_differs_in_more_is_not_taken_for_it(renewed, query, typed):
    assert names_in(query(typed)) == []


def test_filters_orders_and_exports_hold_it_too(renewed, query, browser, examiner):
    given = {"purpose": "For the review of March 2026", "format": "csv"}

    exported = browser(examiner).send(f"/registry/export?q={EARLIER}", **given).text

    assert names_in(query(EARLIER, sort="expires_on")) == [JOHN]
    assert names_in(query(EARLIER, state="KS")) == []
    assert "a number that it had earlier" in query(EARLIER, state="KS").text
    assert [line["Number"] for line in csv.DictReader(io.StringIO(exported))] == [NOW]


def test_the_box_of_every_page_finds_it_too(renewed, browser, examiner):
    page = browser(examiner).get("/find", query_string={"q": EARLIER}).text

    assert f"{JOHN}, Springfield, MO, {WAS}" in page


def test_a_registration_is_found_with_the_code_that_a_hospital_gave(
    browser, make_person, make_licence
):
    specialist = make_person("dea", "registration_specialist")
    make_licence(specialist, "HOSPITAL", number="BP1234563", scheme="registration", type="A")

    page = browser(specialist).get("/registry/?q=BP1234563-A12")

    assert names_in(page) == ["HOSPITAL"]
    assert reasons_in(page) == ["the same registration, though no list has it by this number"]


def test_nobody_else_finds_it(renewed, browser, make_person):
    page = browser(make_person("dea", "diversion_investigator")).get(f"/registry/?q={EARLIER}")

    assert names_in(page) == []
