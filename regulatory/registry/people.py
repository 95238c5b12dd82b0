"""Finding licences by the people behind them, as far as the person may know of these."""

import uuid
from collections.abc import Callable, Collection, Iterable

from flask_login import current_user
from sqlalchemy import select

from casemgr.database import functions
from casemgr.database.rows import rows
from casemgr.parties.models import Party
from casemgr.parties.naming import fold, readings
from casemgr.parties.queries import find_parties
from casemgr.permissions import Permission
from casemgr.tenants import current_pack
from casemgr.wording import plain
from regulatory.registry.finding import ask
from regulatory.registry.models import Licence

MOST = 20
SOUNDS, SPELLED = "sounds like", "spelled nearly"
Parts = Iterable[tuple[uuid.UUID, uuid.UUID, str]]  # licence, party and the party's role

_offered: list[Callable[[Collection[uuid.UUID]], Parts]] = []


def offer_parts(list_parts: Callable[[Collection[uuid.UUID]], Parts]) -> None:
    """Let licences be found by parties that another feature ties to them."""
    _offered.append(list_parts)


def find_people(typed: str) -> dict[str, dict[uuid.UUID, str]]:
    """Return, by way, the licences of people whose name begins or sounds so, with who it is."""
    if not current_user.may(Permission.PARTY_READ):
        return {}
    heard = _among(functions.find_heard, typed)
    spelled = [party for party in heard if party.sort_name.startswith((*readings(typed),))]
    person = _licences_of([*find_parties(typed, MOST), *spelled])
    others = _licences_of(heard, SOUNDS)
    return {"person": person, "heard": {key: others[key] for key in others.keys() - person}}


def find_misspelled(typed: str) -> dict[uuid.UUID, str]:
    """Return the licences of people whose name is nearly spelled so, each with who it is."""
    if not current_user.may(Permission.PARTY_READ):
        return {}
    return _licences_of(_among(functions.find_misspelled, typed), SPELLED)


def _among(find: Callable[[str, int], list[uuid.UUID]], typed: str) -> list[Party]:
    """Read those who were found, as far as the person may know of them."""
    keys = ask(lambda: find(fold(typed), MOST))
    return rows(select(Party).where(Party.id.in_(keys))) if keys else []


def _licences_of(parties: Collection[Party], why: str = "") -> dict[uuid.UUID, str]:
    names = {party.id: party.name for party in parties}
    offered = (_licensees, *_offered) if names else ()
    found = [part for list_parts in offered for part in list_parts(names.keys())]
    return {one: _words(names[party], role, why) for one, party, role in reversed(found)}


def _words(name: str, role: str, why: str) -> str:
    return f"{why}: {name}, {role.lower()}" if why else f"{role}: {name}"


def _licensees(parties: Collection[uuid.UUID]) -> Parts:
    query = select(Licence).where(Licence.party_id.in_(parties)).limit(MOST * 5)
    holder = plain(current_pack().word("holder"))
    return [(one.id, one.party_id, holder) for one in rows(query) if one.party_id]
