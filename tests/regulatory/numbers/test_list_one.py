"""Numbers of chemical handlers have no check digit."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regulatory.numbers.list_one import identify, parse


@given(st.from_regex(r"0[0-9]{5}[A-Z]{3}", fullmatch=True))
def test_a_number_reads_back_in_every_spelling(number):
    assert parse(number.lower()).text == parse(f"{number[:6]} {number[6:]}").text == number
    assert parse(number).identity == identify(number) == number


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("112345ABC", "The number of a chemical handler begins with 0, and this with 1."),
        ("012345AB1", "Character 9 is the digit 1 where a letter belongs."),
        ("O12345ABC", "Character 1 is the letter O where a digit belongs. Did you mean 0?"),
        ("012345AB", "has 9 letters and digits, and this has 8."),
    ],
)
def test_what_is_no_number_is_told_exactly(refusal, text, words):
    assert words in refusal("list_one", text)
