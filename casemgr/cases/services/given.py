"""Tasks that a step of a workflow gives: to whom, until when, and one after another."""

import uuid
from typing import Any

from sqlalchemy import select

from casemgr import audit, clock
from casemgr.cases.models import Case, Task
from casemgr.cases.reach import colleagues_of
from casemgr.database.rows import acting, flush, rows
from casemgr.extensions import db
from casemgr.tenants import current_pack
from casemgr.workflows.definition import Step
from casemgr.workflows.workdays import later


def give_tasks(record: Any, step: Step, by: Any) -> None:
    """Write the tasks that a step gives; one that comes after another has no day until then."""
    case = db.session.get(Case, (acting().tenant_id, record.case_id))
    if case is None:
        return
    made: dict[str, Task] = {}
    for wanted in step.tasks:
        before = made.get(wanted.after)
        task = Task(
            tenant_id=case.tenant_id,
            case_id=case.id,
            title=wanted.title,
            assigned_to=_assignee(record, case, wanted.whose),
            origin=step.name,
            after_id=before.id if before else None,
            due_days=wanted.days or wanted.business_days or None,
            in_business_days=bool(wanted.business_days),
            created_by=by.id,
        )
        task.due_on = None if before else due_of(task)
        db.session.add(task)
        flush()
        audit.record("add_task", task, by=by, assigned_to=str(task.assigned_to), step=step.name)
        made[wanted.name] = task


def wake_followers(task: Task) -> None:
    """Set the days of the tasks that waited for this one, now that it is done."""
    waiting = select(Task).where(
        Task.case_id == task.case_id, Task.after_id == task.id, Task.due_on.is_(None)
    )
    for follower in rows(waiting):
        follower.due_on = due_of(follower)


def due_of(task: Task) -> Any:
    """Return the day by which a task is to be done that begins today."""
    if not task.due_days:
        return None
    today = clock.today(current_pack().time_zone)
    return later(today, task.due_days, business=task.in_business_days)


def _assignee(record: Any, case: Case, whose: str) -> uuid.UUID:
    """Find whom a task is for: the person of a relation, or one in reach who holds the role."""
    if whose == "author":
        return record.created_by
    if whose == "case_agent" or whose not in current_pack().roles:
        return getattr(record, f"{whose}_id", None) or case.case_agent_id
    found = colleagues_of(case, {whose})
    return next((one.id for one in found if whose in one.roles), case.case_agent_id)
