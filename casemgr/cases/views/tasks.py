"""What is to be done on a case."""

import uuid
from typing import Any

from flask import redirect, render_template, url_for
from flask_login import current_user

from casemgr import clock
from casemgr.accounts.models import Account
from casemgr.cases import forms, queries, services
from casemgr.cases.access import check_may_change, fetch_to_change
from casemgr.cases.models import Case, Task
from casemgr.cases.views.blueprint import bp, form_page
from casemgr.database.rows import fetch
from casemgr.permissions import Permission, requires
from casemgr.tenants import current_pack


@bp.get("/<uuid:case_id>/tasks")
@requires(Permission.CASE_READ)
def tasks(case_id: uuid.UUID) -> Any:
    """List what is to be done and what is done."""
    case = fetch(Case, case_id)
    today = clock.today(current_pack().time_zone)
    found = queries.list_tasks(case)
    return render_template("cases/tasks.html", case=case, tasks=found, today=today)


@bp.route("/<uuid:case_id>/tasks/new", methods=["GET", "POST"])
@requires(Permission.CASE_EDIT)
def add_task(case_id: uuid.UUID) -> Any:
    """Ask somebody on the case to do something."""
    case = fetch_to_change(case_id, current_user)
    form = forms.task_form(case)
    if form.is_sent() and form.carries_out(lambda: _add(case, form)):
        return redirect(url_for(".tasks", case_id=case_id))
    return form_page(case, form, "Add a task", "Add", "cases.tasks")


@bp.route("/<uuid:case_id>/tasks/<uuid:task_id>/edit", methods=["GET", "POST"])
@requires(Permission.CASE_EDIT)
def edit_task(case_id: uuid.UUID, task_id: uuid.UUID) -> Any:
    """Change a task."""
    case, task = queries.fetch_with_case(Task, case_id, task_id)
    check_may_change(case, current_user)
    form = forms.task_form(case, task)
    if form.is_sent() and form.carries_out(lambda: _update(task, form)):
        return redirect(url_for(".tasks", case_id=case_id))
    return form_page(case, form, "Edit the task", "Save", "cases.tasks")


@bp.post("/<uuid:case_id>/tasks/<uuid:task_id>/done")
@requires(Permission.CASE_EDIT)
def finish_task(case_id: uuid.UUID, task_id: uuid.UUID) -> Any:
    """Say that a task is done."""
    case, task = queries.fetch_with_case(Task, case_id, task_id)
    check_may_change(case, current_user)
    services.finish_task(task, by=current_user)
    return redirect(url_for(".tasks", case_id=case_id))


@bp.post("/<uuid:case_id>/tasks/<uuid:task_id>/reopen")
@requires(Permission.CASE_EDIT)
def reopen_task(case_id: uuid.UUID, task_id: uuid.UUID) -> Any:
    """Say that a task is not done after all."""
    case, task = queries.fetch_with_case(Task, case_id, task_id)
    check_may_change(case, current_user)
    services.reopen_task(task, by=current_user)
    return redirect(url_for(".tasks", case_id=case_id))


def _add(case: Case, form: Any) -> None:
    services.add_task(case, by=current_user, **_entries(form))


def _update(task: Task, form: Any) -> None:
    form.check_version(task)
    services.update_task(task, by=current_user, **_entries(form))


def _entries(form: Any) -> dict[str, Any]:
    """Return what was entered, with the person in place of their key."""
    given = form.entries()
    assignee = fetch(Account, given.pop("assigned_to"))
    return given | {"assignee": assignee}
