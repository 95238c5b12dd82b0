"""The number of an explosives license or permit: 9-CA-037-33-8H-00123.

As the number of a firearms license, with the two letters of the state in the place of the district;
BL stands for theatrical flash powder. What neither a renewal nor a move within the state changes is
region, state and sequence, as it is with firearms.
"""

import re
from dataclasses import dataclass, replace
from datetime import date

from regulatory.numbers.expiry import (
    decode_expiry,
    encode_expiry,
    expiry_in_list,
    refuse_month,
    words_for,
)
from regulatory.numbers.form import Number, NumberForm, Part
from regulatory.numbers.reading import read_characters, refuse_length, refuse_misplaced
from regulatory.numbers.regions import DISTRICTS, REGIONS, refuse_region

LENGTH = 15
EXAMPLE = "9-CA-037-33-8H-00123"
FLASH_POWDER = "BL"
STATES = {state: one.region for one in DISTRICTS.values() for state in one.states}
PLAIN = re.compile(r"[1345689][A-Z]{2}[0-9]{6}[A-HJ-M][0-9]{5}")


@dataclass(frozen=True, slots=True)
class ExplosivesNumber(Number):
    """The parts of the number of an explosives license or permit."""

    region: str
    state: str
    county: str
    type: str
    expiry: str
    sequence: str

    @property
    def text(self) -> str:
        """The number as the license prints it."""
        first = f"{self.region}-{self.state}-{self.county}-{self.type}"
        return f"{first}-{self.expiry}-{self.sequence}"

    @property
    def identity(self) -> str:
        """Region, state and sequence."""
        return self.region + self.state + self.sequence

    @property
    def type_code(self) -> str:
        """The type of license or permit."""
        return self.type

    @property
    def warnings(self) -> tuple[str, ...]:
        """Two letters that are no state, or a region that the state is not in."""
        if self.state == FLASH_POWDER:
            return ()
        region = STATES.get(self.state)
        if region is None:
            return (f"{self.state} is not the abbreviation of a state.",)
        if region != self.region:
            return (f"{self.state} belongs to region {region}, not {self.region}.",)
        return ()

    def expires_on(self, reference: date) -> date | None:
        """The first day of the month of expiry, for a license in force on that day."""
        return decode_expiry(self.expiry, reference)

    def expiry_in_list(self, listed: date) -> date:
        """The expiry that a list of that day means."""
        return expiry_in_list(self.expiry, listed)

    def with_expiry(self, expiry: date) -> "ExplosivesNumber":
        """The number after a renewal."""
        return replace(self, expiry=encode_expiry(expiry))

    def explain(self) -> list[Part]:
        """Say part by part what the number means."""
        flash = self.state == FLASH_POWDER
        return [
            Part("Region", self.region, REGIONS[self.region]),
            Part("State", self.state, "theatrical flash powder" if flash else "state of premises"),
            Part("County", self.county, "county of the premises (FIPS code within the state)"),
            Part("Type", self.type, "type of license or permit"),
            Part("Expiry", self.expiry, words_for(self.expiry)),
            Part("Sequence", self.sequence, "number within the state; renewals keep it"),
        ]


def parse(text: str) -> ExplosivesNumber:
    """Read a number in any spelling. Raises Invalid with what is wrong."""
    found = read_characters(
        text, "the number of an explosives license, such as 9-CA-037-33-8H-00123"
    )
    if not PLAIN.fullmatch(found):
        _refuse(found)
    return ExplosivesNumber(
        found[0], found[1:3], found[3:6], found[6:8], found[8:10], found[10:LENGTH]
    )


def identify(plain: str) -> str:
    """Return the identity of a number without dashes, or nothing when `parse` must look at it."""
    return plain[:3] + plain[10:] if PLAIN.fullmatch(plain) else ""


def _refuse(found: str) -> None:
    """Say why a number is none. Raises Invalid."""
    refuse_length(found, LENGTH, "The number of an explosives license or permit")
    refuse_misplaced(found, "9AA999999*99999")
    refuse_region(found[0])
    refuse_month(found[9])


FORM = NumberForm("explosives", "Explosives license or permit", EXAMPLE, parse, identify)
