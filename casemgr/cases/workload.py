"""How the work of those whom a supervisor sees is spread, and how old it has become."""

import uuid
from datetime import date, timedelta
from typing import Any, NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import contains_eager

from casemgr import clock
from casemgr.accounts.models import Account
from casemgr.cases.models import Case, Task
from casemgr.database.rows import rows
from casemgr.extensions import db
from casemgr.tenants import current_pack
from casemgr.workflows.models import WorkflowInstance
from casemgr.workflows.standing import list_states

MOST = 50
BUCKETS = ("0 to 30 days", "31 to 60", "61 to 90", "over 90")
_BOUNDS = (0, 31, 61, 91)


class Load(NamedTuple):
    """What one agent has to do."""

    agent_id: uuid.UUID
    name: str
    open: int
    late: int
    oldest: int
    tasks_late: int


class Ageing(NamedTuple):
    """How long the cases of one state have been in it: how many in each bucket."""

    state: str
    label: str
    counts: tuple[int, ...]


def loads() -> list[Load]:
    """List each agent's open cases, late reviews, oldest case and late tasks, the most first."""
    today, late_tasks = _today(), _late_tasks()
    late = func.count().filter(Case.review_due_on < today)
    query = (
        select(Account.id, Account.name, func.count(), late, func.min(Case.opened_on))
        .join(Account, Account.id == Case.case_agent_id)
        .where(Case.closed_on.is_(None))
        .group_by(Account.id, Account.name)
        .order_by(func.count().desc(), Account.name)
    )
    return [
        Load(key, name, count, overdue, (today - oldest).days, late_tasks.get(key, 0))
        for key, name, count, overdue, oldest in db.session.execute(query)
    ]


def ageing() -> list[Ageing]:
    """Count the open cases of each state by how long they have been in it."""
    counts = [func.count().filter(*_bucket(place)) for place in range(len(BUCKETS))]
    query = (
        select(Case.state, *counts)
        .join(WorkflowInstance, WorkflowInstance.subject_id == Case.id)
        .where(WorkflowInstance.subject_type == "case", Case.closed_on.is_(None))
        .group_by(Case.state)
    )
    found = {state: tuple(numbers) for state, *numbers in db.session.execute(query)}
    return [
        Ageing(name, label, found[name]) for name, label in list_states("case") if name in found
    ]


def review_queue() -> list[Case]:
    """List the cases by when their review is due, the latest first."""
    query = (
        select(Case)
        .join(Case.case_agent)
        .options(contains_eager(Case.case_agent))
        .where(Case.review_due_on.is_not(None))
    )
    return rows(query.order_by(Case.review_due_on, Case.id).limit(MOST))


def _late_tasks() -> dict[uuid.UUID, int]:
    query = (
        select(Task.assigned_to, func.count())
        .where(Task.done_at.is_(None), Task.due_on < _today())
        .group_by(Task.assigned_to)
    )
    return dict(db.session.execute(query).all())


def _bucket(place: int) -> list[Any]:
    """Compare the moment of entry with the bounds of a bucket, which count whole days."""
    entered, now = WorkflowInstance.entered_at, clock.now()
    newest = [entered <= now - timedelta(days=_BOUNDS[place])] if place else []
    last = place + 1 == len(_BOUNDS)
    return newest + ([] if last else [entered > now - timedelta(days=_BOUNDS[place + 1])])


def _today() -> date:
    return clock.today(current_pack().time_zone)
