"""What the government must prove for an offense, element by element, and who says so."""

import functools
from dataclasses import dataclass

from casemgr.statutes.citations import Citation, parse_citation
from casemgr.statutes.rulebooks import nearest, rulebook, text_of
from casemgr.tenants.source import Map


@dataclass(frozen=True)
class Element:
    """One thing to prove; `name` is stable and unique within its offense."""

    name: str
    label: str
    text: str
    source: str
    applies_to: str = ""


@dataclass(frozen=True)
class Offense:
    """An offense by the name that people use, with its elements in the order of a charge."""

    citation: Citation
    name: str
    elements: tuple[Element, ...]


def offense_of(*citations: Citation) -> Offense | None:
    """Return the offense that a charge names first, or None when the table does not have it."""
    table = _offenses()
    return next((found for one in citations if (found := nearest(table, one))), None)


def elements_of(*citations: Citation) -> tuple[Element, ...]:
    """Return the elements of a charge; none when an agent has to enter them by hand.

    A charge such as 21 U.S.C. 841(a)(1), (b)(1)(C) names the offense and its penalty: the penalty
    provision adds no rows of its own.
    """
    offense = offense_of(*citations)
    return offense.elements if offense else ()


def list_offenses() -> tuple[Offense, ...]:
    """List the offenses of the table in the order of the Code."""
    return tuple(sorted(_offenses().values(), key=lambda offense: offense.citation.sort_key))


@functools.cache
def _offenses() -> dict[Citation, Offense]:
    offenses = [_offense(row) for row in rulebook("elements.yaml")]
    return {offense.citation: offense for offense in offenses}


def _offense(row: Map) -> Offense:
    elements = tuple(_element(entry) for entry in row["elements"])
    return Offense(parse_citation(row["citation"]), text_of(row, "offense"), elements)


def _element(row: Map) -> Element:
    columns = ("name", "label", "text", "source", "applies_to")
    return Element(*(text_of(row, column) for column in columns))
