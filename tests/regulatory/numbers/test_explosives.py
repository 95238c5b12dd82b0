"""Numbers of explosives licenses carry the state in the place of the district."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regulatory.numbers.expiry import LETTERS
from regulatory.numbers.explosives import ExplosivesNumber, identify, parse
from regulatory.numbers.regions import REGIONS

NUMBERS = st.builds(
    ExplosivesNumber,
    region=st.sampled_from(list(REGIONS)),
    place=st.from_regex(r"[A-Z]{2}", fullmatch=True),
    county=st.from_regex(r"[0-9]{3}", fullmatch=True),
    type=st.from_regex(r"[0-9]{2}", fullmatch=True),
    expiry=st.builds("{}{}".format, st.integers(0, 9), st.sampled_from(LETTERS)),
    sequence=st.from_regex(r"[0-9]{5}", fullmatch=True),
)


@given(NUMBERS, st.dates(date(2000, 1, 1), date(2060, 1, 1)))
def test_a_number_reads_back_and_keeps_its_identity_when_renewed(number, day):
    first = day.replace(day=1)

    assert parse(number.text.lower()) == parse(number.compact) == number
    assert identify(number.compact) == number.identity == number.with_expiry(day).identity
    assert number.with_expiry(day).expires_on(first) == first


def test_the_expiry_of_the_rule_is_read():
    assert parse("9-CA-037-33-8H-00123").expires_on(date(2017, 1, 1)) == date(2018, 8, 1)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("7-CA-037-33-8H-00123", "Region 7 is not used"),
        ("9-CA-037-33-8I-00123", "The month letter I does not exist"),
        ("9-C1-037-33-8H-00123", "Character 3 is the digit 1 where a letter belongs."),
        ("9-CA-O37-33-8H-00123", "Character 4 is the letter O where a digit belongs."),
        ("9-CA-037-33-8H-0012", "has 15 letters and digits, and this has 14."),
    ],
)
def test_what_is_no_number_is_told_exactly(refusal, text, words):
    assert words in refusal("explosives", text)


def test_a_state_of_another_region_is_a_warning():
    assert parse("1-CA-037-33-8H-00123").warnings == ("CA belongs to region 9, not 1.",)
    assert parse("9-ZZ-037-33-8H-00123").warnings == ("ZZ is not the abbreviation of a state.",)
    assert parse("9-BL-037-19-8H-00123").warnings == ()
    assert parse("9-BL-037-19-8H-00123").explain()[1].meaning == "theatrical flash powder"
