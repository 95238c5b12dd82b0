"""What one row of a list says: which licence it is, and all that it tells of it."""

import re
from abc import ABC, abstractmethod
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from hashlib import blake2b
from operator import itemgetter
from typing import NamedTuple

from uuid_utils import uuid7

from casemgr.errors import Invalid
from regulatory.imports.keys import quick_key, quick_sounds
from regulatory.imports.layouts import PARTS, Layout
from regulatory.imports.places import located, mended_zip

NULLS = {"NULL", "null", "Null", r"\N", "(null)", "(NULL)", "<NULL>", "<null>"}
NULLS |= {"#N/A", "N/A", "n/a", "nan", "NaN", "None"}  # of spreadsheets and of programs
# What a spreadsheet makes of a number: ="00602", '00602, 602.0.
SPREADSHEET = re.compile(r'="([^"]*)"|\'(\d+)|(\d+)\.0')
ROUNDED = re.compile(r"\d(\.\d+)?E\+?\d+", re.IGNORECASE)
EXTENSION = re.compile(r"(?:ext\.?|x|#).*", re.IGNORECASE)
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
        self.types: Collection[str] = ()
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

    def has_run_out(self, seen: Seen) -> bool:
        """Whether the licence had run out on the day of the list, as far as its number tells."""
        return False

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
        self.key = itemgetter(places["region"], places["district"], places["sequence"])

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
        mail_doubt, phone_doubt = mended_zip(row[15], row[14])[1], rounded(row[16])
        if doubt or mail_doubt or phone_doubt:
            doubts = (*doubts, *{doubt, mail_doubt, phone_doubt} - {""})
        expiry = self.expiry(plain[8:10], plain)
        return Seen(identity, plain, digest(row, expiry), zip_, state, plain[6:8], doubts)

    def has_run_out(self, seen: Seen) -> bool:
        """Whether the expiry in the number was past on the day of the list."""
        return self.expiries[seen.plain[8:10]] < self.listed.isoformat()

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
        region, district, sequence = self.key(cells)
        identity = region.lstrip("0") + district.zfill(2) + sequence.zfill(5)
        return identity.upper() if len(identity) == 8 else ""


def joined(parts: Sequence[str]) -> str:
    """Return a number without dashes from its parts, which may have lost leading zeros."""
    region, district, county, type_, expiry, sequence = parts
    return (
        region.lstrip("0")
        + district.zfill(2)
        + county.zfill(3)
        + type_.zfill(2)
        + expiry
        + sequence.zfill(5)
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


def plain_cells(cells: list[str]) -> list[str]:
    """Return cells without what a spreadsheet puts around numbers."""
    found = [(cell, SPREADSHEET.fullmatch(cell)) for cell in cells]
    return [(one[1] or one[2] or one[3] or "").strip() if one else cell for cell, one in found]


def rounded(text: str) -> str:
    """Say that a spreadsheet has rounded a telephone number, which nobody can mend."""
    if "E" not in text.upper() or not ROUNDED.fullmatch(text):
        return ""
    return f"The telephone number {text} was rounded by a spreadsheet; it is left out."


def phone(text: str) -> str:
    """Return the digits of a telephone number, without the country's and the extension."""
    if text.isdigit():
        digits = text
    else:
        digits = "" if rounded(text) else PHONE.sub("", EXTENSION.sub("", text))
    return digits[1:] if len(digits) == 11 and digits[0] == "1" else digits
