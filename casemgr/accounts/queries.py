"""Finding accounts and what they hold."""

import uuid
from collections.abc import Iterable
from typing import Any

from sqlalchemy import ColumnElement, or_, select

from casemgr import clock
from casemgr.accounts.models import Account, Clearance, RoleGrant, SignInSession
from casemgr.database.rows import rows
from casemgr.extensions import db


def find_account(username: str) -> Account | None:
    """Return the account with this user name in the session's tenant."""
    return db.session.scalar(select(Account).where(Account.username == username.strip().casefold()))


def list_people() -> list[Account]:
    """List the accounts of people, by name."""
    return rows(select(Account).where(Account.kind == "person").order_by(Account.name))


def list_grants(account: Account) -> list[RoleGrant]:
    """List the roles that an account holds now."""
    wanted = select(RoleGrant).where(RoleGrant.account_id == account.id, holds(RoleGrant))
    return rows(wanted.order_by(RoleGrant.granted_at))


def list_clearances(account: Account) -> list[Clearance]:
    """List the clearances that an account holds now."""
    wanted = select(Clearance).where(Clearance.account_id == account.id, holds(Clearance))
    return rows(wanted.order_by(Clearance.granted_at))


def list_sessions(account: Account) -> list[SignInSession]:
    """List where an account is signed in now, the last used first."""
    wanted = select(SignInSession).where(
        SignInSession.account_id == account.id,
        SignInSession.revoked_at.is_(None),
        SignInSession.idle_until > clock.now(),
        SignInSession.expires_at > clock.now(),
    )
    return rows(wanted.order_by(SignInSession.seen_at.desc()))


def roles_held() -> dict[uuid.UUID, list[str]]:
    """Return the names of the roles that each account of the tenant holds now, in one query."""
    held: dict[uuid.UUID, list[str]] = {}
    wanted = select(RoleGrant).where(holds(RoleGrant)).order_by(RoleGrant.granted_at)
    for grant in rows(wanted):
        held.setdefault(grant.account_id, []).append(grant.role)
    return held


def grantors_of(grants: Iterable[RoleGrant | Clearance]) -> dict[uuid.UUID, str]:
    """Return the names of those who gave these, in one query."""
    wanted = {grant.granted_by for grant in grants}
    found = rows(select(Account).where(Account.id.in_(wanted))) if wanted else []
    return {account.id: account.name for account in found}


def holds(model: Any) -> ColumnElement[bool]:
    """A grant counts until it is taken away or its end has come."""
    return model.revoked_at.is_(None) & or_(model.until.is_(None), model.until > clock.now())
