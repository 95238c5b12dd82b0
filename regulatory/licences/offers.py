"""What licences offer to other pages: the tab of a case, and where a party appears."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from flask import url_for

from casemgr.cases.models import Case
from casemgr.cases.queries import list_subjects
from casemgr.cases.tabs import counting, offer_tab
from casemgr.parties.appearances import Appearance, offer_appearances
from casemgr.parties.models import Party
from casemgr.permissions import Permission
from casemgr.wording import plain
from regulatory.licences.models import CaseLicence
from regulatory.licences.queries import list_held, list_parts
from regulatory.licences.services import PARTS
from regulatory.licences.terms import has_schemes, label_of, word_of
from regulatory.registry import people
from regulatory.registry.models import Licence
from regulatory.registry.standing import standing_today

READ = Permission.REGISTRY_READ
LABEL = "{licence:s}"


@dataclass(frozen=True)
class Holding:
    """A licence, and who holds it or stands behind it as what."""

    licence: Licence
    ties: list[tuple[str, str]]

    @property
    def roles(self) -> str:
        """What they are to it."""
        return "; ".join(role for _, role in self.ties)


def offer_parts() -> None:
    """Offer all of it, where an agency has schemes."""
    count = counting(CaseLicence)
    offer_tab(LABEL, "licences.of_case", READ, 25, count, when=has_schemes)
    people.offer_parts(parts_of)
    offer_appearances(LABEL, READ, 20, licences_of_party, when=has_schemes)


def parts_of(parties: Collection[UUID]) -> list[tuple[UUID, UUID, str]]:
    """List the licences behind which these people stand, each with who and as what."""
    return [(one.licence_id, one.party_id, PARTS[one.role]) for one in list_parts(list(parties))]


def licences_of_party(party: Party) -> list[Appearance]:
    """List the licences that a party holds or stands behind."""
    held = _holdings({party.id: party.name})
    return [Appearance(*_said(one), standing_today(one.licence)) for one in held]


def licences_of_subjects(case: Case) -> list[Holding]:
    """List the licences of those who have a part in a case."""
    return _holdings({one.party_id: one.party.name for one in list_subjects(case)})


def address_of(licence: Licence) -> str:
    """Return where a licence is shown."""
    return url_for("licences.show", licence_id=licence.id)


def told(licence: Licence) -> str:
    """Say in one line what a licence is and whose."""
    return f"{label_of(licence)}, {licence.name}, {licence.city}, {licence.state}"


def _said(one: Holding) -> tuple[str, str, str, str]:
    return one.licence.number, address_of(one.licence), one.roles, told(one.licence)


def _holdings(people: dict[UUID, str]) -> list[Holding]:
    """List the licences of people, each once with all that ties it to them."""
    found: dict[UUID, Holding] = {}
    for one in list_held(list(people)):
        if key := one.party_id:
            tie = people[key], plain(word_of(one, "holder"))
            found.setdefault(one.id, Holding(one, [])).ties.append(tie)
    for part in list_parts(list(people)):
        tie = part.party.name, PARTS[part.role]
        found.setdefault(part.licence_id, Holding(part.licence, [])).ties.append(tie)
    return list(found.values())
