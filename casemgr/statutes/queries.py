"""Finding statutes and courts in the catalogue that every tenant shares."""

import re
from dataclasses import dataclass

from sqlalchemy import Select, case, func, select
from sqlalchemy.orm import InstrumentedAttribute, defer

from casemgr.errors import NotFound
from casemgr.extensions import db
from casemgr.statutes.catalogue import (
    BUILT_IN,
    SOURCE,
    SectionRecord,
    Wording,
    doubt_about,
    wording,
)
from casemgr.statutes.citations import Citation, CitationInvalid, parse_citations
from casemgr.statutes.elements import list_offenses, offense_of
from casemgr.statutes.models import Court, StatuteSection

LONGEST_SEARCH = 200
LAST_POSITION = 2**31 - 1
MOST_FOUND = 30
MOST_WORDS = 8
ENOUGH = 5  # Below this many hits the texts are searched too, which takes longer.
EMPTY_WORDS = frozenset(
    {"a", "after", "an", "and", "by", "for", "in", "of", "on", "or", "the", "to", "usc", "with"}
)
HALF_TYPED = re.compile(r"\(\w{0,5}\Z")
NUMBER = re.compile(
    r"(?i:(?:(?:title\s+)?([0-9]{1,2})(?:\s+|\s*u\.?\s?s\.?\s?c\.?\s*))?§?\s*)"
    r"([0-9]{1,5}[A-Za-z]{0,3}(?:-[0-9]{1,3})?)((?:\s*\(\w{1,6}\))*)\Z"
)


@dataclass(frozen=True)
class Provision:
    """A statute that a search found: what to charge, its caption, and the words it begins with."""

    citation: Citation
    heading: str
    words: str = ""
    offense: str = ""


def find_section(citation: Citation) -> StatuteSection | None:
    """Return the section in which the provision stands, or None."""
    return db.session.get(StatuteSection, str(citation.whole_section))


def get_section(citation: Citation) -> StatuteSection:
    """Return the section in which the provision stands; raise NotFound."""
    section = find_section(citation)
    if section is None:
        raise NotFound
    return section


def record_of(section: StatuteSection) -> SectionRecord:
    """Return the section as the record that knows its subsections."""
    source = BUILT_IN if section.source.startswith(BUILT_IN) else SOURCE
    return SectionRecord(section.title, section.section, "", section.heading, section.text, source)


def find_sections(text: str, limit: int = MOST_FOUND) -> list[Provision]:
    """Find provisions for the charge picker: by number, by the offense's name, then by words."""
    wanted = _tidy(text)
    if not wanted:
        return []
    found = _by_number(wanted, limit)
    if not found:
        found = [*_by_offense(wanted), *_by_heading(wanted, limit)]
        found += _by_text(wanted, limit) if len(found) < ENOUGH else []
    distinct: dict[Citation, Provision] = {}
    for provision in found:
        distinct.setdefault(provision.citation, provision)
    return list(distinct.values())[:limit]


def list_sections(title: int, *, after: int = -1, limit: int = 50) -> list[StatuteSection]:
    """List the sections of a title in order, without their text."""
    query = _without_text().where(StatuteSection.title == title, StatuteSection.position > after)
    return list(db.session.scalars(query.order_by(StatuteSection.position).limit(limit)))


def list_titles() -> list[tuple[int, int]]:
    """List the titles of the catalogue with the number of their sections."""
    query = select(StatuteSection.title, func.count()).group_by(StatuteSection.title)
    return [(title, count) for title, count in db.session.execute(query.order_by("title"))]


def find_court(identifier: str) -> Court | None:
    """Return the court with that identifier, or None."""
    return db.session.get(Court, identifier)


def list_courts() -> list[Court]:
    """List the district courts by State, for the choice of venue."""
    return list(db.session.scalars(select(Court).order_by(Court.state, Court.name)))


def section_text(citation: Citation) -> str:
    """Return what the statute says at the citation as one passage; "" when it does not say it."""
    stated = read_provision(citation)
    return stated.sentence if stated else ""


