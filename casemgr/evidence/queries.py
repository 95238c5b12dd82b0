"""Finding exhibits, hand-overs and files, and the people who may receive an exhibit."""

import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import aliased, selectinload

from casemgr import need_to_know
from casemgr.accounts.models import Account, Clearance, RoleGrant
from casemgr.accounts.people import Person
from casemgr.cases.models import Case, CaseMember
from casemgr.clock import now
from casemgr.database.rows import acting, rows
from casemgr.errors import NotFound
from casemgr.evidence.models import CustodyEvent, EvidenceFile, Exhibit
from casemgr.extensions import db
from casemgr.paging import Order, Page, page_of
from casemgr.permissions import Permission

_CHAIN = selectinload(Exhibit.custody).selectinload(CustodyEvent.receipts)


def list_exhibits(case: Case) -> list[Exhibit]:
    """List a case's exhibits in the order of their numbers, with their custody and files."""
    wanted = select(Exhibit).where(Exhibit.tenant_id == case.tenant_id, Exhibit.case_id == case.id)
    ordered = wanted.order_by(Exhibit.position, Exhibit.id)
    return rows(ordered.options(_CHAIN, selectinload(Exhibit.files)))


def page_of_exhibits(wanted: Mapping[str, Any], person: Person, asked: Mapping[str, str]) -> Page:
    """Return the part of the list of exhibits that the address asks for, the newest first."""
    loaded = select_exhibits(wanted, person).options(_CHAIN, selectinload(Exhibit.case))
    newest = Order(Exhibit.created_at.expression, descending=True)
    return page_of(loaded, Exhibit, newest, asked, noun="exhibits")


def list_chosen(query: Select[Any], most: int) -> list[Exhibit]:
    """List exhibits that were chosen together, case by case, and one more than there may be."""
    ordered = query.order_by(Exhibit.case_id, Exhibit.position, Exhibit.id).limit(most + 1)
    return rows(ordered.options(_CHAIN, selectinload(Exhibit.case)))


def those(keys: Iterable[str]) -> Select[Any]:
    """Select these exhibits, as far as the person may know of them."""
    try:
        wanted = [uuid.UUID(key) for key in keys]
    except ValueError:
        raise NotFound from None
    return select(Exhibit).where(Exhibit.tenant_id == acting().tenant_id, Exhibit.id.in_(wanted))


def select_exhibits(wanted: Mapping[str, Any], person: Person) -> Select[Any]:
    """Select the exhibits that the filters of the list ask for."""
    query = select(Exhibit).where(Exhibit.tenant_id == acting().tenant_id)
    for column in ("kind", "state"):
        if wanted.get(column):
            query = query.where(getattr(Exhibit, column) == wanted[column])
    if wanted.get("words"):
        query = query.where(_mentions(wanted["words"]))
    if wanted.get("holder") == "me":
        query = query.where(Exhibit.id.in_(_held_by(person)))
    return query


def list_to_confirm(person: Any) -> list[CustodyEvent]:
    """List the hand-overs that wait for this person's confirmation, the oldest first."""
    wanted = select(CustodyEvent).where(
        CustodyEvent.tenant_id == person.tenant_id,
        CustodyEvent.receiver_id == person.id,
        CustodyEvent.received_at.is_(None),
    )
    loaded = selectinload(CustodyEvent.exhibit).selectinload(Exhibit.case)
    return rows(wanted.order_by(CustodyEvent.released_at).options(loaded))


def list_files(case: Case) -> list[EvidenceFile]:
    """List the files of a case in the order of their exhibits and of their arrival."""
    wanted = select(EvidenceFile).where(
        EvidenceFile.tenant_id == case.tenant_id, EvidenceFile.case_id == case.id
    )
    joined = wanted.join(EvidenceFile.exhibit)
    return rows(joined.order_by(Exhibit.position, EvidenceFile.uploaded_at, EvidenceFile.id))


