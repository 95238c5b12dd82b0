"""The number of a federal firearms license: 8-23-091-01-7F-14245.

Its first three and last five are what licensees check each other's by (27 CFR 478.95).
"""

import re
from dataclasses import dataclass
from typing import ClassVar

from casemgr.errors import Invalid
from regulatory.numbers.expiry import refuse_month
from regulatory.numbers.form import NumberForm, Part
from regulatory.numbers.printed import LENGTH, PrintedNumber, identity_of
from regulatory.numbers.reading import read_characters, refuse_length, refuse_misplaced
from regulatory.numbers.regions import DISTRICTS, refuse_region

EXAMPLE = "8-23-091-01-7F-14245"
RESERVED = ("04", "05")
TYPES = ("01", "02", "03", "06", "07", "08", "09", "10", "11")
PLAIN = re.compile(r"[1345689][0-9]{5}(?:0[1236789]|1[01])[0-9][A-HJ-M][0-9]{5}")


@dataclass(frozen=True, slots=True)
class FirearmsNumber(PrintedNumber):
    """The number of a federal firearms license; its place is a district."""

    KIND: ClassVar[str] = "license"
    WITHIN: ClassVar[str] = "district"

    @property
    def warnings(self) -> tuple[str, ...]:
        """A region and a district that do not belong together are a sign of forgery."""
        district = DISTRICTS.get(self.place)
        if district is None:
            return (f"District {self.place} is not in the list of districts.",)
        if district.region != self.region:
            told = f"District {self.place} ({district.name}) belongs to region"
            return (f"{told} {district.region}, not {self.region}.",)
        return ()

    def explain_place(self) -> Part:
        """Say which district it is."""
        district = DISTRICTS.get(self.place)
        return Part("District", self.place, district.name if district else "not in the list")


def parse(text: str) -> FirearmsNumber:
    """Read a number in any spelling. Raises Invalid with what is wrong."""
    found = read_characters(text, f"the number of a firearms license, such as {EXAMPLE}")
    if not PLAIN.fullmatch(found):
        _refuse(found)
    return FirearmsNumber.of_plain(found)


def identify(plain: str) -> str:
    """Return the identity of a number without dashes, or nothing when `parse` must look at it."""
    return identity_of(plain) if PLAIN.fullmatch(plain) else ""


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


FORM = NumberForm("ffl", "Federal firearms license", EXAMPLE, parse, identify)
