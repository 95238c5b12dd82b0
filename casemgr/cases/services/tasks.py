"""What is to be done on a case, by whom and by when."""

from datetime import date
from typing import Any

from casemgr import audit, clock
from casemgr.accounts.models import Account
from casemgr.cases.models import Case, Task
from casemgr.cases.services.given import wake_followers
from casemgr.cases.services.opening import record_change
from casemgr.database.rows import flush
from casemgr.errors import Conflict
from casemgr.extensions import db


def add_task(
    case: Case,
    title: str,
    assignee: Account,
    *,
    by: Any,
    detail: str = "",
    due_on: date | None = None,
) -> Task:
    """Ask a person to do something on a case."""
    task = Task(
        tenant_id=case.tenant_id,
        case_id=case.id,
        title=title,
        detail=detail,
        assigned_to=assignee.id,
        due_on=due_on,
        created_by=by.id,
    )
    db.session.add(task)
    flush()
    audit.record("add_task", task, by=by, assigned_to=str(assignee.id))
    return task


def update_task(
    task: Task,
    title: str,
    assignee: Account,
    *,
    by: Any,
    detail: str = "",
    due_on: date | None = None,
) -> Task:
    """Change what is to be done, by whom or by when."""
    task.title, task.detail, task.due_on = title, detail, due_on
    task.assigned_to = assignee.id
    record_change("update_task", task, by=by)
    return task


def finish_task(task: Task, *, by: Any) -> Task:
    """Say that a task is done."""
    if task.done_at:
        raise Conflict("This task is done already.")
    task.done_at, task.done_by = clock.now(), by.id
    wake_followers(task)
    flush()
    audit.record("finish_task", task, by=by)
    return task


def reopen_task(task: Task, *, by: Any) -> Task:
    """Say that a task is not done after all."""
    task.done_at = task.done_by = None
    flush()
    audit.record("reopen_task", task, by=by)
    return task
