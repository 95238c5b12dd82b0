"""What is done with one case, by the very services that change it on its own page."""

import uuid
from collections.abc import Callable, Mapping
from typing import Any

from casemgr.accounts.models import Account
from casemgr.bulk.models import BulkChange, Outcome
from casemgr.cases.access import check_may_change
from casemgr.cases.models import Case
from casemgr.cases.services import assign_agent, update_case
from casemgr.database.rows import acting
from casemgr.errors import Conflict, NotAllowed
from casemgr.extensions import db
from casemgr.permissions import Permission
from casemgr.tenants import current_pack
from casemgr.tenants.clearance import is_cleared
from casemgr.tenants.fields import Field, clean_fields
from casemgr.tenants.form_fields import typed_value
from casemgr.workflows.services import take_step

NO_SUCH_FIELD = "Its type does not have this field."
Deed = Callable[[BulkChange, Case, Any], Outcome]


def change_by_step(change: BulkChange, case: Case, by: Any) -> Outcome:
    """Take the step, or give one of the approvals that it needs."""
    entries = change.entries or None
    moved = take_step(case, change.target, by=by, reason=change.reason, entries=entries)
    return Outcome.CHANGED if moved else Outcome.APPROVED


def change_fact(change: BulkChange, case: Case, by: Any) -> Outcome:
    """Set one of the facts that every agency has."""
    check_may_change(case, by)
    if all(getattr(case, name) == value for name, value in change.entries.items()):
        return Outcome.SAME
    update_case(case, by=by, **change.entries)
    return Outcome.CHANGED


def change_field(change: BulkChange, case: Case, by: Any) -> Outcome:
    """Set or clear one of the agency's fields, under the rules that it has in this case."""
    check_may_change(case, by)
    value, held = change.entries[change.target], case.fields or {}
    fields = current_pack().fields_for("case", (), case.case_type)
    if not all(is_cleared(one, by) for one in fields if one.name == change.target):
        raise NotAllowed("You are not cleared for this field.")
    if held.get(change.target) == value:
        return Outcome.SAME
    followed = _follow(fields, case, held | {change.target: value})
    if change.target not in followed:
        raise Conflict(NO_SUCH_FIELD)
    update_case(case, by=by, fields=followed)
    return Outcome.CHANGED


def change_agent(change: BulkChange, case: Case, by: Any) -> Outcome:
    """Give the case to another agent."""
    if Permission.CASE_ASSIGN not in by.permissions:
        raise NotAllowed("Your role does not include assigning agents.")
    account = db.session.get(Account, (acting().tenant_id, uuid.UUID(change.entries["account_id"])))
    if account is None or account.status != "active":
        raise Conflict("The account of the new agent is not active.")
    if case.case_agent_id == account.id:
        return Outcome.SAME
    assign_agent(case, account, by=by, reason=change.reason)
    return Outcome.CHANGED


DEEDS: Mapping[str, Deed] = {
    "step": change_by_step,
    "fact": change_fact,
    "field": change_field,
    "agent": change_agent,
}


def _follow(fields: tuple[Field, ...], case: Case, wanted: Mapping[str, Any]) -> dict[str, Any]:
    """Return what changes with the wanted values; a fault that was there before is no obstacle."""
    held = case.fields or {}
    before, faults = _read(fields, case, held)
    after, problems = _read(fields, case, wanted)
    broken = [text for name, text in problems.items() if faults.get(name) != text]
    if broken:
        raise Conflict(" ".join(broken))
    asked = {name for name in wanted if wanted[name] != held.get(name)}
    return {
        name: value for name, value in after.items() if name in asked or value != before.get(name)
    }


def _read(
    fields: tuple[Field, ...], case: Case, values: Mapping[str, Any]
) -> tuple[dict[str, Any], dict[str, str]]:
    raw = {field.name: typed_value(field, values.get(field.name)) for field in fields}
    return clean_fields(fields, raw, {"case_type": case.case_type, "kind": ""})
