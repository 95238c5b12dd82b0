"""Opening a case, correcting its facts, and saying who may know of it."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import inspect

from casemgr import audit, clock
from casemgr.cases.models import Case
from casemgr.database.base import new_id
from casemgr.database.rows import acting, flush
from casemgr.errors import Invalid, NotAllowed
from casemgr.extensions import db
from casemgr.permissions import Permission
from casemgr.tenants import current_pack
from casemgr.workflows.clocks import follow_dates
from casemgr.workflows.services import start_workflow

REACHES = {
    "team": "The team only",
    "office": "The office and those above it",
    "tenant": "The whole agency",
}
EARLIER_WORK_WOULD_SHOW = (
    "A restriction cannot be lifted here: what was written under it would become visible."
)


def open_case(
    title: str,
    case_type: str,
    *,
    by: Any,
    office: str = "",
    reach: str = "",
    compartments: Collection[str] = (),
    fields: dict[str, Any] | None = None,
    **facts: Any,
) -> Case:
    """Open a case as a draft; it gets its number when a supervisor approves the opening."""
    pack = current_pack()
    _check_choices(case_type, office or by.office, reach)
    restricted = {*compartments, *pack.compartments_of(case_type)}
    check_cleared(restricted, by)
    case = Case(
        tenant_id=acting().tenant_id,
        id=new_id(),
        title=title,
        case_type=case_type,
        office=office or by.office,
        case_agent_id=by.id,
        reach=reach or pack.reach_of(case_type),
        compartments=sorted(restricted),
        opened_on=clock.today(pack.time_zone),
        fields=known_fields(fields),
        created_by=by.id,
        **facts,
    )
    db.session.add(case)
    start_workflow(case, by=by)
    audit.record("open_case", case, by=by)
    return case


def update_case(case: Case, *, by: Any, fields: dict[str, Any] | None = None, **facts: Any) -> Case:
    """Change the facts of a case; a field of the agency that was not asked for stays as it is."""
    _check_choices(case.case_type, facts.get("office", case.office), "")
    for name, value in facts.items():
        setattr(case, name, value)
    case.fields = known_fields((case.fields or {}) | (fields or {}))
    record_change("update_case", case, by=by)
    follow_dates(case)
    return case


def restrict_case(
    case: Case, reach: str, compartments: Collection[str], *, by: Any, reason: str
) -> Case:
    """Say who may know of a case; only its agent or one who assigns cases decides that."""
    if by.id != case.case_agent_id and Permission.CASE_ASSIGN not in by.permissions:
        raise NotAllowed(
            current_pack().say(
                "Only its {case_agent}, or who assigns {case:s}, decides who may see it."
            )
        )
    _check_choices(case.case_type, case.office, reach)
    if not set(compartments) >= set(case.compartments):
        raise Invalid(EARLIER_WORK_WOULD_SHOW, {"compartments": EARLIER_WORK_WOULD_SHOW})
    check_cleared(compartments, by)
    case.reach, case.compartments = reach, sorted(compartments)
    record_change("restrict_case", case, by=by, reason=reason)
    return case


def check_cleared(compartments: Collection[str], by: Any) -> None:
    """Refuse to put something where the person who does so could not see it again."""
    unheld = sorted(set(compartments) - set(by.clearances))
    if unheld:
        known = current_pack().compartments
        words = ", ".join(known[name].label if name in known else name for name in unheld)
        message = f"You are not cleared for {words}. An administrator gives the clearance."
        raise Invalid(message, {"compartments": message})


def record_change(action: str, record: Any, *, by: Any, reason: str = "") -> None:
    """Write a change with the names of the columns that it touched, never their contents."""
    changed = sorted(one.key for one in inspect(record).attrs if one.history.has_changes())
    flush()
    audit.record(action, record, by=by, reason=reason, changed=changed)


def known_fields(fields: dict[str, Any] | None) -> dict[str, Any]:
    """Return the agency's fields that have a value: an emptied one is not kept."""
    return {name: value for name, value in (fields or {}).items() if value is not None}


def _check_choices(case_type: str, office: str, reach: str) -> None:
    pack = current_pack()
    if case_type not in pack.case_types:
        raise Invalid("Choose one of the listed types.", {"case_type": "Choose a listed type."})
    if office not in pack.offices:
        raise Invalid("Choose one of the listed offices.", {"office": "Choose a listed office."})
    if reach and reach not in REACHES:
        raise Invalid("Choose who sees it.", {"reach": "Choose who sees it."})
