"""The longest imprisonment that a statute allows for an offense, with its own words."""

import functools
from dataclasses import dataclass

from casemgr.statutes.citations import Citation, parse_citation
from casemgr.statutes.rulebooks import nearest, rulebook, text_of
from casemgr.tenants.source import Map


@dataclass(frozen=True)
class Penalty:
    """The maximum term in words and, where the statute gives a number, in years."""

    maximum: str
    source: str
    quote: str
    years: int | None = None
    minimum_years: int | None = None
    note: str = ""


def penalty_of(*citations: Citation) -> Penalty | None:
    """Return the maximum penalty of a charge, or None when the table does not have it.

    A charge may name the offense and the provision that sets its penalty, as 21 U.S.C. 846 and
    841(b)(1)(C) do: a penalty in years then goes before one that only points elsewhere.
    """
    found = [penalty for one in citations if (penalty := nearest(_penalties(), one))]
    stated = (penalty for penalty in found if penalty.years or penalty.minimum_years)
    return next(stated, found[0] if found else None)


@functools.cache
def _penalties() -> dict[Citation, Penalty]:
    rows = rulebook("penalties.yaml")
    return {parse_citation(row["citation"]): _penalty(row) for row in rows}


def _penalty(row: Map) -> Penalty:
    maximum, source, quote, note = (
        text_of(row, column) for column in ("maximum", "source", "quote", "note")
    )
    return Penalty(maximum, source, quote, row.get("years"), row.get("minimum_years"), note)
