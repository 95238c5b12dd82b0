"""The people and offices that a changed pack no longer knows."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select

from casemgr import clock
from casemgr.accounts.models import Account, RoleGrant
from casemgr.cases.models import Case
from casemgr.changes.findings import Finding, about
from casemgr.changes.records import EXAMPLES, RECORDS
from casemgr.database.rows import acting
from casemgr.extensions import db
from casemgr.tenants.checks import KEEPING
from casemgr.tenants.pack import Pack

ACTIVE = Account.status == "active"


def find_people(old: Pack, new: Pack) -> Iterator[Finding]:
    """Report people whose role or office, and open cases whose office, would be gone, and what
    nobody could do any more to put the agency right.
    """
    for permission, deed in KEEPING.items():
        before, after = _who_may(permission, old), _who_may(permission, new)
        if before and not after:
            words = f"Nobody with an active account could {deed}: {permission} would be with none."
            yield Finding(f"{words} Leave it to a role that somebody holds.", 0, blocks=True)
    for name in old.roles.keys() - new.roles.keys():
        yield from _holders(name)
    for name in old.offices.keys() - new.offices.keys():
        yield from _staff(name)
        yield from _cases(name)


def _holders(role: str) -> Iterator[Finding]:
    words = f"would lose the role {role}, which is left out. Give another role, and take this away"
    yield from _accounts(words, _holds([role]))


def _who_may(permission: str, pack: Pack) -> int:
    """Count the active accounts to which a role gives the permission."""
    roles = [role.name for role in pack.roles.values() if permission in role.permissions]
    own = Account.tenant_id == acting().tenant_id
    return _count(own, ACTIVE, Account.kind == "person", _holds(roles))


def _holds(roles: list[str]) -> ColumnElement[bool]:
    holding = select(RoleGrant.account_id).where(
        RoleGrant.tenant_id == acting().tenant_id,
        RoleGrant.role.in_(roles),
        RoleGrant.revoked_at.is_(None),
        or_(RoleGrant.until.is_(None), RoleGrant.until > clock.now()),
    )
    return Account.id.in_(holding)


def _staff(office: str) -> Iterator[Finding]:
    words = f"would be without an office, for {office} is left out. Transfer them first"
    yield from _accounts(words, Account.office == office)


def _accounts(words: str, *conditions: ColumnElement[bool]) -> Iterator[Finding]:
    """Report active accounts; user names are no content, an operator lists them too."""
    chosen = [Account.tenant_id == acting().tenant_id, ACTIVE, *conditions]
    count = _count(*chosen)
    if count:
        wanted: Any = select(Account.username).where(*chosen).order_by(Account.username)
        examples = tuple(db.session.scalars(wanted.limit(EXAMPLES)))
        text = about(count, "person", f"{words}.", "people")
        yield Finding(text, count, examples, blocks=True)


def _count(*conditions: ColumnElement[bool]) -> int:
    return db.session.execute(select(func.count(Account.id)).where(*conditions)).scalar_one()


def _cases(office: str) -> Iterator[Finding]:
    records, conditions = RECORDS["case"], (Case.office == office, Case.closed_on.is_(None))
    count = records.count(*conditions)
    if count:
        words = f"open in {office}, which is left out. Transfer them first."
        text = about(count, "case", words)
        yield Finding(text, count, records.examples(*conditions), blocks=True)
