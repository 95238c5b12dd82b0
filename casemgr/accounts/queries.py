"""Finding accounts and what they hold."""

from sqlalchemy import select

from casemgr.accounts.models import Account, Clearance, RoleGrant
from casemgr.database.rows import rows
from casemgr.extensions import db


def find_account(username: str) -> Account | None:
    """Return the account with this user name in the session's tenant."""
    return db.session.scalar(select(Account).where(Account.username == username.strip().casefold()))


def list_grants(account: Account) -> list[RoleGrant]:
    """List the roles that an account holds now."""
    wanted = select(RoleGrant).where(
        RoleGrant.account_id == account.id, RoleGrant.revoked_at.is_(None)
    )
    return rows(wanted.order_by(RoleGrant.granted_at))


def list_clearances(account: Account) -> list[Clearance]:
    """List the clearances that an account holds now."""
    wanted = select(Clearance).where(
        Clearance.account_id == account.id, Clearance.revoked_at.is_(None)
    )
    return rows(wanted.order_by(Clearance.granted_at))
