"""The investigations that touch a licence: those one may see, and whom to ask of the others."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, Uuid, func, literal, select

from casemgr.accounts.models import Account, RoleGrant
from casemgr.accounts.queries import holds
from casemgr.cases.models import Case, CaseSubject
from casemgr.database.rows import note_sensitive
from casemgr.extensions import db
from casemgr.permissions import Permission
from casemgr.tenants import current_pack
from casemgr.tenants.pack import Pack
from regulatory.licences.models import CaseLicence, LicencePerson
from regulatory.licences.queries import list_appearances, list_links
from regulatory.registry.models import Licence

TOLD = "an investigation elsewhere"


@dataclass(frozen=True)
class Elsewhere:
    """That there is an investigation which one may not open, of whom, and whom to ask about it."""

    about: str
    office: str
    people: Sequence[str]


@dataclass(frozen=True)
class Touching:
    """An investigation that touches a licence, once, with all that ties the two."""

    case: Case
    reasons: list[str]


@dataclass(frozen=True)
class Investigations:
    """All that touch a licence, by its own links and by the people behind it."""

    seen: list[Touching]
    elsewhere: list[Elsewhere]


def investigations_of(licence: Licence, people: Sequence[LicencePerson]) -> Investigations:
    """List the investigations that one may see; of the others say only whom to ask.

    That somebody was told of one is part of the record of their reading.
    """
    parties = {one.party_id: one.party.name for one in people}
    if licence.party_id:
        parties.setdefault(licence.party_id, licence.name)
    seen = _seen(list_links(licence), list_appearances(list(parties)))
    elsewhere = _elsewhere(licence, [one.case.id for one in seen], parties)
    if elsewhere:
        note_sensitive(licence, [TOLD])
    return Investigations(seen, elsewhere)


def _seen(links: Sequence[CaseLicence], parts: Sequence[CaseSubject]) -> list[Touching]:
    found: dict[UUID, Touching] = {}
    kinds = current_pack().kinds["subject"]
    told = [(one.case, one.reason) for one in links]
    for one in parts:
        role = kinds[one.role].label if one.role in kinds else one.role
        told.append((one.case, f"{one.party.name}: {role}"))
    for case, reason in told:
        found.setdefault(case.id, Touching(case, [])).reasons.append(reason)
    return sorted(found.values(), key=lambda one: one.case.opened_on, reverse=True)


def _elsewhere(
    licence: Licence, seen: Collection[UUID], parties: dict[UUID, str]
) -> list[Elsewhere]:
    asked = literal([*seen], ARRAY(Uuid()))
    found = func.guard.investigations_elsewhere(licence.id, asked).table_valued("party", "office")
    told = db.session.execute(select(found.c.party, found.c.office)).all()
    pack = current_pack()
    people = _supervisors(pack) if told else []
    return [
        Elsewhere(parties.get(party, "") if party else "", *_contact(pack, office, people))
        for party, office in sorted(told, key=lambda one: (one.party is not None, one.office))
    ]


def _contact(pack: Pack, office: str, people: Sequence[Any]) -> tuple[str, list[str]]:
    """Return an office and who supervises there, or else in the office above it."""
    known = pack.offices.get(office)
    names = [one.name for one in people if one.office == office]
    if known is None or names or not known.parent:
        return known.label if known else office, names
    return known.label, _contact(pack, known.parent, people)[1]


def _supervisors(pack: Pack) -> list[Any]:
    deciding = [
        role.name for role in pack.roles.values() if Permission.CASE_ASSIGN in role.permissions
    ]
    held = select(RoleGrant.account_id).where(RoleGrant.role.in_(deciding), holds(RoleGrant))
    active = (Account.kind == "person", Account.status == "active", Account.id.in_(held))
    query = select(Account.name, Account.office).where(*active).order_by(Account.name)
    return list(db.session.execute(query))
