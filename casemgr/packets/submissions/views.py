"""The inbox of the prosecutor's office, the page of a submission, and the answers to it."""

import uuid
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_login import current_user

from casemgr import navigation
from casemgr.database.rows import fetch
from casemgr.packets.forms import StepForm
from casemgr.packets.models import Submission
from casemgr.packets.submissions import presenting, queries, sending, services
from casemgr.packets.submissions.forms import answer_form, filter_form, note_form
from casemgr.permissions import Permission, requires
from casemgr.workflows.services import instance_of

bp = Blueprint("submissions", __name__, url_prefix="/submissions", template_folder="templates")
navigation.offer(
    "Submissions", "submissions.index", Permission.SUBMISSION_READ, 5, icon="inbox", key="i"
)


@bp.get("/")
@requires(Permission.SUBMISSION_READ)
def index() -> Any:
    """List what agencies have submitted, in the order in which it is to be answered."""
    form, sort = filter_form(request.args), queries.sort_of(request.args.get("sort", ""))
    asked = form.entries() if form.validate() else {}
    page = queries.list_submissions(asked | {"cursor": request.args}, current_user, sort)
    counts = queries.count_unanswered(current_user)
    facts = {"form": form, "page": page, "sort": sort, "counts": counts}
    facts |= {"names": queries.assignees_of(page.items), "senders": dict(queries.list_senders())}
    return render_template("submissions/index.html", **facts), form.status


@bp.get("/<uuid:submission_id>")
@requires(Permission.SUBMISSION_READ)
def show(submission_id: uuid.UUID) -> Any:
    """Show who sent what, the packet itself, and what can be done with it."""
    return _page(fetch(Submission, submission_id), StepForm())


@bp.post("/<uuid:submission_id>/step")
@requires(Permission.SUBMISSION_DECIDE)
def step(submission_id: uuid.UUID) -> Any:
    """Take a step that needs no page of its own."""
    submission, form = fetch(Submission, submission_id), StepForm.of_request()
    if form.is_sent() and form.carries_out(lambda: _take_step(submission, form)):
        flash("Done.", "success")
        return redirect(url_for(".show", submission_id=submission_id))
    return _page(submission, form)


@bp.route("/<uuid:submission_id>/answer", methods=["GET", "POST"])
@requires(Permission.SUBMISSION_DECIDE)
def answer(submission_id: uuid.UUID) -> Any:
    """Take the step that the address names, with its reason."""
    submission = fetch(Submission, submission_id)
    step, form = answer_form(instance_of(submission), request.args.get("step", ""))
    if form.is_sent() and form.carries_out(
        lambda: services.take_submission_step(
            submission, step.name, by=current_user, **form.taken()
        )
    ):
        flash("Done.", "success")
        return redirect(url_for(".show", submission_id=submission_id))
    page = render_template("submissions/answer.html", submission=submission, step=step, form=form)
    return page, form.status


@bp.route("/<uuid:submission_id>/edit", methods=["GET", "POST"])
@requires(Permission.SUBMISSION_DECIDE)
def edit(submission_id: uuid.UUID) -> Any:
    """Write what the office itself notes on a submission."""
    submission = fetch(Submission, submission_id)
    form = note_form(submission)
    if form.is_sent() and form.carries_out(lambda: _note(submission, form)):
        return redirect(url_for(".show", submission_id=submission_id))
    page = render_template("submissions/edit.html", submission=submission, form=form)
    return page, form.status


@bp.get("/<uuid:submission_id>/packet.pdf")
@requires(Permission.SUBMISSION_READ)
def pdf(submission_id: uuid.UUID) -> Any:
    """Show the packet as a PDF."""
    return sending.send_pdf(fetch(Submission, submission_id))


@bp.get("/<uuid:submission_id>/packet.zip")
@requires(Permission.SUBMISSION_READ)
def download(submission_id: uuid.UUID) -> Any:
    """Give out the whole packet, with its manifest and the program that checks it."""
    return sending.send_zip(fetch(Submission, submission_id))


def _page(submission: Submission, form: StepForm) -> Any:
    """Show a submission, after a step that was refused with the reason for that."""
    view = presenting.view_of(submission, current_user) if submission.number else None
    facts = {"form": form, "view": view, "reason": presenting.reason_of(submission)}
    return render_template("submissions/show.html", submission=submission, **facts), form.status


def _note(submission: Submission, form: Any) -> None:
    form.check_version(submission)
    services.note_submission(submission, **form.entries(), by=current_user)


def _take_step(submission: Submission, form: StepForm) -> None:
    given: dict[str, Any] = {"reason": form.reason.data or "", "row_version": form.seen_version}
    services.take_submission_step(submission, form.step.data, by=current_user, **given)
