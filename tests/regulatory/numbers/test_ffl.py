"""Numbers of firearms licenses are read in any spelling and refused in exact words."""

from datetime import date, timedelta

import pytest
from dateutil.relativedelta import relativedelta
from hypothesis import given
from hypothesis import strategies as st

from regulatory.numbers import FORMS
from regulatory.numbers.expiry import LETTERS
from regulatory.numbers.ffl import TYPES, FirearmsNumber, identify, parse
from regulatory.numbers.regions import DISTRICTS, REGIONS
from tests.regulatory.public_data import firearms_rows, needs

SAMPLE = "8-23-091-01-7F-14245"
DAYS = st.dates(date(2000, 1, 1), date(2060, 1, 1))
NUMBERS = st.builds(
    FirearmsNumber,
    region=st.sampled_from(list(REGIONS)),
    place=st.from_regex(r"[0-9]{2}", fullmatch=True),
    county=st.from_regex(r"[0-9]{3}", fullmatch=True),
    type=st.sampled_from(TYPES),
    expiry=st.builds("{}{}".format, st.integers(0, 9), st.sampled_from(LETTERS)),
    sequence=st.from_regex(r"[0-9]{5}", fullmatch=True),
)


@given(NUMBERS)
def test_a_number_reads_back_in_every_spelling(number):
    spellings = [number.text, number.compact, number.text.lower(), number.text.replace("-", " ")]

    assert {parse(spelling) for spelling in spellings} == {number}
    assert identify(number.compact) == number.identity


@given(NUMBERS, DAYS, st.integers(0, 1095))
def test_an_expiry_that_is_written_is_read_again(number, reference, ahead):
    expiry = (reference + timedelta(ahead)).replace(day=1)

    renewed = number.with_expiry(expiry)

    assert renewed.expires_on(min(reference, expiry)) == expiry
    assert renewed.identity == number.identity


@given(NUMBERS, DAYS)
def test_an_expiry_is_within_three_years_or_not_told(number, reference):
    told = number.expires_on(reference)

    assert told is None or reference <= told <= reference + relativedelta(years=3)
    assert told in (None, number.expiry_in_list(reference))


@pytest.mark.parametrize(
    ("text", "reference", "expiry"),
    [
        (SAMPLE, date(2016, 1, 1), date(2017, 6, 1)),
        (SAMPLE, date(2014, 6, 1), date(2017, 6, 1)),
        (SAMPLE, date(2017, 5, 31), date(2017, 6, 1)),
        (SAMPLE, date(2014, 5, 31), None),
        (SAMPLE, date(2017, 6, 2), None),
        ("1-59-043-07-5C-12345", date(2024, 1, 1), date(2025, 3, 1)),
    ],
)
def test_the_year_of_expiry_follows_from_the_day_of_asking(text, reference, expiry):
    assert parse(text).expires_on(reference) == expiry


@pytest.mark.parametrize(
    ("code", "expiry"),
    [("6F", date(2016, 6, 1)), ("3B", date(2013, 2, 1)), ("3E", date(2013, 5, 1))],
)
def test_a_list_means_early_renewals_and_those_that_have_run_out(code, expiry):
    assert parse(f"6-06-003-01-{code}-02222").expiry_in_list(date(2013, 5, 1)) == expiry


def test_the_license_is_known_by_its_first_three_and_last_five():
    number = parse(SAMPLE)

    assert number.identity == "823" + "14245"
    assert parse("8-23-045-01-0F-14245").identity == number.identity
    assert [part.value for part in number.explain()] == ["8", "23", "091", "01", "7F", "14245"]
    assert number.explain()[1].meaning == "Philadelphia"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (
            "1-59-043-07-5I-12345",
            "The month letter I does not exist; months are A to M without I.",
        ),
        ("1-59-043-07-5N-12345", "The month letter N does not exist"),
        ("1-59-043-07-51-12345", "The month is a letter from A to M without I, and this has 1."),
        ("1-59-043-04-5C-12345", "Type 04 is reserved; types are 01, 02, 03 and 06 to 11."),
        ("1-59-043-12-5C-12345", "Type 12 does not exist"),
        (
            "2-59-043-07-5C-12345",
            "Region 2 is not used; regions are 1, 3, 4, 5, 6, 8 and 9.",
        ),
        (
            "1-59-O43-07-5C-12345",
            "Character 4 is the letter O where a digit belongs. Did you mean 0?",
        ),
        ("1-59-043-07-5С-12345", "С (CYRILLIC CAPITAL LETTER ES), which no number has"),
        ("１-59-043-07-5C-12345", "(FULLWIDTH DIGIT ONE), which no number has. It looks like 1"),
        ("1-59-043-07-5C-1234", "has 15 letters and digits, and this has 14."),
        ("1" * 10_000, "this has 10000."),
        ("1-59\u202e-043", "an invisible sign (RIGHT-TO-LEFT OVERRIDE)"),
        ("1-59-043%", "% (PERCENT SIGN), which no number has. Leave it out."),
        ("ß-59-043-07-5C-12345", "LATIN SMALL LETTER SHARP S"),
        ("  ", "Type the number of a firearms license"),
    ],
)
def test_what_is_no_number_is_told_exactly(refusal, text, words):
    assert words in refusal("ffl", text)


def test_a_district_of_another_region_is_a_warning_and_no_error():
    assert parse("1-23-091-01-7F-14245").warnings == (
        "District 23 (Philadelphia) belongs to region 8, not 1.",
    )
    assert parse("8-99-091-01-7F-14245").warnings[0].startswith("District 99 (Hawaii)")
    assert parse("8-00-091-01-7F-14245").warnings == (
        "District 00 is not in the list of districts.",
    )
    assert parse(SAMPLE).warnings == ()


@needs("atf-ffl")
@pytest.mark.parametrize("name", ["0413-ffl-list.txt", "0513-ffl-list.txt"])
def test_every_number_of_the_real_lists_is_sound(name):
    rows = firearms_rows(name)
    numbers = [parse("-".join(row[:6])) for row in rows]

    assert len(numbers) in (2293, 20087)
    assert {warning for number in numbers for warning in number.warnings} == set()
    assert all(
        row[10] in DISTRICTS[number.place].states for row, number in zip(rows, numbers, strict=True)
    )


def test_the_form_shows_an_example_that_it_reads():
    for form in FORMS.values():
        assert form.parse(form.example).text == form.example
