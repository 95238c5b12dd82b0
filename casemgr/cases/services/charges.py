"""The charges of a case: statute, subject, dates, venue and the end of the time limit."""

from datetime import date
from typing import Any

from casemgr import audit
from casemgr.cases.law import heading_of
from casemgr.cases.models import Case, CaseSubject, Charge
from casemgr.cases.queries import next_position
from casemgr.cases.services.opening import known_fields, record_change
from casemgr.database.rows import flush
from casemgr.errors import Invalid
from casemgr.extensions import db
from casemgr.statutes.citations import Citation, format_citations, parse_citations
from casemgr.statutes.limitation import limitation_expires, limitation_of
from casemgr.statutes.penalties import penalty_of
from casemgr.statutes.queries import find_court
from casemgr.workflows.clocks import follow_dates
from casemgr.workflows.publishing import has_life
from casemgr.workflows.services import end_unmoved, start_workflow

BACKWARD = "The last day lies before the first one."
HAS_A_HISTORY = "This charge has a history, which stays. Record instead what became of it."
WOULD_REVEAL = "A charge would reveal this party, who is more restricted than the rest."


def add_charge(
    case: Case,
    subject: CaseSubject,
    citation: str,
    *,
    by: Any,
    offence_from: date,
    offence_until: date | None = None,
    venue: str = "",
    counts: int = 1,
    remarks: str = "",
    fields: dict[str, Any] | None = None,
) -> Charge:
    """Propose a charge; its heading, time limit and penalty come from the catalogue of statutes."""
    charge = Charge(
        tenant_id=case.tenant_id,
        case_id=case.id,
        position=next_position(Charge, Charge.case_id == case.id),
        created_by=by.id,
        fields={},
    )
    _state(case, charge, subject, citation, offence_from, offence_until, venue or case.venue)
    charge.counts, charge.remarks, charge.fields = counts, remarks, known_fields(fields)
    db.session.add(charge)
    flush()
    if has_life("charge"):
        start_workflow(charge, by=by)
    audit.record("add_charge", charge, by=by, citation=charge.citation)
    return charge


def update_charge(
    charge: Charge,
    subject: CaseSubject,
    citation: str,
    *,
    by: Any,
    offence_from: date,
    offence_until: date | None = None,
    venue: str = "",
    counts: int = 1,
    remarks: str = "",
    fields: dict[str, Any] | None = None,
) -> Charge:
    """Change a charge; what follows from its statute and dates is worked out again."""
    _state(charge.case, charge, subject, citation, offence_from, offence_until, venue)
    charge.counts, charge.remarks = counts, remarks
    charge.fields = known_fields((charge.fields or {}) | (fields or {}))
    record_change("update_charge", charge, by=by)
    if charge.state:
        follow_dates(charge)
    return charge


def remove_charge(charge: Charge, *, by: Any, reason: str) -> None:
    """Take back a charge of which nothing has come yet, with the reason."""
    end_unmoved(charge, HAS_A_HISTORY, by=by)
    audit.record("remove_charge", charge, by=by, reason=reason, citation=charge.citation)
    db.session.delete(charge)
    flush()


def _state(
    case: Case,
    charge: Charge,
    subject: CaseSubject,
    citation: str,
    begun: date,
    ended: date | None,
    venue: str,
) -> None:
    cited = _cited(citation)
    until = ended or begun
    if until < begun:
        told = f"{BACKWARD} Enter the same day or a later one."
        raise Invalid("The offense ends before it begins.", {"offence_until": told})
    if subject.case_id != case.id or not set(subject.compartments) <= set(case.compartments):
        raise Invalid(WOULD_REVEAL, {"subject_id": WOULD_REVEAL})
    if find_court(venue) is None:
        raise Invalid("Choose the district.", {"venue": "Choose the district of the offense."})
    limit, penalty = limitation_of(cited[0]), penalty_of(*cited)
    charge.subject_id, charge.venue = subject.id, venue
    charge.citation, charge.heading = format_citations(cited), heading_of(cited)
    charge.offence_from, charge.offence_until = begun, until
    charge.limitation_on = limitation_expires(cited[0], until)
    charge.limitation_source = f"{limit.words}, {limit.source}"
    charge.penalty = f"{penalty.maximum}, {penalty.source}" if penalty else ""


def _cited(citation: str) -> tuple[Citation, ...]:
    try:
        return parse_citations(citation)
    except Invalid as error:
        raise Invalid(error.message, {"citation": error.message}) from error