def duplicates_of(files: Collection[EvidenceFile]) -> dict[uuid.UUID, list[str]]:
    """Tell for each file which exhibits of the case hold the very same bytes, itself left out."""
    if not files:
        return {}
    wanted = select(EvidenceFile).where(
        EvidenceFile.tenant_id == acting().tenant_id,
        EvidenceFile.case_id == next(iter(files)).case_id,
        EvidenceFile.sha256.in_({file.sha256 for file in files}),
    )
    same = defaultdict(list)
    for file in rows(wanted.options(selectinload(EvidenceFile.exhibit))):
        same[file.sha256].append(file)
    return {
        file.id: sorted({_place(other, file) for other in same[file.sha256] if other is not file})
        for file in files
    }


def list_handlers(record: Case | Exhibit) -> list[Person]:
    """List who may hold a case's exhibits, or one of them: they may know of it and handle evidence.

    Whoever may not know of the case could not confirm that they received anything.
    """
    case = record if isinstance(record, Case) else record.case
    return [
        person
        for person in _people(case)
        if {Permission.EVIDENCE_COLLECT, Permission.EVIDENCE_CUSTODY} & person.permissions
        and need_to_know.decide(person, Permission.EVIDENCE_READ, case)
        and set(record.compartments) <= person.clearances
    ]


def list_common_handlers(exhibits: Collection[Exhibit]) -> list[Person]:
    """List who may hold every one of these exhibits."""
    alike = {(one.case_id, frozenset(one.compartments)): one for one in exhibits}
    found = [{person.id: person for person in list_handlers(one)} for one in alike.values()]
    return [
        person
        for key, person in (found[0] if found else {}).items()
        if all(key in one for one in found)
    ]


def is_custodian(account: Account) -> bool:
    """Tell whether one of a person's roles keeps the agency's evidence."""
    roles = frozenset(_held(RoleGrant, RoleGrant.role)[account.id])
    person = _person(account, roles=roles, clearances=frozenset())
    return Permission.EVIDENCE_CUSTODY in person.permissions


def _people(case: Case) -> list[Person]:
    """Put together the agency's active people as the rules see them with regard to a case."""
    roles, clearances = _held(RoleGrant, RoleGrant.role), _held(Clearance, Clearance.compartment)
    members = select(CaseMember.account_id).where(
        CaseMember.tenant_id == case.tenant_id, CaseMember.case_id == case.id
    )
    team = set(rows(members))
    wanted = select(Account).where(
        Account.tenant_id == case.tenant_id, Account.kind == "person", Account.status == "active"
    )
    return [
        _person(
            account,
            roles=frozenset(roles[account.id]),
            clearances=frozenset(clearances[account.id]),
            cases=frozenset({case.id} if account.id in team else ()),
        )
        for account in rows(wanted.order_by(Account.name))
        if roles[account.id]
    ]


def _person(account: Account, **held: Any) -> Person:
    told = ("id", "tenant_id", "name", "username", "title", "office", "kind")
    return Person(**{name: getattr(account, name) for name in told}, **held)


def _held(grant: Any, what: Any) -> dict[uuid.UUID, set[str]]:
    """Tell what each account of the tenant holds now: roles, or clearances."""
    wanted = select(grant.account_id, what).where(
        grant.tenant_id == acting().tenant_id,
        grant.revoked_at.is_(None),
        grant.until.is_(None) | (grant.until > now()),
    )
    held: dict[uuid.UUID, set[str]] = defaultdict(set)
    for account, name in db.session.execute(wanted):
        held[account].add(name)
    return held


def _held_by(person: Person) -> Select[Any]:
    """Select the exhibits whose last confirmed receiver is this person."""
    later = aliased(CustodyEvent)
    superseded = (
        select(later.id)
        .where(later.tenant_id == CustodyEvent.tenant_id)
        .where(later.exhibit_id == CustodyEvent.exhibit_id)
        .where(later.position > CustodyEvent.position, later.received_at.is_not(None))
        .exists()
    )
    mine = select(CustodyEvent.exhibit_id).where(
        CustodyEvent.tenant_id == person.tenant_id, CustodyEvent.receiver_id == person.id
    )
    return mine.where(CustodyEvent.received_at.is_not(None), ~superseded)


def _mentions(words: str) -> Any:
    """Compare without letting what was typed act as a pattern."""
    return Exhibit.description.icontains(words, autoescape=True) | Exhibit.number.icontains(
        words, autoescape=True
    )


def _place(other: EvidenceFile, file: EvidenceFile) -> str:
    return "this exhibit" if other.exhibit_id == file.exhibit_id else other.exhibit.label
