"""The page of a step that asks for something before it is taken."""

import uuid
from typing import Any

from flask import redirect, url_for
from flask_login import current_user

from casemgr.cases import forms
from casemgr.cases.models import Case
from casemgr.cases.views.blueprint import bp, form_page
from casemgr.database.rows import fetch
from casemgr.errors import NotFound
from casemgr.permissions import Permission, requires
from casemgr.tenants import current_pack
from casemgr.workflows.services import OfferedStep, instance_of, offered_steps, take_step


@bp.route("/<uuid:case_id>/steps/<name>", methods=["GET", "POST"])
@requires(Permission.CASE_READ)
def ask(case_id: uuid.UUID, name: str) -> Any:
    """Ask for what a step needs to know, and take it."""
    case = fetch(Case, case_id)
    step = _asking(case, name)
    form = forms.step_form(case, current_pack(), step.form)
    if form.is_sent() and form.carries_out(lambda: _take(case, step, form)):
        return redirect(url_for(".show", case_id=case_id))
    form.row_version.data = form.row_version.data or instance_of(case).row_version
    return form_page(case, form, step.label, step.label, "cases.show", about=step.hint)


def _asking(case: Case, name: str) -> OfferedStep:
    """Return the step that this person is offered, if it asks for anything."""
    offered = (step for step in offered_steps(case, current_user) if step.name == name)
    step = next(offered, None)
    if step is None or not step.form:
        raise NotFound
    return step


def _take(case: Case, step: OfferedStep, form: Any) -> None:
    given = form.entries()
    take_step(
        case,
        step.name,
        by=current_user,
        reason=given["reason"] or "",
        entries=given["fields"],
        row_version=form.seen_version,
    )
