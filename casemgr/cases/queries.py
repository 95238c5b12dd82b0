"""Finding cases and what hangs on them, as far as the person may know of it."""

import uuid
from collections.abc import Iterable
from typing import Any, TypeVar

from sqlalchemy import Select, func, or_, select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import contains_eager

from casemgr import clock
from casemgr.accounts.models import Account, Clearance, RoleGrant
from casemgr.cases.models import (
    Case,
    CaseLink,
    CaseMember,
    CaseNote,
    CaseSubject,
    Charge,
    NoteRevision,
    Task,
    TimelineEntry,
)
from casemgr.database.rows import acting, fetch, rows
from casemgr.errors import NotFound
from casemgr.extensions import db
from casemgr.permissions import Permission
from casemgr.tenants import current_pack
from casemgr.workflows.standing import list_states

Row = TypeVar("Row")


def find_by_number(number: str) -> Case | None:
    """Return the case of that number, or None when there is none to be known of."""
    query = select(Case).where(Case.tenant_id == acting().tenant_id, Case.number == number.strip())
    return db.session.scalar(query)


def get_in_case(model: type[Row], case_id: uuid.UUID, key: uuid.UUID) -> Row:
    """Return what stands under that very case; what stands under another one is not found."""
    row: Any = db.session.get(model, (acting().tenant_id, key))
    if row is None or row.case_id != case_id:
        raise NotFound
    return row


def fetch_with_case(model: type[Row], case_id: uuid.UUID, key: uuid.UUID) -> tuple[Case, Row]:
    """Return a case and a row under it, and note that both are read."""
    case = fetch(Case, case_id)
    fetch(model, key)
    return case, get_in_case(model, case_id, key)


def list_subjects(case: Case) -> list[CaseSubject]:
    """List the parties of a case in their order, each with who it is."""
    query = _with(CaseSubject.party).where(CaseSubject.case_id == case.id)
    return rows(query.order_by(CaseSubject.position))


def list_people(case: Case) -> list[tuple[str, str]]:
    """List the parties of a case as a form chooses among them: id and name."""
    return list({str(one.party_id): one.party.name for one in list_subjects(case)}.items())


def list_charges(case: Case) -> list[Charge]:
    """List the charges of a case in their order."""
    return rows(select(Charge).where(Charge.case_id == case.id).order_by(Charge.position))


def list_members(case: Case) -> list[CaseMember]:
    """List the team of a case besides its case agent, each with their account."""
    query = _with(CaseMember.account).where(CaseMember.case_id == case.id)
    return rows(query.order_by(CaseMember.added_at))


def find_member(case: Case, account_id: uuid.UUID, role: str) -> CaseMember | None:
    """Return the part that a person already has in a team."""
    return db.session.scalar(
        select(CaseMember).where(
            CaseMember.case_id == case.id,
            CaseMember.account_id == account_id,
            CaseMember.role == role,
        )
    )


def list_colleagues() -> list[Account]:
    """List the people of the agency who can be given work."""
    query = select(Account).where(Account.kind == "person", Account.status == "active")
    return rows(query.order_by(Account.name))


def list_agents() -> list[Any]:
    """List the people one of whose roles may open and lead a case: id, name and title."""
    leading = [
        role.name
        for role in current_pack().roles.values()
        if Permission.CASE_OPEN in role.permissions
    ]
    query = (
        select(Account.id, Account.name, Account.title)
        .where(Account.kind == "person", Account.status == "active", Account.id.in_(_held(leading)))
        .order_by(Account.name)
    )
    return list(db.session.execute(query))


def list_leaders() -> list[Account]:
    """List who may lead cases now and who leads or led one, whatever became of the account."""
    able = [one.id for one in list_agents()]
    leads = select(Case.id).where(
        Case.tenant_id == Account.tenant_id, Case.case_agent_id == Account.id
    )
    query = select(Account).where(or_(Account.id.in_(able), leads.exists()))
    return rows(query.order_by(Account.name))


def clearances_of(account_id: uuid.UUID) -> set[str]:
    """Return the compartments for which a person is cleared now."""
    query = select(Clearance.compartment).where(
        Clearance.account_id == account_id,
        Clearance.revoked_at.is_(None),
        or_(Clearance.until.is_(None), Clearance.until > clock.now()),
    )
    return set(rows(query))


def list_notes(case: Case) -> list[NoteRevision]:
    """List the notes of a case in their present wording, the newest note first."""
    query = (
        _with(NoteRevision.note)
        .join(CaseNote.author)
        .options(contains_eager(NoteRevision.note, CaseNote.author))
        .where(NoteRevision.case_id == case.id)
        .ext(distinct_on(NoteRevision.note_id))
        .order_by(NoteRevision.note_id.desc(), NoteRevision.position.desc())
    )
    return rows(query)


def list_revisions(note: CaseNote) -> list[NoteRevision]:
    """List the wordings of a note, the present one first."""
    query = select(NoteRevision).where(NoteRevision.note_id == note.id)
    return rows(query.order_by(NoteRevision.position.desc()))


def list_tasks(case: Case) -> list[Task]:
    """List the tasks of a case: open ones by when they are due, then those that are done."""
    query = _with(Task.assignee).where(Task.case_id == case.id)
    return rows(query.order_by(Task.done_at.is_not(None), Task.due_on.nulls_last(), Task.id))


def list_entries(case: Case) -> list[TimelineEntry]:
    """List what the agent has entered of what happened in the matter."""
    query = select(TimelineEntry).where(TimelineEntry.case_id == case.id)
    return rows(query.order_by(TimelineEntry.happened_on, TimelineEntry.happened_at))


def count_by_state(account_id: uuid.UUID) -> list[tuple[str, str, int]]:
    """Count the cases that a person leads in each state: its name, its label, how many."""
    query = (
        select(Case.state, func.count())
        .where(Case.case_agent_id == account_id)
        .group_by(Case.state)
    )
    counts = dict(db.session.execute(query).all())
    known = list_states("case") if counts else []
    return [(name, label, counts[name]) for name, label in known if name in counts]


def list_links(case: Case) -> list[tuple[CaseLink, Case]]:
    """List the ties of a case in both directions, each with the other case if it can be seen."""
    query = (
        select(CaseLink, Case)
        .join(
            Case,
            or_(
                (CaseLink.case_id == case.id) & (Case.id == CaseLink.other_case_id),
                (CaseLink.other_case_id == case.id) & (Case.id == CaseLink.case_id),
            ),
        )
        .order_by(CaseLink.created_at)
    )
    return [(link, other) for link, other in db.session.execute(query)]


def names_of(accounts: Iterable[uuid.UUID]) -> dict[uuid.UUID, str]:
    """Return the names of these people of the agency, in one query."""
    wanted = list(set(accounts))
    query = select(Account.id, Account.name).where(Account.id.in_(wanted))
    return dict(db.session.execute(query).all()) if wanted else {}


def next_position(model: Any, *conditions: Any) -> int:
    """Return the place after the last of those rows."""
    last = db.session.scalar(select(func.max(model.position)).where(*conditions))
    return (last or 0) + 1


def _with(relation: Any) -> Select[Any]:
    """Select the rows at the near end of a relation, each with the one row at its far end."""
    return select(relation.class_).join(relation).options(contains_eager(relation))


def _held(roles: list[str]) -> Any:
    return select(RoleGrant.account_id).where(
        RoleGrant.role.in_(roles),
        RoleGrant.revoked_at.is_(None),
        or_(RoleGrant.until.is_(None), RoleGrant.until > clock.now()),
    )
