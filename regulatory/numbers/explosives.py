"""The number of an explosives license or permit: 9-CA-037-33-8H-00123.

As the number of a firearms license, with the two letters of the state in the place of the district;
BL stands for theatrical flash powder.
"""

import re
from dataclasses import dataclass
from typing import ClassVar

from regulatory.numbers.expiry import refuse_month
from regulatory.numbers.form import NumberForm, Part
from regulatory.numbers.printed import LENGTH, PrintedNumber, identity_of
from regulatory.numbers.reading import read_characters, refuse_length, refuse_misplaced
from regulatory.numbers.regions import DISTRICTS, refuse_region

EXAMPLE = "9-CA-037-33-8H-00123"
FLASH_POWDER = "BL"
STATES = {state: one.region for one in DISTRICTS.values() for state in one.states}
PLAIN = re.compile(r"[1345689][A-Z]{2}[0-9]{6}[A-HJ-M][0-9]{5}")


@dataclass(frozen=True, slots=True)
class ExplosivesNumber(PrintedNumber):
    """The number of an explosives license or permit; its place is a state."""

    KIND: ClassVar[str] = "license or permit"
    WITHIN: ClassVar[str] = "state"

    @property
    def warnings(self) -> tuple[str, ...]:
        """Two letters that are no state, or a region that the state is not in."""
        if self.place == FLASH_POWDER:
            return ()
        region = STATES.get(self.place)
        if region is None:
            return (f"{self.place} is not the abbreviation of a state.",)
        if region != self.region:
            return (f"{self.place} belongs to region {region}, not {self.region}.",)
        return ()

    def explain_place(self) -> Part:
        """Say which state it is, or that it is about flash powder."""
        flash = self.place == FLASH_POWDER
        return Part(
            "State", self.place, "theatrical flash powder" if flash else "state of premises"
        )


def parse(text: str) -> ExplosivesNumber:
    """Read a number in any spelling. Raises Invalid with what is wrong."""
    found = read_characters(text, f"the number of an explosives license, such as {EXAMPLE}")
    if not PLAIN.fullmatch(found):
        _refuse(found)
    return ExplosivesNumber.of_plain(found)


def identify(plain: str) -> str:
    """Return the identity of a number without dashes, or nothing when `parse` must look at it."""
    return identity_of(plain) if PLAIN.fullmatch(plain) else ""


def _refuse(found: str) -> None:
    """Say why a number is none. Raises Invalid."""
    refuse_length(found, LENGTH, "The number of an explosives license or permit")
    refuse_misplaced(found, "9AA999999*99999")
    refuse_region(found[0])
    refuse_month(found[9])


FORM = NumberForm("explosives", "Explosives license or permit", EXAMPLE, parse, identify)
