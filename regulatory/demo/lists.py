"""Lists of invented licensees in the layouts in which agencies get them; alike each time."""

import csv
import io
from collections.abc import Iterable
from itertools import chain

from regulatory.numbers.registration import check_digit

Line = tuple[str, ...]
COUNT = 240
NAMES: Line = ("Alder", "Barlow", "Castell", "Dunmore", "Eastvale", "Fenwick", "Garrick", "Hollis")
NAMES += ("Ingram", "Jessup", "Kimball", "Lorimer", "Maddox", "Norwood", "Oakes", "Penrose")
GIVEN = ("ADA", "BRUCE", "CORA", "DEAN", "ELSIE", "FLOYD", "GRETA", "HUGH", "IRMA")
TRADES = ("Arms LLC", "Outfitters", "Sporting Goods Inc.", "Loan & Jewelry LLC", "Gunsmithing")
PRACTICES = ("Pharmacy Inc.", "Clinic", "Family Drug Store", "Community Hospital", "Surgery Center")
STREETS = ("Walnut Street", "Cantrell Road", "Mechanic Street", "Old Mill Road", "Grand Avenue")
TOWNS = (  # state, county, town, ZIP code
    ("MO", "037", "Harrisonville", "64701"),
    ("MO", "047", "Liberty", "64068"),
    ("MO", "095", "Blue Springs", "64014"),
    ("MO", "077", "Springfield", "65806"),
    ("MO", "019", "Columbia", "65201"),
    ("MO", "159", "Sedalia", "65301"),
)
TYPES = ("01", "01", "01", "02", "03", "07")
KINDS = ("A0", "A3", "C0", "B0", "F0")  # business activity and sub-code
DISPENSED = "22N33N45"
MONTHLY: Line = ("Lic Regn", "Lic Dist", "Lic Cnty", "Lic Type", "Lic Xprdte", "Lic Seqn")
MONTHLY += ("License Name", "Business Name", "Premise Street", "Premise City", "Premise State")
MONTHLY += ("Premise Zip Code", "Mail Street", "Mail City", "Mail State", "Mail Zip Code")
MONTHLY += ("Voice Phone",)
# The places of a record: number, activity, schedules, expiry, name, more of it, street, second,
# town, state, ZIP code, sub-code, payment, status.
WIDTHS = (9, 1, 16, 8, 40, 40, 40, 40, 33, 2, 5, 1, 1, 8)
# Those of whom the stories tell.
LICENSEES = """
5|43|037|01|8E|01977|PRAIRIE ARMS LLC|PRAIRIE ARMS|2200 CANTRELL ROAD|HARRISONVILLE|MO|64701\
|PO BOX 118|HARRISONVILLE|MO|64701|8165550133
5|43|047|02|9C|02204|GLADSTONE LOAN & JEWELRY LLC|GLADSTONE PAWN|14 FRANKLIN STREET|LIBERTY|MO\
|64068|14 FRANKLIN STREET|LIBERTY|MO|64068|8165550161
"""
PHARMACIES = """
FN9990018|A|22N33N45|20281130|NORTHGATE CORNER PHARMACY INC.|NORTHGATE PHARMACY\
|6100 NORTH ANTIOCH ROAD||KANSAS CITY|MO|64119|0|P|Active
BM9990020|C|22N33N45|20270131|MARSH, HELEN R||6100 NORTH ANTIOCH ROAD|SUITE 2|KANSAS CITY|MO\
|64119|0|P|Active
"""


def firearms_list() -> bytes:
    """Write the monthly list of firearms licensees."""
    return _written(MONTHLY, chain(_told(LICENSEES), map(_licensee, range(COUNT))))


def earlier_firearms_list() -> bytes:
    """Write the list of some months before: one licensee had not renewed, one had other mail."""
    return firearms_list().replace(b",9C,02204", b",6C,02204").replace(b"PO BOX 118", b"PO BOX 40")


def registrants_list() -> bytes:
    """Write the registrant file: records of 244 characters."""
    records = chain(_told(PHARMACIES), map(_registrant, range(COUNT)))
    return "".join(f"{_record(fields)}\n" for fields in records).encode()


LISTS = {
    "earlier_firearms": earlier_firearms_list,
    "firearms": firearms_list,
    "registrants": registrants_list,
}


def _written(header: Line, lines: Iterable[Line]) -> bytes:
    """Write a table as the agencies do."""
    sheet = io.StringIO()
    csv.writer(sheet, lineterminator="\n").writerows(chain([header], lines))
    return sheet.getvalue().encode()


def _told(text: str) -> list[Line]:
    return [tuple(line.split("|")) for line in text.split("\n") if line]


def _licensee(place: int) -> Line:
    state, county, town, zip_code = TOWNS[place % len(TOWNS)]
    kind, name = TYPES[place % len(TYPES)], NAMES[place % 16].upper()
    year = 6 if place % 12 == 5 else 7 + place % 2
    expiry = f"{year}{'ABCDEFGHJKLM'[place % 12]}"
    trade = TRADES[place // 16 % len(TRADES)].upper()
    company, business = f"{name} {trade}", ""
    if place % 4 == 3 or kind == "03":
        company, business = f"{name}, {GIVEN[place % 9]} {chr(65 + place % 26)}", f"{name} {trade}"
    street = f"{100 + place * 7} {STREETS[place % 5].upper()}"
    where = (street, town.upper(), state, zip_code)
    number = ("5", "43", county, kind, expiry, f"{3000 + place * 11:05}")
    return (*number, company, business, *where, *where, f"816555{100 + place % 100:04}")


def _record(fields: Line) -> str:
    return "".join(text.ljust(width) for text, width in zip(fields, WIDTHS, strict=True))


def _registrant(place: int) -> Line:
    state, _, town, zip_code = TOWNS[place % len(TOWNS)]
    name, practice = NAMES[place % 16].upper(), PRACTICES[place // 16 % len(PRACTICES)].upper()
    kind, digits = KINDS[place % len(KINDS)], f"9{91000 + place:05}"
    company = f"{name}, {GIVEN[place % 9]} MD" if kind == "C0" else f"{name} {practice}"
    number = f"{'BF'[place % 2]}{name[0]}{digits}{check_digit(digits)}"
    street = f"{200 + place * 7} {STREETS[place % 5].upper()}"
    where = (street, "", town.upper(), state, zip_code)
    until = "20270131" if kind == "F0" else f"202{7 + place % 2}{1 + place % 12:02}28"
    return (number, kind[0], DISPENSED, until, company, "", *where, kind[1], "P", "Active")
