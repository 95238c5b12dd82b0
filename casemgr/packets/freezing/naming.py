"""How a packet calls people: a source by its code, a victim by initials, some not at all."""

import uuid
from typing import Any

from casemgr.cases.models import Case, CaseSubject
from casemgr.cases.queries import list_subjects
from casemgr.database.rows import acting
from casemgr.extensions import db
from casemgr.packets.disclosure import party_may_leave
from casemgr.parties.models import Party

WITHHELD = "Name withheld"
SOURCE, VICTIM = "source", "victim"


class Names:
    """The names by which one packet calls the parties of its case.

    Somebody who has two parts in a case goes by the more protected name in both.
    """

    def __init__(self, case: Case) -> None:
        self._shown: dict[uuid.UUID, str] = {}
        self._replaced: dict[str, str] = {}
        self.subjects = list_subjects(case)
        for subject in sorted(self.subjects, key=_protection):
            self._name(subject)

    def of(self, party: Party | None) -> str:
        """Return the name of a party, of the case or not."""
        if party is None:
            return ""
        if party.id in self._shown:
            return self._shown[party.id]
        return WITHHELD if party.compartments else party.name

    def tells(self, subject: CaseSubject) -> bool:
        """Tell whether the packet calls somebody by the full name, in every part in the case."""
        known = subject.party is not None and not subject.compartments
        return known and self.of(subject.party) == subject.party.name

    def by_key(self, key: Any) -> str:
        """Return the name of the party with that key."""
        party = db.session.get(Party, (acting().tenant_id, key)) if key else None
        return self.of(party) if party else WITHHELD

    def written(self, name: str) -> str:
        """Return a name that was copied into a record, as the packet may print it."""
        return self._replaced.get(name, name)

    def _name(self, subject: Any) -> None:
        if subject.party is None:
            return
        shown = shown_name(subject)
        self._shown[subject.party_id] = shown
        if shown != subject.party.name:
            self._replaced[subject.party.name] = shown


def shown_name(subject: CaseSubject) -> str:
    """Return the name by which a packet calls somebody in one part in the case."""
    if not party_may_leave(subject):
        return WITHHELD
    if subject.role == SOURCE:
        code = subject.fields.get("source_code") or ""
        return f"Confidential source {code}".strip()
    if subject.role == VICTIM:
        return subject.fields.get("initials") or initials(subject.party)
    return subject.party.name


def initials(party: Party) -> str:
    """Write a name as its initials."""
    return "".join(f"{word[0].upper()}." for word in party.name.split() if word[0].isalpha())


def _protection(subject: CaseSubject) -> int:
    """The most protected part comes last, so that it decides the name."""
    if not party_may_leave(subject):
        return 3
    return {SOURCE: 2, VICTIM: 1}.get(subject.role, 0)
