"""The number of a registration under the Controlled Substances Act: AP5836727.

Two letters, six digits and a check digit. A second letter of 9 stands for a business whose name
begins with a digit; a hospital's own code for a resident follows a dash (21 CFR 1301.22(c)).
"""

import re
from dataclasses import dataclass

from casemgr.errors import Invalid
from regulatory.numbers.form import Number, NumberForm, Part
from regulatory.numbers.reading import read_characters, refuse_length, refuse_misplaced

LENGTH = 9
FIRST_LETTERS = "ABFGMPRX"
PLAIN = re.compile(r"[A-Z][A-Z9][0-9]{7}")
SUFFIX = re.compile(r"[0-9A-Z]{1,7}")
DASHES = re.compile(r"\s*[-\u2010-\u2015]\s*")


@dataclass(frozen=True, slots=True)
class RegistrationNumber(Number):
    """The parts of a registration number."""

    letters: str
    digits: str
    suffix: str = ""

    @property
    def text(self) -> str:
        """The number as the certificate prints it."""
        return self.identity + (f"-{self.suffix}" if self.suffix else "")

    @property
    def identity(self) -> str:
        """The number itself: neither a renewal nor a move changes it."""
        return self.letters + self.digits

    @property
    def compact(self) -> str:
        """The number without a hospital's own code."""
        return self.identity

    @property
    def sequence(self) -> str:
        """The seven digits."""
        return self.digits

    @property
    def warnings(self) -> tuple[str, ...]:
        """A first letter that the published numbers do not have."""
        if self.letters[0] in FIRST_LETTERS:
            return ()
        return (f"Numbers that begin with {self.letters[0]} are not known.",)

    def explain(self) -> list[Part]:
        """Say part by part what the number means."""
        second = "a name that begins with a digit" if self.letters[1] == "9" else "initial"
        parts = [
            Part("First letter", self.letters[0], "series of numbers"),
            Part("Second letter", self.letters[1], f"{second} of the registrant's name"),
            Part("Digits", self.digits[:6], "number within the series"),
            Part("Check digit", self.digits[6], "follows from the six digits before it"),
        ]
        suffix = Part("Suffix", self.suffix, "the hospital's own code for a resident")
        return [*parts, suffix] if self.suffix else parts


def check_digit(digits: str) -> str:
    """Return the check digit of six digits: odd places once, even places twice, modulo ten.

    It tells every change of one digit but five more or less in an even place.
    """
    one, two, three, four, five, six = map(int, digits[:6])
    return str((one + three + five + 2 * (two + four + six)) % 10)


def parse(text: str) -> RegistrationNumber:
    """Read a number in any spelling. Raises Invalid with what is wrong."""
    whole, suffix = _without_suffix(text)
    found = read_characters(whole, "a registration number, such as AP5836727")
    if not PLAIN.fullmatch(found):
        _refuse(found)
    wanted = check_digit(found[2:])
    if found[8] != wanted:
        raise Invalid(f"The check digit is {found[8]} and should be {wanted}.")
    return RegistrationNumber(found[:2], found[2:], suffix)


def identify(plain: str) -> str:
    """Return the number if it is plain and its check digit right; `parse` must look at others."""
    return plain if PLAIN.fullmatch(plain) and check_digit(plain[2:]) == plain[8] else ""


def _without_suffix(text: str) -> tuple[str, str]:
    """Part a hospital's own code from the nine signs before it; other dashes mean nothing."""
    head, *rest = DASHES.split(text.strip())
    suffix = rest[0].upper() if len(rest) == 1 else ""
    is_whole = len("".join(head.split())) == LENGTH
    return (head, suffix) if is_whole and SUFFIX.fullmatch(suffix) else (text, "")


def _refuse(found: str) -> None:
    """Say why a number is none. Raises Invalid."""
    refuse_length(found, LENGTH, "A registration number")
    refuse_misplaced(found, "A*9999999")
    raise Invalid(f"The second character is a letter or 9, and this has {found[1]}.")


FORM = NumberForm("registration", "Registration number", "AP5836727", parse, identify)
