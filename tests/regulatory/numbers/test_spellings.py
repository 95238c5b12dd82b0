"""Every form of number is read in every spelling, and what only looks like one is told exactly."""

import re
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casemgr.errors import Invalid
from regulatory.numbers import FORMS
from regulatory.numbers.expiry import LETTERS
from regulatory.numbers.reading import LOOK_ALIKES
from regulatory.numbers.registration import check_digit

PLAIN = {
    "ffl": r"[1345689][0-9]{5}(0[1236789]|1[01])[0-9][A-HJ-M][0-9]{5}",
    "explosives": r"[1345689][A-Z]{2}[0-9]{6}[A-HJ-M][0-9]{5}",
    "registration": r"[ABFGMPRX][A-Z9][0-9]{6}",
    "list_one": r"0[0-9]{5}[A-Z]{3}",
}
SEPARATORS = " -.\N{EN DASH}\N{HYPHEN}\N{MINUS SIGN}\N{NO-BREAK SPACE}\N{MIDDLE DOT}\t"
TWINS = {"0": "O", "1": "I", "2": "Z", "5": "S", "8": "B"}


@st.composite
def numbers(draw):
    """Draw a form and a sound number of it without dashes."""
    form = draw(st.sampled_from(sorted(PLAIN)))
    plain = draw(st.from_regex(PLAIN[form], fullmatch=True))
    return form, plain + (check_digit(plain[2:]) if form == "registration" else "")


@st.composite
def replaced(draw, sign):
    """Draw a number and one of its places, with what another sign there makes of it."""
    form, plain = draw(numbers())
    places = [place for place, letter in enumerate(plain) if sign(letter)]
    place = draw(st.sampled_from(places)) if places else None
    forged = plain if place is None else plain[:place] + sign(plain[place]) + plain[place + 1 :]
    return form, plain, place, forged


def refusal_of(form, text):
    """Return what the form says to a text; lists must not take it for a number either."""
    assert FORMS[form].identify(text) == ""
    with pytest.raises(Invalid) as caught:
        FORMS[form].parse(text)
    return caught.value.message


@given(numbers(), st.data())
def test_separators_and_small_letters_change_nothing(number, data):
    form, plain = number
    gaps = data.draw(st.lists(st.text(SEPARATORS, max_size=2), min_size=len(plain)))
    spelled = "".join(gap + letter for gap, letter in zip(gaps, plain, strict=False))

    found = FORMS[form].parse(spelled.lower())

    assert found == FORMS[form].parse(plain) == FORMS[form].parse(found.text)
    assert found.compact == plain
    assert FORMS[form].identify(plain) == found.identity


@given(replaced(lambda letter: chr(ord(letter) + 0xFEE0)))
def test_a_full_width_sign_is_named_and_what_to_type_instead(case):
    form, plain, place, forged = case

    told = refusal_of(form, forged)

    assert told.startswith(f"Character {place + 1} is {forged[place]} (FULLWIDTH ")
    assert told.endswith(f"It looks like {plain[place]}: type {plain[place]}.")


@given(st.sampled_from(sorted(LOOK_ALIKES)), st.data())
def test_a_foreign_letter_is_named_and_what_to_type_instead(foreign, data):
    case = replaced(lambda letter: foreign if letter.isalpha() else "")
    form, _, place, forged = data.draw(case)

    told = refusal_of(form, forged)

    assert re.match(rf"Character {place + 1} is {foreign} \((CYRILLIC|GREEK) CAPITAL ", told)
    assert told.endswith(f"It looks like {LOOK_ALIKES[foreign]}: type {LOOK_ALIKES[foreign]}.")


@given(replaced(TWINS.get).filter(lambda drawn: drawn[2] is not None))
def test_a_letter_for_a_digit_is_told_with_the_digit_that_is_meant(case):
    form, plain, place, forged = case
    letter, digit = forged[place], plain[place]

    told = refusal_of(form, forged)

    words = f"Character {place + 1} is the letter {letter} where a digit belongs."
    assert told == f"{words} Did you mean {digit}?"


@given(replaced({letter: digit for digit, letter in TWINS.items()}.get))
def test_a_digit_for_a_letter_is_told_with_its_place(case):
    form, _, place, forged = case
    month = form in ("ffl", "explosives") and place == 9
    second = form == "registration" and place == 1
    if place is None:
        return

    told = refusal_of(form, forged)

    if month:
        assert told.startswith("The month is a letter from A to M without I, and this has ")
    elif second:
        assert told.startswith("The second character is a letter or 9, and this has ")
    else:
        digit = forged[place]
        assert told == f"Character {place + 1} is the digit {digit} where a letter belongs."


@pytest.mark.parametrize("form", ["ffl", "explosives"])
@pytest.mark.parametrize("letter", sorted(set(string.ascii_uppercase) - set(LETTERS)))
def test_a_month_that_does_not_exist_is_told(form, letter):
    plain = FORMS[form].parse(FORMS[form].example).compact

    told = refusal_of(form, plain[:9] + letter + plain[10:])

    assert told == f"The month letter {letter} does not exist; months are A to M without I."


@given(st.from_regex(PLAIN["registration"], fullmatch=True), st.sampled_from(string.digits))
def test_a_forged_check_digit_is_told_with_the_right_one(start, digit):
    right = check_digit(start[2:])

    if digit == right:
        assert FORMS["registration"].parse(start + digit).compact == start + digit
    else:
        told = refusal_of("registration", start + digit)
        assert told == f"The check digit is {digit} and should be {right}."


@given(numbers(), st.integers(1, 20))
def test_a_number_that_is_too_short_or_too_long_is_told_by_how_many(number, change):
    form, plain = number

    for text in (plain[:-change], plain + "1" * change):
        told = refusal_of(form, text)
        counted = f"letters and digits, and this has {len(text)}."
        assert told.endswith(counted) if text else told.startswith("Type ")
