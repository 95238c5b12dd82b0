"""Checks that keep restricted matters out of a packet, whoever releases it."""

from collections.abc import Iterator
from typing import Any

from casemgr.cases.models import Case
from casemgr.cases.queries import list_entries, list_subjects
from casemgr.evidence.queries import list_exhibits
from casemgr.packets.disclosure import may_leave, party_may_leave
from casemgr.parties.naming import fold
from casemgr.reports.queries import list_serialised
from casemgr.tenants import current_pack
from casemgr.workflows.refusals import Unmet

Place = tuple[str, dict[str, Any]]
SHORTEST_NAME = 4
CODED = "source"


def case_unrestricted(case: Case, by: Any) -> list[Unmet]:
    """A case that is restricted as a whole has no main volume that could leave."""
    if not case.compartments:
        return []
    known = current_pack().compartments
    words = ", ".join(known[name].label if name in known else name for name in case.compartments)
    text = f"All of it is restricted ({words}); it is handed over in person, not as a packet"
    return [Unmet(text, "cases.show", {"case_id": case.id})]


def no_restricted_name(case: Case, by: Any) -> list[Unmet]:
    """No text that would leave names somebody whom a compartment or a source code protects.

    Names are compared without case, accents and punctuation. Only those whom the person may know
    can be looked for: one who is cleared should release a packet of a case with sources.
    """
    names = {name for subject in list_subjects(case) for name in _protected(subject)}
    return [
        Unmet(f"{words} names somebody whose identity is restricted", endpoint, place)
        for words, text, (endpoint, place) in _texts(case)
        if any(_stands_in(name, text) for name in names)
    ]


def _protected(subject: Any) -> Iterator[str]:
    """Yield the folded names of a party whom the packet may not name."""
    if subject.party is None or (party_may_leave(subject) and subject.role != CODED):
        return
    for name in (subject.party.name, *subject.party.aliases):
        if len(fold(name)) >= SHORTEST_NAME:
            yield fold(name)


def _stands_in(name: str, text: str) -> bool:
    return f" {name} " in f" {fold_all(text)} "


def fold_all(text: str) -> str:
    """Fold a text of any length as names are folded."""
    return " ".join(fold(word) for word in text.split() if fold(word))


def _texts(case: Case) -> Iterator[tuple[str, str, Place]]:
    """Yield every text of the case that a packet would print, and the page where it is mended."""
    place = {"case_id": case.id}
    told = " ".join([case.title, case.predication, *_told(case.fields)])
    yield "The overview", told, ("cases.edit", place)
    for report in filter(may_leave, list_serialised(case)):
        text = " ".join([report.title, report.narrative, *_told(report.fields)])
        yield report.label, text, ("reports.show", {"report_id": report.id})
    for exhibit in filter(may_leave, list_exhibits(case)):
        text = " ".join([exhibit.description, exhibit.acquired_where, *_told(exhibit.fields)])
        yield exhibit.label, text, ("evidence.show", {"exhibit_id": exhibit.id})
    for entry in list_entries(case):
        yield "The timeline", f"{entry.title} {entry.text}", ("cases.timeline", place)


def _told(fields: dict[str, Any]) -> Iterator[str]:
    for value in (fields or {}).values():
        if isinstance(value, str):
            yield value
        elif isinstance(value, list):
            files = (one["name"] for one in value if isinstance(one, dict) and "sha256" in one)
            yield from (name.replace(".", " ") for name in files)
