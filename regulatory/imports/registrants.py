"""The rows of registrant files and tables."""

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
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
# What the tables call the activities: the code and the sub-code of the record layout of June 2009.
ACTIVITIES = {
    "RETAIL PHARMACY": "A0", "CENTRAL FILL PHARMACY": "A1", "CHAIN PHARMACY": "A3",
    "AUTOMATED DISPENSING SYSTEM": "A4", "PHARMACY": "A0", "HOSPITAL/CLINIC": "B0",
    "PRACTITIONER": "C0", "PRACTITIONER-DW/30": "C1", "PRACTITIONER-MILITARY": "C2",
    "MLP-MILITARY": "C3", "PRACTITIONER-DW/100": "C4", "TEACHING INSTITUTION": "D0",
    "MANUFACTURER": "E0", "MANUF (BULK)": "E1", "DISTRIBUTOR": "F0",
    "CHEMPACK/SNS DISTRIBUTOR": "F0", "RESEARCHER (II-V)": "G0", "CANINE HANDLER": "G1",
    "RESEARCHER (I)": "G2", "ANALYTICAL LAB": "H0", "IMPORTER": "J0", "IMPORTER (C I,II)": "J1",
    "EXPORTER": "K0", "REVERSE DISTRIB": "L0", "REVERSE DISTRIBUTOR": "L0",
    "MLP-AMBULANCE SERVICE": "M1", "MLP-ANIMAL SHELTER": "M2",
    "MLP-DR OF ORIENTAL MEDICINE": "M3", "MLP-EUTHANASIA TECHNICIAN": "M5",
    "MLP-NURSE PRACTITIONER": "MA", "MLP-OPTOMETRIST": "MB", "MLP-PHYSICIAN ASSISTANT": "MC",
    "MLP-REGISTERED PHARMACIST": "MD", "MAINTENANCE": "N0", "DETOXIFICATION": "P0",
    "MAINTENANCE & DETOX": "R0", "COMPOUNDER/MAINTENANCE": "S0", "COMPOUNDER/DETOX": "T0",
    "COMPOUNDER/MAINT & DETOX": "U0",
}  # fmt: skip
CODE = re.compile(r"([A-Z])[ -]?([0-9A-D])")
PLAIN_DAYS = ("%Y%m%d", "%m%d%Y")
DAYS = (
    "%Y-%m-%d", "%m/%d/%Y", "%m/%d/%y", "%d-%b-%Y", "%d-%b-%y", "%Y/%m/%d", "%m-%d-%Y",
    "%b %d, %Y", "%B %d, %Y",
)  # fmt: skip
CLOCK = re.compile(r"[ T]\d{1,2}:\d{2}.*")
# Spreadsheets count days. Of five digits only these cannot be month, day and year as well.
COUNTED, DAY_0 = range(43_200, 50_000), date(1899, 12, 30)
SCHEDULES = re.compile(r"[1-5]N?|L1")
STATUS = {
    "": Status.ACTIVE, "A": Status.ACTIVE, "ACTIVE": Status.ACTIVE, "I": Status.INACTIVE,
    "INACTIVE": Status.INACTIVE, "R": Status.INACTIVE, "RETIRED": Status.INACTIVE,
}  # fmt: skip


class RegistrantRows(Rows):
    """Reads registrants from a table with named columns."""

    def __init__(self, layout: Layout, places: Mapping[str, int], listed: date) -> None:
        super().__init__(layout, listed)
        self.places, self.apart = dict(places), layout.apart

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
        day, unread = _day(told.get("expires_on", ""))
        doubts = (doubt, unknown, unread, _strange_status(told.get("status", "")))
        told_doubts = (*self.warnings(identity[:1], identity), *filter(None, doubts))
        said, state = digest(cells, day), told.get("state", "").upper()
        return Seen(identity, identity, said, zip_, state, activity[:1], told_doubts)

    def registration(self, plain: str) -> str:
        """Return the number, which may be one of a handler of List I chemicals. Raises Invalid."""
        if self.apart and plain.startswith(self.apart.begin):
            form = FORMS[self.apart.form]
            return form.identify(plain) or form.parse(plain).identity
        return self.identified(plain)

    def warnings(self, begin: str, plain: str) -> tuple[str, ...]:
        """Return what is doubtful about registration numbers with that first letter."""
        is_apart = self.apart is not None and begin == self.apart.begin
        return () if is_apart else super().warnings(begin, plain)

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
            "state": seen.state if "state" in told else None,
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
    text = told.get("activity", "").upper()
    if len(text) <= 1:
        return (text + (told.get("subtype") or "0") if text else ""), ""
    if code := CODE.fullmatch(text):
        return code[1] + code[2], ""
    found = ACTIVITIES.get(text, "")
    return found, "" if found else f"The business activity {text} is not known here."


def _schedules(text: str | None) -> str | None:
    return None if text is None else " ".join(SCHEDULES.findall(text))


def _status(text: str | None) -> str | None:
    return None if text is None else STATUS.get(text.upper(), Status.ACTIVE)


def _strange_status(text: str) -> str:
    known = text.upper() in STATUS
    return "" if known else f"The status {text} is not known here; it is read as active."


@lru_cache(maxsize=8192)
def _day(text: str) -> tuple[str, str]:
    """Return the day that a text tells, year first or last, and what is doubtful about it."""
    if len(text) == 5 and text.isdigit() and int(text) in COUNTED:
        return (DAY_0 + timedelta(days=int(text))).isoformat(), ""
    is_plain, plain = len(text) == 8 and text.isdigit(), CLOCK.sub("", text)
    for form in PLAIN_DAYS if is_plain else DAYS:
        try:
            day = datetime.strptime(plain, form).replace(tzinfo=UTC).date()
        except ValueError:
            continue
        if 1970 <= day.year <= 2100:
            return day.isoformat(), ""
    return "", f"The expiry {text} is no date." if text else ""
