"""The parties of a case: who they are stands in the name index, what they are here stands here."""

from collections.abc import Collection, Iterable
from typing import Any

from sqlalchemy import select

from casemgr import audit
from casemgr.cases.models import Case, CaseSubject, Charge
from casemgr.cases.queries import next_position
from casemgr.cases.services.opening import check_cleared, known_fields, record_change
from casemgr.database.rows import flush
from casemgr.errors import Conflict, Invalid
from casemgr.extensions import db
from casemgr.parties.models import Party
from casemgr.parties.services import check_may_enter, create_party
from casemgr.tenants import current_pack


def add_subject(
    case: Case,
    party: Party,
    role: str,
    *,
    by: Any,
    compartments: Iterable[str] = (),
    remarks: str = "",
    fields: dict[str, Any] | None = None,
) -> CaseSubject:
    """Add a party of the name index to a case, once in each part.

    It is restricted like the case, like the party, and as far as the one who adds it says.
    """
    _check_role(role)
    _refuse_twice(case, party, role)
    restricted = {*case.compartments, *party.compartments, *compartments}
    check_cleared(restricted, by)
    subject = CaseSubject(
        tenant_id=case.tenant_id,
        case_id=case.id,
        party_id=party.id,
        role=role,
        position=next_position(CaseSubject, CaseSubject.case_id == case.id),
        remarks=remarks,
        compartments=sorted(restricted),
        fields=known_fields(fields),
        created_by=by.id,
    )
    db.session.add(subject)
    flush()
    audit.record("add_subject", subject, by=by, role=role)
    return subject


def add_new_subject(
    case: Case,
    kind: str,
    facts: dict[str, Any],
    role: str,
    *,
    by: Any,
    compartments: Collection[str] = (),
    remarks: str = "",
    fields: dict[str, Any] | None = None,
) -> CaseSubject:
    """Enter a party in the name index and add it to the case, all typed once.

    Raises MayBeKnown when the index has somebody of that name, NotAllowed for those who may not
    write in the index: that one works on a case does not include it.
    """
    check_may_enter(by)
    check_cleared(compartments, by)
    restricted = {*case.compartments, *compartments}
    party = create_party(kind, by=by, compartments=restricted, **facts)
    return add_subject(
        case, party, role, by=by, compartments=compartments, remarks=remarks, fields=fields
    )


def update_subject(
    subject: CaseSubject,
    *,
    by: Any,
    role: str,
    remarks: str = "",
    fields: dict[str, Any] | None = None,
) -> CaseSubject:
    """Change what a party is in a case."""
    _check_role(role)
    if role != subject.role:
        _refuse_twice(subject.case, subject.party, role)
    subject.role, subject.remarks = role, remarks
    subject.fields = known_fields((subject.fields or {}) | (fields or {}))
    record_change("update_subject", subject, by=by)
    return subject


def remove_subject(subject: CaseSubject, *, by: Any, reason: str) -> None:
    """Take a party out of a case, with the reason; the party stays in the name index."""
    charged = select(Charge.id).where(Charge.subject_id == subject.id).limit(1)
    if db.session.scalar(charged):
        raise Conflict("This party is charged. Remove the charges first.")
    audit.record("remove_subject", subject, by=by, reason=reason, party=str(subject.party_id))
    db.session.delete(subject)
    flush()


def _check_role(role: str) -> None:
    if role not in current_pack().kinds.get("subject", {}):
        raise Invalid("Choose the part.", {"role": "Choose the part."})


def _refuse_twice(case: Case, party: Party, role: str) -> None:
    same = select(CaseSubject.id).where(
        CaseSubject.case_id == case.id,
        CaseSubject.party_id == party.id,
        CaseSubject.role == role,
    )
    if db.session.scalar(same):
        message = f"{party.name} has that part already."
        raise Invalid(message, {"role": message})
