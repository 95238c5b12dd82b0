"""The rows of registrant files and tables."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache

from uuid_utils import uuid7

from casemgr.errors import Invalid
from regulatory.imports.columns import CELLS
from regulatory.imports.keys import quick_key, quick_sounds
from regulatory.imports.layouts import Layout
from regulatory.imports.places import located, mended_zip
from regulatory.imports.rows import Rows, Seen, digest
from regulatory.numbers import FORMS
from regulatory.registry.models import Status

# Where each field stands in a record, counted from 0; a record of 236 ends before the status.
FIELDS = {
    "number": (0, 9), "activity": (9, 10), "schedules": (10, 26), "expires_on": (26, 34),
    "name": (34, 74), "additional": (74, 114), "street": (114, 154), "street2": (154, 194),
    "city": (194, 227), "state": (227, 229), "zip": (229, 234), "subtype": (234, 235),
    "payment": (235, 236), "status": (236, 244),
}  # fmt: skip
ACTIVITIES = {
    "DISTRIBUTOR": "F0", "CHEMPACK/SNS DISTRIBUTOR": "F0", "MANUFACTURER": "E0",
    "MANUF (BULK)": "E1", "REVERSE DISTRIB": "L0", "IMPORTER": "J0", "EXPORTER": "K0",
    "RETAIL PHARMACY": "A0", "CHAIN PHARMACY": "A3", "HOSPITAL/CLINIC": "B0", "PRACTITIONER": "C0",
}  # fmt: skip
SCHEDULES = re.compile(r"[1-5]N?|L1")
STATUS = {"I": Status.INACTIVE}


class RegistrantRows(Rows):
    """Reads registrants from a table with named columns."""

    def __init__(self, layout: Layout, places: Mapping[str, int], listed: date) -> None:
        super().__init__(layout, listed)
        self.places = dict(places)

    def fields(self, cells: Sequence[str]) -> dict[str, str]:
        """Return the fields of a row by their names."""
        return {name: cells[place] for name, place in self.places.items()}

    def glance(self, cells: Sequence[str]) -> Seen:
        """Tell the registration of a row by its number, which is its identity."""
        told = self.fields(cells)
        plain = told["number"].upper()
        identity = self.registration(plain)
        zip_, doubt = mended_zip(told.get("zip", ""), told.get("state", ""))
        activity, unknown = _activity(told)
        doubts = (*self.warnings(identity[:1], identity), *(x for x in (doubt, unknown) if x))
        day, unread = _day(told.get("expires_on", ""))
        doubts = (*doubts, unread) if unread else doubts
        return Seen(
            identity,
            identity,
            digest(cells, day),
            zip_,
            told.get("state", ""),
            activity[:1],
            doubts,
        )

    def registration(self, plain: str) -> str:
        """Return the number, which may be one of a handler of List I chemicals. Raises Invalid."""
        if plain[:1] == "0":
            chemicals = FORMS["list_one"]
            return chemicals.identify(plain) or chemicals.parse(plain).identity
        return self.identified(plain)

    def warnings(self, begin: str, plain: str) -> tuple[str, ...]:
        """Return what is doubtful about registration numbers with that first letter."""
        return () if begin == "0" else super().warnings(begin, plain)

    def complete(self, cells: Sequence[str], seen: Seen) -> list[str | None]:
        """Return all that a row says; what its table has no column for stays as it is known."""
        told = self.fields(cells)
        name = told.get("name", "")
        activity, _ = _activity(told)
        has_name = "name" in told
        key = quick_key(name)
        street, city = told.get("street", ""), told.get("city", told.get("county_name", ""))
        fips, latitude, longitude, county = located(seen.zip, seen.state)
        known: dict[str, str | None] = {
            **{field: told.get(field) for field in CELLS},
            "id": str(uuid7()),
            "number": seen.plain,
            "compact": seen.plain,
            "sequence": seen.plain[2:],
            "type": activity[:1] if "activity" in told else None,
            "subtype": activity[1:] if "activity" in told else None,
            "schedules": _schedules(told.get("schedules")),
            "status": _status(told.get("status")),
            "expires_on": _day(told["expires_on"])[0] if "expires_on" in told else None,
            "zip": seen.zip if "zip" in told else None,
            "name_key": key if has_name else None,
            "county_fips": told.get("county_fips") or fips,
            "latitude": latitude,
            "longitude": longitude,
            "place_key": quick_key(f"{street} {city} {seen.state} {seen.zip} {county}"),
            "sounds": quick_sounds(key, quick_key(city)) if has_name else None,
        }
        return [known[column] for column in CELLS]

    def guess(self, cells: Sequence[str]) -> str:
        """Return the number as it stands, be it right or not."""
        return cells[self.places["number"]].upper() if self.places else ""


class RegistrantRecords(RegistrantRows):
    """Reads registrants from records of fixed width, which come as one cell each."""

    def __init__(self, layout: Layout, width: int, listed: date) -> None:
        super().__init__(layout, {}, listed)
        self.slices = [(name, slice(*ends)) for name, ends in FIELDS.items() if ends[0] < width]

    def fields(self, cells: Sequence[str]) -> dict[str, str]:
        """Return the fields of a record by their names."""
        record = cells[0]
        return {name: record[where].strip() for name, where in self.slices}

    def glance(self, cells: Sequence[str]) -> Seen:
        """Tell the registration of a record by its number."""
        seen = super().glance(cells)
        if not cells[0][34:74].strip():
            raise Invalid("The record names no registrant.")
        return seen

    def guess(self, cells: Sequence[str]) -> str:
        """Return the number as it stands, be it right or not."""
        return cells[0][:9].upper()


def _activity(told: Mapping[str, str]) -> tuple[str, str]:
    """Return the code of a business activity with its sub-code, and what is doubtful about it."""
    text = told.get("activity", "")
    if len(text) <= 1:
        return (text + (told.get("subtype") or "0") if text else ""), ""
    code = ACTIVITIES.get(text.upper(), "")
    return code, "" if code else f"The business activity {text} is not known here."


def _schedules(text: str | None) -> str | None:
    return None if text is None else " ".join(SCHEDULES.findall(text))


def _status(text: str | None) -> str | None:
    return None if text is None else STATUS.get(text[:1].upper(), Status.ACTIVE)


@lru_cache(maxsize=8192)
def _day(text: str) -> tuple[str, str]:
    """Return the day of eight digits, year first or last, and what is doubtful about it."""
    for year, rest in ((text[:4], text[4:]), (text[4:], text[:4])):
        try:
            day = date(int(year), int(rest[:2]), int(rest[2:]))
        except ValueError:
            continue
        if 1970 <= day.year <= 2100:
            return day.isoformat(), ""
    return "", f"The expiry {text} is no date." if text else ""
