"""Reviewing a report: comments on it, and the steps of its workflow."""

import uuid
from typing import Any

from flask import flash, redirect, url_for
from flask_login import current_user

from casemgr.cases.forms.asked import StepForm
from casemgr.cases.views.steps import ask_step
from casemgr.errors import Conflict, Invalid
from casemgr.extensions import db
from casemgr.handling import remember_refusal
from casemgr.permissions import Permission, requires
from casemgr.reports import queries, services
from casemgr.reports.forms import CommentForm
from casemgr.reports.models import Report
from casemgr.reports.views import bp
from casemgr.reports.views.pages import attempt, report_page
from casemgr.workflows.services import take_step


@bp.post("/reports/<uuid:report_id>/steps")
@requires(Permission.REPORT_READ)
def advance(report_id: uuid.UUID) -> Any:
    """Take a step of the report's workflow; a refusal lists what is missing."""
    report, form = queries.fetch_report(report_id, current_user), StepForm.of_request()
    try:
        moved = _advance(report, form)
    except (Conflict, Invalid) as error:
        db.session.rollback()
        remember_refusal(error)
        return report_page(report, refusal=error, typed=form.reason.data or "")
    flash("Done." if moved else "Your approval counts. Another one is needed.", "success")
    return redirect(url_for(".show", report_id=report_id))


@bp.route("/reports/<uuid:report_id>/steps/<name>", methods=["GET", "POST"])
@requires(Permission.REPORT_READ)
def ask(report_id: uuid.UUID, name: str) -> Any:
    """Ask for what a step of a report needs to know, and take it."""
    return ask_step(queries.fetch_report(report_id, current_user), name)


@bp.post("/reports/<uuid:report_id>/comments")
@requires(Permission.REPORT_READ)
def comment(report_id: uuid.UUID) -> Any:
    """Say something about a draft."""
    report, form = queries.fetch_report(report_id, current_user), CommentForm.of_request()
    queries.refuse_readers(current_user)
    said = attempt(form, lambda: services.add_comment(report, form.text.data, by=current_user))
    if said:
        return redirect(url_for(".show", report_id=report_id, _anchor="comments"))
    return report_page(report, comment=form)


def _advance(report: Report, form: StepForm) -> Any:
    if not form.is_sent():
        raise Invalid("Choose a step, and give a reason of at most 4,000 characters.")
    return take_step(
        report,
        form.step.data,
        by=current_user,
        reason=form.reason.data or "",
        row_version=form.seen_version,
    )
