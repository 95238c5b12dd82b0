"""The number of a handler of List I chemicals: 012345ABC, which has no check digit.

It begins with 0; six digits and three letters (21 CFR 1309).
"""

import re
from dataclasses import dataclass

from casemgr.errors import Invalid
from regulatory.numbers.form import Number, NumberForm, Part
from regulatory.numbers.reading import read_characters, refuse_length, refuse_misplaced

LENGTH = 9
PLAIN = re.compile(r"0[0-9]{5}[A-Z]{3}")


@dataclass(frozen=True, slots=True)
class ChemicalNumber(Number):
    """The parts of the number of a handler of List I chemicals."""

    digits: str
    letters: str

    @property
    def text(self) -> str:
        """The number as the certificate prints it."""
        return self.digits + self.letters

    @property
    def identity(self) -> str:
        """The number itself: neither a renewal nor a move changes it."""
        return self.text

    @property
    def sequence(self) -> str:
        """The six digits."""
        return self.digits

    def explain(self) -> list[Part]:
        """Say part by part what the number means."""
        return [
            Part("Digits", self.digits, "number within the list of chemical handlers"),
            Part("Letters", self.letters, "letters of the registrant"),
        ]


def parse(text: str) -> ChemicalNumber:
    """Read a number in any spelling. Raises Invalid with what is wrong."""
    found = read_characters(text, "the number of a chemical handler, such as 012345ABC")
    if not PLAIN.fullmatch(found):
        _refuse(found)
    return ChemicalNumber(found[:6], found[6:])


def identify(plain: str) -> str:
    """Return the number if it is plain, or nothing when `parse` must look at it."""
    return plain if PLAIN.fullmatch(plain) else ""


def _refuse(found: str) -> None:
    """Say why a number is none. Raises Invalid."""
    refuse_length(found, LENGTH, "The number of a chemical handler")
    refuse_misplaced(found, "999999AAA")
    raise Invalid(f"The number of a chemical handler begins with 0, and this with {found[0]}.")


FORM = NumberForm("list_one", "List I chemical handler", "012345ABC", parse, identify)
