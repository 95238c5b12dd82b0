"""Absence: who approves in a person's place meanwhile, or that the next rung of the ladder does."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import or_, select

from casemgr import audit, clock
from casemgr.accounts.models import Account, Delegation, RoleGrant
from casemgr.accounts.queries import holds
from casemgr.database.rows import acting, flush, rows
from casemgr.errors import Conflict, Invalid
from casemgr.extensions import db
from casemgr.tenants import current_pack


@dataclass(frozen=True)
class Absentee:
    """A person who is away, in whose place somebody may approve."""

    id: UUID
    name: str
    roles: frozenset[str]

    @property
    def permissions(self) -> frozenset[str]:
        """All that the roles of the one who is away permit."""
        known = current_pack().roles
        held = (known[name].permissions for name in self.roles if name in known)
        return frozenset[str]().union(*held)


def absentees_for(person: Any, roles: Collection[str]) -> list[Absentee]:
    """List those away now who hold one of the roles and in whose place the person may approve.

    That is whom the one away has named or, when nobody is named, who holds the role above.
    """
    today = clock.today(current_pack().time_zone)
    wanted = (
        select(Delegation, Account, RoleGrant.role)
        .join(Delegation.account)
        .join(RoleGrant, RoleGrant.account_id == Account.id)
        .where(Delegation.revoked_at.is_(None), Delegation.account_id != person.id)
        .where(Delegation.starts_on <= today, Delegation.ends_on >= today)
        .where(or_(Delegation.delegate_id == person.id, Delegation.delegate_id.is_(None)))
        .where(Account.status == "active", holds(RoleGrant), RoleGrant.role.in_(roles))
    )
    found: dict[Account, set[str]] = {}
    for delegation, account, role in db.session.execute(wanted):
        if delegation.delegate_id == person.id or _stands_above(person, role):
            found.setdefault(account, set()).add(role)
    return [Absentee(one.id, one.name, frozenset(held)) for one, held in found.items()]


def delegate(
    account: Account,
    deputy: Account | None,
    starts_on: date,
    ends_on: date,
    *,
    by: Any,
    reason: str,
) -> Delegation:
    """Write that a person is away, and who approves in their place; nobody means the next rung."""
    _check_period(account, starts_on, ends_on)
    if deputy is not None and (deputy.id == account.id or deputy.status != "active"):
        message = "Choose another person who works here."
        raise Invalid(message, {"deputy": message})
    if not reason.strip():
        raise Invalid("Say why.", {"reason": "Say why. The reason stays with the record."})
    delegation = Delegation(
        tenant_id=acting().tenant_id,
        account_id=account.id,
        delegate_id=deputy.id if deputy else None,
        starts_on=starts_on,
        ends_on=ends_on,
        reason=reason.strip(),
        granted_by=by.id,
    )
    db.session.add(delegation)
    flush()
    facts: dict[str, Any] = {"starts_on": starts_on, "ends_on": ends_on}
    named = str(deputy.id) if deputy else None
    audit.record("delegate", account, by=by, reason=reason, deputy=named, **facts)
    return delegation


def revoke_delegation(delegation: Delegation, *, by: Any, reason: str) -> None:
    """End an absence now: from the next request on nobody approves in the person's place."""
    if delegation.revoked_at is not None:
        raise Conflict("This absence has ended already.")
    delegation.revoked_at = clock.now()
    flush()
    audit.record("revoke_delegation", delegation.account, by=by, reason=reason)


def list_delegations(account: Account) -> list[Delegation]:
    """List a person's absences that are not over, the next first."""
    wanted = select(Delegation).where(
        Delegation.account_id == account.id,
        Delegation.revoked_at.is_(None),
        Delegation.ends_on >= clock.today(current_pack().time_zone),
    )
    return rows(wanted.order_by(Delegation.starts_on))


def deputies_of(accounts: Iterable[UUID]) -> dict[UUID, str]:
    """Name, for those of these people who are away now and named one, who stands in for them."""
    today, wanted = clock.today(current_pack().time_zone), list(accounts)
    query = (
        select(Delegation.account_id, Account.name)
        .join(Account, Account.id == Delegation.delegate_id)
        .where(Delegation.account_id.in_(wanted), Delegation.revoked_at.is_(None))
        .where(Delegation.starts_on <= today, Delegation.ends_on >= today)
    )
    return dict(db.session.execute(query).all()) if wanted else {}


def _stands_above(person: Any, role: str) -> bool:
    """Whether the person holds the next rung of the ladder above the role."""
    known = current_pack().roles
    return role in known and known[role].reports_to in person.roles


def _check_period(account: Account, starts_on: date, ends_on: date) -> None:
    if ends_on < max(starts_on, clock.today(current_pack().time_zone)):
        message = "The last day lies before the first one, or has passed. Enter a later one."
        raise Invalid(message, {"ends_on": message})
    if any(
        one.starts_on <= ends_on and starts_on <= one.ends_on for one in list_delegations(account)
    ):
        message = "Another absence covers some of these days. End that one first."
        raise Invalid(message, {"starts_on": message})
