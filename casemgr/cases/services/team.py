"""Who works on a case, and who leads it."""

from collections.abc import Callable
from typing import Any

from casemgr import audit
from casemgr.accounts.models import Account
from casemgr.cases.models import Case, CaseMember
from casemgr.cases.queries import clearances_of, find_member, list_agents
from casemgr.database.rows import flush
from casemgr.errors import Invalid, NotAllowed
from casemgr.extensions import db
from casemgr.permissions import Permission
from casemgr.tenants import current_pack

TEAM_ROLES = {
    "co_case_agent": "Co-{case_agent}",
    "member": "Member of the team",
    "task_force": "Task force officer",
    "analyst": "Analyst",
    "supervisor": "{supervisor}",
    "counsel": "Counsel",
    "custodian": "{custodian}",
    "prior_agent": "Former {case_agent}",
}


def team_roles() -> dict[str, str]:
    """Return the parts in a team in the agency's words."""
    return {name: current_pack().say(words) for name, words in TEAM_ROLES.items()}


Check = Callable[[Case, Account], None]
_ASSIGNMENT_CHECKS: dict[str, Check] = {}


def offer_assignment_check(name: str, check: Check) -> None:
    """Offer a check that refuses somebody as the agent of a case: `check(case, account)`."""
    _ASSIGNMENT_CHECKS[name] = check


def add_member(case: Case, account: Account, role: str, *, by: Any) -> CaseMember:
    """Put a person on the team, who from then on sees the case; only those cleared for it."""
    if role not in TEAM_ROLES:
        raise Invalid("Choose the part in the team.", {"role": "Choose the part in the team."})
    _check_cleared(case, account)
    if account.id == case.case_agent_id or find_member(case, account.id, role):
        message = f"{account.name} is on the team already in that part."
        raise Invalid(message, {"account_id": message})
    member = CaseMember(
        tenant_id=case.tenant_id,
        case_id=case.id,
        account_id=account.id,
        role=role,
        added_by=by.id,
    )
    db.session.add(member)
    flush()
    audit.record("add_member", member, by=by, account=str(account.id), role=role)
    return member


def remove_member(member: CaseMember, *, by: Any, reason: str) -> None:
    """Take a person off the team; the case agent, or one who assigns cases, does that."""
    if by.id != member.case.case_agent_id and Permission.CASE_ASSIGN not in by.permissions:
        raise NotAllowed(
            current_pack().say(
                "Only its {case_agent}, or who assigns {case:s}, takes somebody off the team."
            )
        )
    facts = {"account": str(member.account_id), "role": member.role}
    audit.record("remove_member", member, by=by, reason=reason, **facts)
    db.session.delete(member)
    flush()


def assign_agent(case: Case, account: Account, *, by: Any, reason: str) -> Case:
    """Give a case to another agent; the former one stays on the team and keeps sight of it."""
    _check_cleared(case, account)
    if account.id not in {one.id for one in list_agents()}:
        message = f"{account.name} has no role that leads."
        raise Invalid(message, {"account_id": message})
    if account.id == case.case_agent_id:
        message = f"{account.name} is the agent already."
        raise Invalid(message, {"account_id": message})
    for check in _ASSIGNMENT_CHECKS.values():
        check(case, account)
    former = case.case_agent
    case.case_agent_id = account.id
    flush()
    db.session.expire(case, ["case_agent"])
    if find_member(case, former.id, "prior_agent") is None:
        add_member(case, former, "prior_agent", by=by)
    facts = {"former": str(former.id), "now": str(account.id)}
    audit.record("assign_agent", case, by=by, reason=reason, **facts)
    return case


def _check_cleared(case: Case, account: Account) -> None:
    missing = set(case.compartments) - clearances_of(account.id)
    if missing:
        message = f"{account.name} lacks a clearance for this. An administrator gives it."
        raise Invalid(message, {"account_id": message})
