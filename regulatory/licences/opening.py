"""Opening an investigation of a licensee: the case, its people and the link, all in one act."""

import uuid
from collections.abc import Collection
from typing import Any

from casemgr.cases.models import Case
from casemgr.cases.services import add_subject, open_case
from casemgr.database.rows import fetch
from casemgr.parties.models import Party
from casemgr.parties.services import KINDS, create_party, update_party
from casemgr.permissions import Permission
from casemgr.tenants import current_pack
from regulatory.licences.carrying import fields_of
from regulatory.licences.licensees import facts_of, lacking, names_of
from regulatory.licences.models import LicencePerson
from regulatory.licences.queries import list_people
from regulatory.licences.services import PARTS, know_licensee, link_licence
from regulatory.licences.terms import word_of
from regulatory.registry.models import Licence

SUBJECT, ASSOCIATE = "subject", "associate"
OPENED = "The investigation was opened from this {word}."


def open_investigation(
    licence: Licence,
    licensee: str,
    case_type: str,
    *,
    by: Any,
    people: Collection[str] = (),
    **facts: Any,
) -> Case:
    """Open a case whose subject is the licensee: a party's id, or the kind of a new entry.

    `people` are those behind the licence who come along, by the ids of their parts.
    """
    case = open_case(case_type=case_type, by=by, **facts)
    party = _licensee(case, licence, licensee, by)
    add_subject(case, party, SUBJECT, by=by, fields=fields_of(licence, SUBJECT, case_type))
    for one in list_companions(licence, but=party):
        if str(one.id) in people:
            add_subject(case, one.party, ASSOCIATE, by=by, remarks=PARTS.get(one.role, one.role))
    link_licence(case, licence, OPENED.format(word=word_of(licence, "licence")), by=by)
    if not case.compartments:
        know_licensee(licence, party, by=by)
    return case


def list_companions(licence: Licence, but: Party | None = None) -> list[LicencePerson]:
    """List who stands behind a licence today and can come along, each person once."""
    if ASSOCIATE not in current_pack().kinds["subject"]:
        return []
    people = [one for one in list_people(licence) if not one.until]
    found = {one.party_id: one for one in reversed(people) if but is None or one.party_id != but.id}
    return list(reversed(found.values()))


def _licensee(case: Case, licence: Licence, licensee: str, by: Any) -> Party:
    """Return whom the name index has, or enter who is new: in a restricted case, restricted."""
    if licensee in KINDS:
        facts = facts_of(licence, licensee)
        return create_party(licensee, by=by, sure=True, compartments=case.compartments, **facts)
    party = fetch(Party, uuid.UUID(licensee))
    if not case.compartments and Permission.PARTY_WRITE in by.permissions:
        _complete(party, licence, by)
    return party


def _complete(party: Party, licence: Licence, by: Any) -> None:
    """Add to an entry of the name index what the licence knows and the entry does not."""
    new = lacking(party, licence)
    if new:
        update_party(party, by=by, **names_of(party), **new)
