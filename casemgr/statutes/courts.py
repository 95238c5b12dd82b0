"""The United States district courts: where a case may be charged (28 U.S.C. 81-131)."""

import functools
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from casemgr.statutes.catalogue import CatalogueUnreadable
from casemgr.statutes.rulebooks import rulebook

FILE = "courts.json"
ABBREVIATION = re.compile(r"(?:(?P<part>[NSEWMC])\.\s?)?D\.")
PARTS = {
    "N": "Northern",
    "S": "Southern",
    "E": "Eastern",
    "W": "Western",
    "M": "Middle",
    "C": "Central",
}
MENDED_ABBREVIATIONS = {
    "D. Maryland": "D. Md.",
    "D. Minnesota": "D. Minn.",
    "E.D.N.Y": "E.D.N.Y.",
    "M.D. Penn.": "M.D. Pa.",
    "N. Mar. I.": "D. N. Mar. I.",
    "N.D.W. Va.": "N.D. W. Va.",
    "S.D.W. Va": "S.D. W. Va.",
}
MENDED_PLACES = {"Washington D.C.": "District of Columbia"}
WITH_ARTICLE = {"Northern Mariana Islands", "Virgin Islands"}
STILL_SITTING = {"njd"}  # The public list stops at the court of 1801 and lost its successor.


@dataclass(frozen=True)
class CourtRecord:
    """A district court that sits today."""

    id: str
    district: str
    abbreviation: str
    place: str

    @property
    def name(self) -> str:
        """The court's full name."""
        return f"United States District Court for the {self.district}"


def load_courts(folder: Path) -> tuple[CourtRecord, ...]:
    """Read the district courts that sit today from the public list of courts."""
    path = folder / FILE
    try:
        rows = json.loads(path.read_text(encoding="utf-8"))
        courts = list(_district_courts(rows))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise CatalogueUnreadable(
            f"{path} is no list of courts ({error}). Name the folder that holds {FILE}."
        ) from None
    return _in_order(_without_forerunners(courts))


@functools.cache
def built_in_courts() -> tuple[CourtRecord, ...]:
    """Return the list of district courts that every installation has."""
    columns = ("id", "district", "abbreviation", "place")
    return _in_order(
        CourtRecord(*(row[column] for column in columns)) for row in rulebook("courts.yaml")
    )


def _district_courts(rows: Iterable[dict[str, Any]]) -> Iterator[CourtRecord]:
    for row in rows:
        if row["system"] != "federal" or "Circuit" in row["name"] or _has_ended(row):
            continue
        written = row.get("citation_string") or ""
        abbreviation = MENDED_ABBREVIATIONS.get(written, written)
        if match := ABBREVIATION.match(abbreviation):
            place = MENDED_PLACES.get(row["location"], row["location"])
            district = _district(match["part"], place)
            yield CourtRecord(row["id"], district, abbreviation, place)


def _has_ended(row: dict[str, Any]) -> bool:
    return bool(row["dates"][-1]["end"]) and row["id"] not in STILL_SITTING


def _district(part: str | None, place: str) -> str:
    if part:
        return f"{PARTS[part]} District of {place}"
    if place in WITH_ARTICLE:
        return f"District of the {place}"
    return place if place.startswith("District of") else f"District of {place}"


def _without_forerunners(courts: list[CourtRecord]) -> Iterator[CourtRecord]:
    """Leave out the court of a whole State where the State is divided into districts today."""
    divided = {court.place for court in courts if not _is_whole(court)}
    return (court for court in courts if not (_is_whole(court) and court.place in divided))


def _is_whole(court: CourtRecord) -> bool:
    return court.district == _district(None, court.place)


def _in_order(courts: Iterable[CourtRecord]) -> tuple[CourtRecord, ...]:
    return tuple(sorted(courts, key=lambda court: (court.place, court.district)))
