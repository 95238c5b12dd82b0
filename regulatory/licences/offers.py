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
from regulatory.licences.models import CaseLicence
from regulatory.licences.queries import list_held, list_parts
from regulatory.licences.services import PARTS
from regulatory.licences.terms import has_schemes, label_of
from regulatory.registry import people
from regulatory.registry.models import Licence

READ = Permission.REGISTRY_READ
HOLDER = "Licensee"


@dataclass(frozen=True)
class Holding:
    """A licence of somebody, and what they are to it."""

    licence: Licence
    party: str
    role: str


def offer_parts() -> None:
    """Offer all of it, where an agency has schemes."""
    count = counting(CaseLicence)
    offer_tab("Licenses", "licences.of_case", READ, 25, count, when=has_schemes)
    people.offer_parts(parts_of)
    offer_appearances("Licenses", READ, 20, licences_of_party, when=has_schemes)


def parts_of(parties: Collection[UUID]) -> list[tuple[UUID, UUID, str]]:
    """List the licences behind which these people stand, each with who and as what."""
    return [(one.licence_id, one.party_id, PARTS[one.role]) for one in list_parts(list(parties))]


def licences_of_party(party: Party) -> list[Appearance]:
    """List the licences that a party holds or stands behind."""
    return [
        Appearance(one.licence.number, address_of(one.licence), one.role, told(one.licence))
        for one in _holdings({party.id: party.name})
    ]


def licences_of_subjects(case: Case, but: Collection[UUID]) -> list[Holding]:
    """List the licences of those who have a part in a case, without those linked to it."""
    people = {one.party_id: one.party.name for one in list_subjects(case)}
    return [one for one in _holdings(people) if one.licence.id not in but]


def address_of(licence: Licence) -> str:
    """Return where a licence is shown."""
    return url_for("licences.show", licence_id=licence.id)


def told(licence: Licence) -> str:
    """Say in one line what a licence is and whose."""
    return f"{label_of(licence)}, {licence.name}, {licence.city}, {licence.state}"


def _holdings(people: dict[UUID, str]) -> list[Holding]:
    held = [
        Holding(one, people[key], HOLDER)
        for one in list_held(list(people))
        if (key := one.party_id)
    ]
    parts = list_parts(list(people))
    return held + [Holding(one.licence, one.party.name, PARTS[one.role]) for one in parts]
