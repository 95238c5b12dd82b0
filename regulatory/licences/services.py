"""Entering who stands behind a licence, and linking licences to investigations."""

from datetime import date
from typing import Any

from casemgr import audit
from casemgr.cases.models import Case
from casemgr.cases.services.opening import check_cleared, record_change
from casemgr.database.rows import flush
from casemgr.errors import Invalid
from casemgr.extensions import db
from casemgr.parties.models import Party
from casemgr.parties.services import check_may_enter, create_party
from regulatory.licences.models import CaseLicence, LicencePerson
from regulatory.licences.queries import find_link, find_part
from regulatory.registry.models import Licence

PARTS = {
    "responsible_person": "Responsible person",
    "owner": "Owner or partner",
    "officer": "Officer or director",
    "manager": "Manager",
    "person_in_charge": "Pharmacist or person in charge",
    "power_of_attorney": "Holder of a power of attorney",
    "possessor": "Employee who handles the goods",
    "contact": "Contact",
}
ALREADY = "has that part already."
BEFORE = "The part ends before it begins. Check the two days."


def add_person(
    licence: Licence,
    party: Party,
    role: str,
    *,
    by: Any,
    since: date | None = None,
    until: date | None = None,
    source: str = "",
) -> LicencePerson:
    """Enter a party of the name index as somebody behind a licence, once in each part."""
    _check_part(role, since, until)
    if find_part(licence, party, role):
        message = f"{party.name} {ALREADY}"
        raise Invalid(message, {"role": message})
    check_cleared(party.compartments, by)
    person = LicencePerson(
        tenant_id=licence.tenant_id,
        licence_id=licence.id,
        party_id=party.id,
        role=role,
        since=since,
        until=until,
        source=source,
        compartments=party.compartments,
        created_by=by.id,
    )
    db.session.add(person)
    flush()
    audit.record("add_licence_person", person, by=by, licence=licence.number, role=role)
    return person


def add_new_person(
    licence: Licence, kind: str, facts: dict[str, Any], role: str, *, by: Any, **part: Any
) -> LicencePerson:
    """Enter somebody in the name index and as somebody behind a licence, typed once.

    Raises MayBeKnown when the index has somebody of that name, NotAllowed for those who may not
    write in the index: that one keeps a registry does not include it.
    """
    check_may_enter(by)
    return add_person(licence, create_party(kind, by=by, **facts), role, by=by, **part)


def update_person(person: LicencePerson, role: str, *, by: Any, **part: Any) -> LicencePerson:
    """Change what somebody is behind a licence, or say until when they were it."""
    _check_part(role, part.get("since"), part.get("until"))
    if role != person.role and find_part(person.licence, person.party, role):
        message = f"{person.party.name} {ALREADY}"
        raise Invalid(message, {"role": message})
    for name, value in {"role": role, **part}.items():
        setattr(person, name, value)
    record_change("update_licence_person", person, by=by)
    return person


def remove_person(person: LicencePerson, *, by: Any, reason: str) -> None:
    """Take somebody away who was entered by mistake; who left is given the day instead."""
    facts = {"licence": person.licence.number, "party": str(person.party_id)}
    audit.record("remove_licence_person", person, by=by, reason=reason, **facts)
    db.session.delete(person)
    flush()


def link_licence(case: Case, licence: Licence, reason: str, *, by: Any) -> CaseLicence:
    """Link an investigation to a licence that it concerns."""
    if find_link(case, licence):
        message = f"{licence.number} is linked to {case.label} already."
        raise Invalid(message, {"number": message})
    link = CaseLicence(
        tenant_id=case.tenant_id,
        case_id=case.id,
        licence_id=licence.id,
        reason=reason,
        compartments=case.compartments,
        created_by=by.id,
    )
    db.session.add(link)
    flush()
    audit.record("link_licence", link, by=by, reason=reason, licence=licence.number)
    return link


def unlink_licence(link: CaseLicence, *, by: Any, reason: str) -> None:
    """Take a licence away from an investigation, with the reason."""
    audit.record("unlink_licence", link, by=by, reason=reason, licence=link.licence.number)
    db.session.delete(link)
    flush()


def know_licensee(licence: Licence, party: Party, *, by: Any) -> None:
    """Say who of the name index holds a licence; one whom a clearance hides is not said.

    All of the agency see a licence, so what it tells must be for all of them.
    """
    if licence.party_id is None and not party.compartments:
        licence.party_id = party.id
        record_change("know_licensee", licence, by=by)


def _check_part(role: str, since: date | None, until: date | None) -> None:
    if role not in PARTS:
        raise Invalid("Choose the part.", {"role": "Choose one of the listed parts."})
    if since and until and until < since:
        raise Invalid(BEFORE, {"until": BEFORE})