def read_provision(citation: Citation) -> Wording | None:
    """Return the statute's words at the citation, or None when the catalogue has no such part."""
    section = find_section(citation)
    return wording(record_of(section), citation) if section else None


def check_citation(citation: Citation) -> str:
    """Say what speaks against charging this citation; "" when the catalogue shows it."""
    section = find_section(citation)
    if section is None:
        return f"The catalogue has no {citation.whole_section}. {_meant(citation)}".strip()
    return doubt_about(record_of(section), citation)


def _meant(citation: Citation) -> str:
    """Suggest 922(g) to those who wrote 922g."""
    digits = citation.section.rstrip("abcdefghijklmnopqrstuvwxyz")
    letters = citation.section[len(digits) :]
    if not letters or find_section(Citation(citation.title, digits)) is None:
        return "Check the number, or enter the elements by hand."
    meant = Citation(citation.title, digits, (letters, *citation.subsections))
    return f"Write {meant} for the subsection."


def _tidy(text: str) -> str:
    printable = "".join(letter if letter.isprintable() else " " for letter in text)
    return HALF_TYPED.sub("", " ".join(printable.split())[:LONGEST_SEARCH]).strip()


def _by_number(text: str, limit: int) -> list[Provision]:
    found = [hit for citation in _cited(text) for hit in _at(citation)]
    if match := NUMBER.match(text):
        title, section, below = match.groups()
        path = tuple(re.findall(r"\w+", below))
        query = _starting(section, int(title) if title else None).limit(limit)
        for row in db.session.scalars(query):
            place = Citation(row.title, row.section, path if row.section == section else ())
            found += _at(place) or [_provision(row)]
    return found


def _cited(text: str) -> tuple[Citation, ...]:
    try:
        return parse_citations(text)
    except CitationInvalid:
        return ()


def _at(citation: Citation) -> list[Provision]:
    """Return the provision and the parts one level below it, for a closer choice."""
    section = find_section(citation)
    stated = wording(record_of(section), citation) if section else None
    if section is None or stated is None:
        return []
    depth = len(citation.subsections) + 1
    below = [part for part in stated.inside if len(part.path) == depth]
    own = _provision(section, citation, stated.own)
    parts = [Citation(section.title, section.section, part.path) for part in below]
    return [own] + [
        _provision(section, place, part.words) for place, part in zip(parts, below, strict=True)
    ]


def _provision(
    section: StatuteSection, citation: Citation | None = None, words: str = ""
) -> Provision:
    place = citation or Citation(section.title, section.section)
    offense = offense_of(place)
    return Provision(place, section.heading, words, offense.name if offense else "")


def _by_offense(text: str) -> list[Provision]:
    words = _words(text)
    named = [
        offense
        for offense in list_offenses()
        if words and all(word in offense.name.lower() for word in words)
    ]
    found = [(offense, find_section(offense.citation)) for offense in named]
    return [_provision(section, offense.citation) for offense, section in found if section]


def _by_heading(text: str, limit: int) -> list[Provision]:
    return _containing(StatuteSection.heading, text, limit)


def _by_text(text: str, limit: int) -> list[Provision]:
    return _containing(StatuteSection.text, text, limit)


def _containing(column: InstrumentedAttribute[str], text: str, limit: int) -> list[Provision]:
    """Find the sections in which every word of the search stands."""
    words = [column.icontains(word, autoescape=True) for word in _words(text)]
    if not words:
        return []
    query = _without_text().where(*words).order_by(StatuteSection.position).limit(limit)
    return [_provision(row) for row in db.session.scalars(query)]


def _starting(section: str, title: int | None) -> Select[StatuteSection]:
    exact = case((StatuteSection.section == section, 0), else_=1)
    query = select(StatuteSection).where(StatuteSection.section.startswith(section))
    if title is not None:
        query = query.where(StatuteSection.title == title)
    return query.order_by(exact, StatuteSection.position)


def _words(text: str) -> list[str]:
    spoken = (word for word in text.lower().split() if any(map(str.isalpha, word)))
    return [word for word in spoken if word not in EMPTY_WORDS][:MOST_WORDS]


def _without_text() -> Select[StatuteSection]:
    return select(StatuteSection).options(defer(StatuteSection.text))
