"""What one row of a list says: which licence it is, and all that it tells of it."""

import re
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from datetime import date
from hashlib import blake2b
from operator import itemgetter
from typing import NamedTuple

from uuid_utils import uuid7

from casemgr.errors import Invalid
from regulatory.imports.keys import quick_key, quick_sounds
from regulatory.imports.layouts import PARTS, Layout
from regulatory.imports.places import located, mended_zip

NULLS = {"NULL", "null", "Null", r"\N"}
PHONE = re.compile(r"[^0-9]+")


class Seen(NamedTuple):
    """A row at a glance: its licence, what it says as a digest, where it is, what is doubtful."""

    identity: str
    plain: str
    digest: str
    zip: str
    state: str
    type: str
    doubts: tuple[str, ...]


class Rows(ABC):
    """Reads the rows of one file."""

    def __init__(self, layout: Layout, listed: date) -> None:
        self.form, self.listed = layout.numbers, listed
        self.expiries: dict[str, str] = {}
        self.warned: dict[str, tuple[str, ...]] = {}

    @abstractmethod
    def glance(self, cells: Sequence[str]) -> Seen:
        """Tell the licence of a row. Raises Invalid when there is none to tell."""

    @abstractmethod
    def complete(self, cells: Sequence[str], seen: Seen) -> list[str | None]:
        """Return all that a row says, in the order of CELLS; None for what it does not speak of."""

    def guess(self, cells: Sequence[str]) -> str:
        """Return of which licence a refused row seems to speak: it is not gone."""
        return ""

    def identified(self, plain: str) -> str:
        """Return the identity of a number. Raises Invalid with what is wrong with it."""
        return self.form.identify(plain) or self.form.parse(plain).identity

    def expiry(self, code: str, plain: str) -> str:
        """Return the day that the two signs of expiry in a number mean."""
        if code not in self.expiries:
            day = self.form.parse(plain).expiry_in_list(self.listed)
            self.expiries[code] = day.isoformat() if day else ""
        return self.expiries[code]

    def warnings(self, begin: str, plain: str) -> tuple[str, ...]:
        """Return what is doubtful about numbers that begin so."""
        if begin not in self.warned:
            self.warned[begin] = self.form.parse(plain).warnings
        return self.warned[begin]


class MonthlyRows(Rows):
    """Reads the monthly lists of firearms and explosives licences."""

    def __init__(self, layout: Layout, places: Mapping[str, int], listed: date) -> None:
        super().__init__(layout, listed)
        self.chosen = itemgetter(*[places[name] for name in layout.columns])

    def glance(self, cells: Sequence[str]) -> Seen:
        """Tell the licence of a row by the parts of its number."""
        row = self.chosen(cells)
        plain = joined(row[:6])
        identity = self.identified(plain)
        if not row[6]:
            raise Invalid("The row names no licensee.")
        state = row[10].upper()
        zip_, doubt = mended_zip(row[11], state)
        doubts = self.warnings(plain[:3], plain)
        if doubt or mended_zip(row[15], row[14])[1]:
            doubts = (*doubts, *{doubt, mended_zip(row[15], row[14])[1]} - {""})
        expiry = self.expiry(plain[8:10], plain)
        return Seen(identity, plain, digest(row, expiry), zip_, state, plain[6:8], doubts)

    def complete(self, cells: Sequence[str], seen: Seen) -> list[str | None]:
        """Return all that a row says, with the keys by which it is found."""
        row, plain = self.chosen(cells), seen.plain
        name, trade = row[6], row[7]
        name_key, trade_key = quick_key(name), quick_key(trade)
        number = f"{plain[0]}-{plain[1:3]}-{plain[3:6]}-{plain[6:8]}-{plain[8:10]}-{plain[10:]}"
        fips, latitude, longitude, county = located(seen.zip, seen.state, plain[3:6])
        mailed = "" if row[12:14] == row[8:10] else f"{row[12]} {row[13]}"
        place_key = quick_key(f"{row[8]} {row[9]} {seen.state} {seen.zip} {county} {mailed}")
        return [
            str(uuid7()), number, plain, plain[10:], seen.type, "", "", "", "active",
            self.expiries[plain[8:10]], name, trade, "", row[8], "", row[9], seen.state, seen.zip,
            row[12], row[13], row[14].upper(), mended_zip(row[15], row[14])[0], phone(row[16]),
            fips, latitude, longitude, name_key, trade_key, place_key,
            f"{quick_sounds(name_key, trade_key)} {quick_sounds(quick_key(row[9]))}",
        ]  # fmt: skip

    def guess(self, cells: Sequence[str]) -> str:
        """Return region, district and sequence where they can be read, whatever else is wrong."""
        row = self.chosen(cells)
        region, district, sequence = row[0], row[1].zfill(2), row[5].zfill(5)
        return region + district + sequence if len(region + district + sequence) == 8 else ""


def joined(parts: Sequence[str]) -> str:
    """Return a number without dashes from its parts, which may have lost leading zeros."""
    region, district, county, type_, expiry, sequence = parts
    return (
        region + district.zfill(2) + county.zfill(3) + type_.zfill(2) + expiry + sequence.zfill(5)
    ).upper()


def plain_number(cells: Sequence[str], places: Mapping[str, int]) -> str:
    """Return the number of a row without dashes."""
    if "number" in places:
        return cells[places["number"]].strip()
    return joined([cells[places[name]].strip() for name in PARTS])


def digest(row: Sequence[str], expiry: str) -> str:
    """Return what a row says as a short digest, so that the same row need not be read again."""
    return blake2b("\x1f".join((*row, expiry)).encode(), digest_size=12).hexdigest()


def clean(cells: list[str]) -> list[str]:
    """Strip the cells, and empty those that say NULL."""
    return ["" if cell in NULLS else cell for cell in (cell.strip() for cell in cells)]


def phone(text: str) -> str:
    """Return the digits of a telephone number, without the country's."""
    digits = text if text.isdigit() else PHONE.sub("", text)
    return digits[1:] if len(digits) == 11 and digits[0] == "1" else digits
