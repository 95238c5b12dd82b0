"""Ties between cases of one agency."""

from typing import Any

from sqlalchemy import or_, select

from casemgr import audit
from casemgr.cases.models import Case, CaseLink
from casemgr.cases.queries import find_by_number
from casemgr.database.rows import flush
from casemgr.errors import Invalid
from casemgr.extensions import db

LINK_KINDS = {
    "related": "Related",
    "parent": "Grew out of",
    "same_subject": "Same subject",
    "same_conduct": "Same conduct",
}


def link_cases(case: Case, number: str, kind: str, reason: str, *, by: Any) -> CaseLink:
    """Tie a case to another by its number; one that may not be known of is no case at all."""
    other = find_by_number(number)
    problem = _problem(case, other, number)
    if other is None or problem:
        raise Invalid(problem, {"number": problem})
    link = CaseLink(
        tenant_id=case.tenant_id,
        case_id=case.id,
        other_case_id=other.id,
        kind=kind,
        reason=reason,
        created_by=by.id,
    )
    db.session.add(link)
    flush()
    audit.record("link_cases", link, by=by, reason=reason, other=str(other.id))
    return link


def unlink_cases(link: CaseLink, *, by: Any, reason: str) -> None:
    """Untie two cases, with the reason."""
    audit.record("unlink_cases", link, by=by, reason=reason, other=str(link.other_case_id))
    db.session.delete(link)
    flush()


def _problem(case: Case, other: Case | None, number: str) -> str:
    if other is None:
        return f"There is no {number.strip()} that you can open. Check the number."
    if other.id == case.id:
        return "This is its own number."
    return "The two are linked already." if _is_linked(case, other) else ""


def _is_linked(case: Case, other: Case) -> bool:
    pair = (case.id, other.id)
    both = CaseLink.case_id.in_(pair) & CaseLink.other_case_id.in_(pair)
    either = or_(CaseLink.case_id == case.id, CaseLink.other_case_id == case.id)
    return db.session.scalar(select(CaseLink.id).where(both, either).limit(1)) is not None
