"""Until when an offense may be charged."""

from datetime import date

import pytest

from casemgr.statutes.catalogue import load_catalogue
from casemgr.statutes.citations import parse_citation
from casemgr.statutes.limitation import limitation_expires, limitation_of
from casemgr.statutes.rulebooks import rulebook
from tests.casemgr.statutes.shared_data import DATA, needs_code

NUMBERS = {1: "one year", 3: "3 years", 5: "five years"}


@pytest.mark.parametrize(
    ("charge", "years", "source"),
    [
        ("18 U.S.C. 922(g)(1)", 5, "18 U.S.C. 3282(a)"),
        ("21 U.S.C. 841(a)(1)", 5, "18 U.S.C. 3282(a)"),
        ("49 U.S.C. 46505", 5, "18 U.S.C. 3282(a)"),
        ("18 U.S.C. 844(i)", 10, "18 U.S.C. 3295"),
        ("18 U.S.C. 844(d)", 5, "18 U.S.C. 3282(a)"),
        ("18 U.S.C. 924(j)(1)", None, "18 U.S.C. 3281"),
        ("18 U.S.C. 924(j)(2)", 5, "18 U.S.C. 3282(a)"),
        ("18 U.S.C. 1344", 10, "18 U.S.C. 3293"),
        ("26 U.S.C. 7201", 6, "26 U.S.C. 6531"),
        ("26 U.S.C. 5861(d)", 3, "26 U.S.C. 6531"),
        ("26 U.S.C. 7202", 3, "26 U.S.C. 6531"),
    ],
)
def test_the_nearest_rule_sets_the_period(charge, years, source):
    limitation = limitation_of(parse_citation(charge))

    assert (limitation.years, limitation.source) == (years, source)


@pytest.mark.parametrize(
    ("ended", "expires"),
    [
        (date(2026, 3, 21), date(2031, 3, 21)),
        (date(2024, 2, 29), date(2029, 2, 28)),
        (date(2023, 3, 1), date(2028, 3, 1)),
        (date(2026, 12, 31), date(2031, 12, 31)),
    ],
)
def test_five_years_end_on_the_anniversary(ended, expires):
    assert limitation_expires(parse_citation("18 U.S.C. 922(g)(1)"), ended) == expires


def test_a_leap_day_comes_back_where_the_last_year_has_one():
    arson = parse_citation("18 U.S.C. 668")

    assert limitation_expires(arson, date(2024, 2, 29)) == date(2044, 2, 29)


def test_a_capital_offense_never_expires():
    assert limitation_expires(parse_citation("18 U.S.C. 924(j)(1)"), date(1990, 1, 1)) is None
    assert limitation_of(parse_citation("18 U.S.C. 924(j)(1)")).words == "No limitation"


def test_a_date_at_the_end_of_the_calendar_does_not_fail():
    assert limitation_expires(parse_citation("18 U.S.C. 371"), date(9999, 1, 1)) is None


def test_the_last_rule_is_the_general_one():
    last = rulebook("limitation.yaml")[-1]

    assert "applies_to" not in last
    assert "title" not in last


@needs_code
def test_every_rule_cites_a_provision_that_states_its_period():
    release = {record.citation: record for record in load_catalogue(DATA / "us-code")}
    wrong = []
    for row in rulebook("limitation.yaml"):
        citation = parse_citation(row["source"])
        text = release[citation.whole_section].text
        years = row["years"]
        stated = NUMBERS.get(years, f"{years} years") if years != "none" else "without limitation"
        if stated not in text:
            wrong.append(f"{citation} does not say {stated}")

    assert wrong == []


@needs_code
def test_every_excepted_offense_is_named_in_its_rule():
    release = {record.citation: record for record in load_catalogue(DATA / "us-code")}
    named_by_number = ("18 U.S.C. 3293", "18 U.S.C. 3295", "18 U.S.C. 3298", "18 U.S.C. 3294")
    unnamed = [
        text
        for row in rulebook("limitation.yaml")
        if row["source"] in named_by_number
        for text in row["applies_to"]
        if parse_citation(text).section not in release[parse_citation(row["source"])].text
    ]

    assert unnamed == []
