"""How long after an offense it may be charged: 18 U.S.C. 3282(a) and its exceptions."""

import functools
from dataclasses import dataclass
from datetime import date

from casemgr.statutes.citations import Citation, parse_citation
from casemgr.statutes.rulebooks import nearest, rulebook, text_of
from casemgr.tenants.source import Map


@dataclass(frozen=True)
class Limitation:
    """The years within which an offense must be charged; None where there is no limit."""

    years: int | None
    source: str
    note: str = ""

    @property
    def words(self) -> str:
        """The period as a person says it."""
        if self.years is None:
            return "No limitation"
        return "1 year" if self.years == 1 else f"{self.years} years"


def limitation_of(citation: Citation) -> Limitation:
    """Return the period for an offense; 18 U.S.C. 3282(a) where no statute sets another."""
    provisions, titles, otherwise = _rules()
    return nearest(provisions, citation) or titles.get(citation.title) or otherwise


def limitation_expires(citation: Citation, offense_ended_on: date) -> date | None:
    """Return the last day on which the offense may be charged, or None without a limitation.

    The day of the offense is not counted. A period that began on 29 February ends on 28 February
    where the last year has no 29th. Tolling (18 U.S.C. 3287, 3290, 3292) is not counted.
    """
    years = limitation_of(citation).years
    if years is None or offense_ended_on.year + years > date.max.year:
        return None
    return _anniversary(offense_ended_on, years)


def _anniversary(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


@functools.cache
def _rules() -> tuple[dict[Citation, Limitation], dict[int, Limitation], Limitation]:
    provisions: dict[Citation, Limitation] = {}
    titles: dict[int, Limitation] = {}
    for row in rulebook("limitation.yaml"):
        for text in row.get("applies_to", ()):
            provisions[parse_citation(text)] = _limitation(row)
        if "title" in row:
            titles[row["title"]] = _limitation(row)
    return provisions, titles, _limitation(rulebook("limitation.yaml")[-1])


def _limitation(row: Map) -> Limitation:
    years = None if row["years"] == "none" else row["years"]
    return Limitation(years, text_of(row, "source"), text_of(row, "note"))
