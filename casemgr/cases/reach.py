"""Who can know of a record and holds a role: the people who can move it on, by name."""

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import literal, or_, select

from casemgr.accounts.models import Account, Clearance, RoleGrant
from casemgr.accounts.queries import holds
from casemgr.cases.models import Case, CaseMember
from casemgr.database.rows import acting, rows
from casemgr.extensions import db
from casemgr.need_to_know import CASE, CLEARED
from casemgr.tenants import current_pack
from casemgr.tenants.pack import Pack

MOST = 200
_CIRCLES = ("team", "office", "tenant")


@dataclass
class Colleague:
    """A person as the need to know sees one, with the roles that they hold now."""

    tenant_id: int
    id: UUID
    name: str
    office: str
    roles: set[str] = field(default_factory=set)
    clearances: set[str] = field(default_factory=set)
    cases: Collection[UUID] = ()
    pack: Pack = field(default_factory=current_pack)

    @property
    def reach(self) -> str:
        """The widest circle that one of the roles sees."""
        held = [self.pack.roles[name].reach for name in self.roles if name in self.pack.roles]
        return max(held, key=_CIRCLES.index, default="team")

    @property
    def offices(self) -> Collection[str]:
        """The person's office and those under it."""
        known = self.office in self.pack.offices
        return self.pack.offices_under(self.office) if known else (self.office,)

    @property
    def permissions(self) -> set[str]:
        """All that the roles permit."""
        held = (self.pack.roles[name].permissions for name in self.roles if name in self.pack.roles)
        return set().union(*held)


def colleagues_of(record: Any, roles: Collection[str]) -> list[Colleague]:
    """List who holds one of the roles and may know of the record, the case agent and team first."""
    case = _case_of(record)
    team = _team(case) if case else []
    found = _holders(roles, case, team)
    hidden = {*getattr(record, "compartments", ()), *(case.compartments if case else ())}
    _add_clearances(found, hidden)
    able = [one for one in found if hidden <= one.clearances and (not case or _sees(one, case))]
    first = [case.case_agent_id, *team] if case else []
    return sorted(able, key=lambda one: (one.id not in first[:1], one.id not in first, one.name))


def _sees(person: Any, case: Case) -> bool:
    return CLEARED.python(person, case) and CASE.python(person, case)


def _case_of(record: Any) -> Case | None:
    key = getattr(record, "case_id", None)
    return db.session.get(Case, (acting().tenant_id, key)) if key else None


def _team(case: Case) -> list[UUID]:
    return rows(select(CaseMember.account_id).where(CaseMember.case_id == case.id))


def _holders(roles: Collection[str], case: Case | None, team: list[UUID]) -> list[Colleague]:
    """Read the holders of the roles who can be near the case, with all their roles."""
    near = select(RoleGrant.account_id).where(RoleGrant.role.in_(roles), holds(RoleGrant))
    wanted = (
        select(Account, RoleGrant.role)
        .join(RoleGrant, RoleGrant.account_id == Account.id)
        .where(Account.kind == "person", Account.status == "active", Account.id.in_(near))
        .where(holds(RoleGrant))
    )
    if case is not None:
        wanted = wanted.where(_near(case, team))
    found: dict[UUID, Colleague] = {}
    for account, role in db.session.execute(wanted.order_by(Account.name).limit(MOST)):
        one = found.setdefault(account.id, _colleague(account, case, team))
        one.roles.add(role)
    return list(found.values())


def _near(case: Case, team: list[UUID]) -> Any:
    """Leave out in the query those who certainly do not see the case; the rule decides the rest."""
    pack = current_pack()
    above = [name for name in pack.offices if case.office in pack.offices_under(name)]
    far = [name for name, role in pack.roles.items() if role.reach == "tenant"]
    return or_(
        literal(case.reach == "tenant"),
        Account.id.in_([case.case_agent_id, *team]),
        Account.office.in_(above),
        RoleGrant.role.in_(far),
    )


def _colleague(account: Account, case: Case | None, team: list[UUID]) -> Colleague:
    known = {case.id} if case and account.id in team else set()
    return Colleague(account.tenant_id, account.id, account.name, account.office, cases=known)


def _add_clearances(found: list[Colleague], hidden: set[str]) -> None:
    """Read who is cleared, where that matters at all."""
    if not hidden:
        return
    people = {one.id: one for one in found}
    wanted = select(Clearance).where(Clearance.account_id.in_(people), holds(Clearance))
    for clearance in rows(wanted):
        people[clearance.account_id].clearances.add(clearance.compartment)
