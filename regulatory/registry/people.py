"""Finding licences by the people behind them, as far as the person may know of these."""

import uuid
from collections.abc import Callable, Collection, Iterable

from flask_login import current_user
from sqlalchemy import select

from casemgr.database.rows import rows
from casemgr.parties.queries import find_parties
from casemgr.permissions import Permission
from casemgr.tenants import current_pack
from casemgr.wording import plain
from regulatory.registry.models import Licence

MOST = 20
Parts = Iterable[tuple[uuid.UUID, uuid.UUID, str]]  # licence, party and the party's role

_offered: list[Callable[[Collection[uuid.UUID]], Parts]] = []


def offer_parts(list_parts: Callable[[Collection[uuid.UUID]], Parts]) -> None:
    """Let licences be found by parties that another feature ties to them."""
    _offered.append(list_parts)


def find_parts(typed: str) -> dict[uuid.UUID, str]:
    """Return the licences of people of whose name this is the beginning, each with who it is."""
    if not current_user.may(Permission.PARTY_READ):
        return {}
    names = {party.id: party.name for party in find_parties(typed, MOST)}
    if not names:
        return {}
    found = [part for list_parts in (_licensees, *_offered) for part in list_parts(names.keys())]
    return {licence: f"{role}: {names[party]}" for licence, party, role in reversed(found)}


def _licensees(parties: Collection[uuid.UUID]) -> Parts:
    query = select(Licence).where(Licence.party_id.in_(parties)).limit(MOST * 5)
    holder = plain(current_pack().word("holder"))
    return [(one.id, one.party_id, holder) for one in rows(query) if one.party_id]
