"""What numbers of firearms and explosives licenses have in common: 8-23-091-01-7F-14245.

Region, a place within it, county, type, expiry and sequence. A renewal changes the expiry and a
move may change the county, so the license is the same while region, place and sequence are.
"""

from abc import abstractmethod
from dataclasses import dataclass, replace
from datetime import date
from typing import ClassVar, Self

from regulatory.numbers.expiry import decode_expiry, encode_expiry, expiry_in_list, words_for
from regulatory.numbers.form import Number, Part
from regulatory.numbers.regions import REGIONS

LENGTH = 15


@dataclass(frozen=True, slots=True)
class PrintedNumber(Number):
    """The parts of a number as the license prints them."""

    KIND: ClassVar[str]
    WITHIN: ClassVar[str]

    region: str
    place: str
    county: str
    type: str
    expiry: str
    sequence: str

    @classmethod
    def of_plain(cls, plain: str) -> Self:
        """Part fifteen letters and digits."""
        return cls(plain[0], plain[1:3], plain[3:6], plain[6:8], plain[8:10], plain[10:LENGTH])

    @property
    def text(self) -> str:
        """The number as the license prints it."""
        first = f"{self.region}-{self.place}-{self.county}-{self.type}"
        return f"{first}-{self.expiry}-{self.sequence}"

    @property
    def identity(self) -> str:
        """The first three and the last five."""
        return self.region + self.place + self.sequence

    @property
    def type_code(self) -> str:
        """The type of license."""
        return self.type

    def expires_on(self, reference: date) -> date | None:
        """The first day of the month of expiry, for a license in force on that day."""
        return decode_expiry(self.expiry, reference)

    def expiry_in_list(self, listed: date) -> date:
        """The expiry that a list of that day means."""
        return expiry_in_list(self.expiry, listed)

    def with_expiry(self, expiry: date) -> Self:
        """The number after a renewal."""
        return replace(self, expiry=encode_expiry(expiry))

    @abstractmethod
    def explain_place(self) -> Part:
        """Say what stands between region and county."""

    def explain(self) -> list[Part]:
        """Say part by part what the number means."""
        return [
            Part("Region", self.region, REGIONS[self.region]),
            self.explain_place(),
            Part("County", self.county, "county of the premises (FIPS code within the state)"),
            Part("Type", self.type, f"type of {self.KIND}"),
            Part("Expiry", self.expiry, words_for(self.expiry)),
            Part("Sequence", self.sequence, f"number within the {self.WITHIN}; renewals keep it"),
        ]


def identity_of(plain: str) -> str:
    """Return the identity of a sound number without dashes."""
    return plain[:3] + plain[10:]
