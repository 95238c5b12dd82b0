"""The page of a step that asks for something before it is taken."""

import uuid
from collections.abc import Callable
from typing import Any

from flask import redirect, render_template, request
from flask_login import current_user

from casemgr.cases import forms
from casemgr.cases.models import Case
from casemgr.cases.views.blueprint import bp
from casemgr.database.rows import fetch
from casemgr.errors import NotFound
from casemgr.permissions import Permission, requires
from casemgr.tenants import current_pack
from casemgr.workflows.models import WorkflowInstance
from casemgr.workflows.offering import known_step
from casemgr.workflows.services import OfferedStep, find_life, offered_steps, take_step
from casemgr.workflows.subjects import page_of


@bp.route("/<uuid:case_id>/steps/<name>", methods=["GET", "POST"])
@requires(Permission.CASE_READ)
def ask(case_id: uuid.UUID, name: str) -> Any:
    """Ask for what a step of a case needs to know, and take it."""
    return ask_step(fetch(Case, case_id), name)


def ask_step(record: Any, name: str, take: Callable[..., Any] = take_step) -> Any:
    """Ask for what a step of any record needs to know, and take it by the record's service."""
    life, back = find_life(record), page_of(record)
    if life is None:
        raise NotFound
    step = _offered(record, life, name)
    form = forms.step_form(record, current_pack(), step)
    if form.is_sent() and form.carries_out(lambda: _take(record, step, form, take)):
        return redirect(back)
    form.row_version.data = form.row_version.data or life.row_version
    case = record if isinstance(record, Case) else record.case
    facts = {"record": record, "case": case, "step": step, "back": back}
    return render_template("cases/step.html", form=form, **facts), form.status


def _offered(record: Any, life: WorkflowInstance, name: str) -> OfferedStep:
    """Return the step of that name that this person is offered, or was when the page was opened."""
    offered = offered_steps(record, current_user, life)
    step = next((one for one in offered if one.name == name), None)
    if step is None and request.method == "POST":
        step = known_step(record, name, current_user, life)
    if step is None:
        raise NotFound
    return step


def _take(record: Any, step: OfferedStep, form: Any, take: Callable[..., Any]) -> None:
    given = form.entries()
    take(
        record,
        step.name,
        by=current_user,
        reason=given.get("reason") or "",
        entries=given["fields"],
        row_version=form.seen_version,
    )
