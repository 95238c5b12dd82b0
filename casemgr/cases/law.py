"""What the catalogue of statutes says of a charge: its name, elements, time limit and penalty."""

from dataclasses import dataclass

from casemgr.statutes.citations import Citation, CitationInvalid, parse_citations
from casemgr.statutes.elements import Element, elements_of, offense_of
from casemgr.statutes.limitation import Limitation, limitation_of
from casemgr.statutes.penalties import Penalty, penalty_of
from casemgr.statutes.queries import check_citation, find_section


@dataclass(frozen=True)
class Law:
    """The law of one charge; `doubt` says what the catalogue cannot show."""

    citations: tuple[Citation, ...]
    heading: str
    elements: tuple[Element, ...]
    limitation: Limitation
    penalty: Penalty | None
    doubt: str


def read_law(citation: str) -> Law | None:
    """Return the law that a citation names, or None when it cannot be read."""
    try:
        cited = parse_citations(citation)
    except CitationInvalid:
        return None
    return Law(
        cited,
        heading_of(cited),
        elements_of(*cited),
        limitation_of(cited[0]),
        penalty_of(*cited),
        check_citation(cited[0]),
    )


def heading_of(cited: tuple[Citation, ...]) -> str:
    """Return the name that people use for the offense, or else the heading of its section."""
    offense, section = offense_of(*cited), find_section(cited[0])
    if offense:
        return offense.name
    return section.heading if section else "Not in the catalogue"
