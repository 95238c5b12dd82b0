"""The number of a federal firearms license: 8-23-091-01-7F-14245.

Region, district, county, type, expiry and sequence. A renewal changes the expiry and a move may
change the county, so the license is the same while region, district and sequence are: the "first
three, last five" by which licensees check each other's (27 CFR 478.95).
"""

import re
from dataclasses import dataclass, replace
from datetime import date

from casemgr.errors import Invalid
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
RESERVED = ("04", "05")
TYPES = ("01", "02", "03", "06", "07", "08", "09", "10", "11")
PLAIN = re.compile(r"[1345689][0-9]{5}(?:0[1236789]|1[01])[0-9][A-HJ-M][0-9]{5}")


@dataclass(frozen=True, slots=True)
class FirearmsNumber(Number):
    """The parts of a federal firearms license number."""

    region: str
    district: str
    county: str
    type: str
    expiry: str
    sequence: str

    @property
    def text(self) -> str:
        """The number as the license prints it."""
        first = f"{self.region}-{self.district}-{self.county}-{self.type}"
        return f"{first}-{self.expiry}-{self.sequence}"

    @property
    def identity(self) -> str:
        """The first three and the last five."""
        return self.region + self.district + self.sequence

    @property
    def type_code(self) -> str:
        """The type of license."""
        return self.type

    @property
    def warnings(self) -> tuple[str, ...]:
        """A region and a district that do not belong together are a sign of forgery."""
        district = DISTRICTS.get(self.district)
        if district is None:
            return (f"District {self.district} is not in the list of districts.",)
        if district.region != self.region:
            told = f"District {self.district} ({district.name}) belongs to region"
            return (f"{told} {district.region}, not {self.region}.",)
        return ()

    def expires_on(self, reference: date) -> date | None:
        """The first day of the month of expiry, for a license in force on that day."""
        return decode_expiry(self.expiry, reference)

    def expiry_in_list(self, listed: date) -> date:
        """The expiry that a list of that day means."""
        return expiry_in_list(self.expiry, listed)

    def with_expiry(self, expiry: date) -> "FirearmsNumber":
        """The number after a renewal."""
        return replace(self, expiry=encode_expiry(expiry))

    def explain(self) -> list[Part]:
        """Say part by part what the number means."""
        district = DISTRICTS.get(self.district)
        return [
            Part("Region", self.region, REGIONS[self.region]),
            Part("District", self.district, district.name if district else "not in the list"),
            Part("County", self.county, "county of the premises (FIPS code within the state)"),
            Part("Type", self.type, "type of license"),
            Part("Expiry", self.expiry, words_for(self.expiry)),
            Part("Sequence", self.sequence, "number within the district; renewals keep it"),
        ]


def parse(text: str) -> FirearmsNumber:
    """Read a number in any spelling. Raises Invalid with what is wrong."""
    found = read_characters(text, "the number of a firearms license, such as 8-23-091-01-7F-14245")
    if not PLAIN.fullmatch(found):
        _refuse(found)
    return FirearmsNumber(
        found[0], found[1:3], found[3:6], found[6:8], found[8:10], found[10:LENGTH]
    )


def identify(plain: str) -> str:
    """Return the identity of a number without dashes, or nothing when `parse` must look at it."""
    return plain[:3] + plain[10:] if PLAIN.fullmatch(plain) else ""


def _refuse(found: str) -> None:
    """Say why a number is none. Raises Invalid."""
    refuse_length(found, LENGTH, "The number of a firearms license")
    refuse_misplaced(found, "999999999*99999")
    refuse_region(found[0])
    _refuse_type(found[6:8])
    refuse_month(found[9])


def _refuse_type(code: str) -> None:
    if code in RESERVED:
        raise Invalid(f"Type {code} is reserved; types are 01, 02, 03 and 06 to 11.")
    if code not in TYPES:
        raise Invalid(f"Type {code} does not exist; types are 01, 02, 03 and 06 to 11.")


FORM = NumberForm("ffl", "Federal firearms license", "8-23-091-01-7F-14245", parse, identify)
