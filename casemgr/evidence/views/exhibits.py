"""The pages of exhibits: those of a case, all of them, one of them."""

import uuid
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_login import current_user

from casemgr.cases.forms import StepForm
from casemgr.cases.models import Case
from casemgr.cases.views.steps import ask_step
from casemgr.database.rows import fetch
from casemgr.evidence import actions, chain, presenting
from casemgr.evidence.access import check_may_collect, check_may_handle, may_collect, may_handle
from casemgr.evidence.forms import FilterForm, edit_exhibit_form, new_exhibit_form
from casemgr.evidence.models import Exhibit
from casemgr.evidence.printing import custody_log_pdf
from casemgr.evidence.queries import list_exhibits, list_to_confirm, page_of_exhibits
from casemgr.evidence.services.exhibits import edit_exhibit, log_exhibit, take_exhibit_step
from casemgr.evidence.views import bp
from casemgr.evidence.views.pages import answer, attempt
from casemgr.evidence.views.sending import send_pdf
from casemgr.permissions import Permission, requires
from casemgr.tenants import current_pack
from casemgr.workflows.services import instance_of


@bp.get("/exhibits")
@requires(Permission.EVIDENCE_READ)
def index() -> Any:
    """List what waits for this person's confirmation, and the exhibits they may know of."""
    form = FilterForm(request.args)
    presenting.offer_filters(form)
    form.validate()
    page = page_of_exhibits(form.sound_entries(), current_user, request.args)
    lines = [presenting.line_of(exhibit) for exhibit in page.items]
    waiting = list_to_confirm(current_user)
    return render_template(
        "evidence/index.html", form=form, page=page, lines=lines, waiting=waiting
    )


@bp.get("/cases/<uuid:case_id>/exhibits")
@requires(Permission.EVIDENCE_READ)
def case_index(case_id: uuid.UUID) -> Any:
    """List the exhibits of a case."""
    case = fetch(Case, case_id)
    lines = [presenting.line_of(exhibit) for exhibit in list_exhibits(case)]
    collects = may_collect(case, current_user)
    return render_template("evidence/case_index.html", case=case, lines=lines, collects=collects)


@bp.route("/cases/<uuid:case_id>/exhibits/new", methods=["GET", "POST"])
@requires(Permission.EVIDENCE_COLLECT)
def create(case_id: uuid.UUID) -> Any:
    """Log an exhibit: first what kind of thing it is, then what is known of it."""
    case, kind = fetch(Case, case_id), request.args.get("kind", "")
    check_may_collect(case, current_user)
    kinds = current_pack().kinds.get("exhibit", {})
    if kind not in kinds:
        return render_template("evidence/kinds.html", case=case, kinds=kinds)
    form = new_exhibit_form(case, kind)
    exhibit = attempt(form, lambda: log_exhibit(case, kind, **form.entries(), by=current_user))
    if exhibit:
        return redirect(url_for(".show", exhibit_id=exhibit.id))
    return answer("evidence/create.html", form, case=case, kind=kinds[kind])


@bp.get("/exhibits/<uuid:exhibit_id>")
@requires(Permission.EVIDENCE_READ)
def show(exhibit_id: uuid.UUID) -> Any:
    """Show an exhibit: what it is, its chain of custody, its files and what is to be done."""
    return _page(fetch(Exhibit, exhibit_id), StepForm())


@bp.route("/exhibits/<uuid:exhibit_id>/edit", methods=["GET", "POST"])
@requires(Permission.EVIDENCE_READ)
def edit(exhibit_id: uuid.UUID) -> Any:
    """Complete or correct what is known of an exhibit."""
    exhibit = fetch(Exhibit, exhibit_id)
    check_may_handle(exhibit.case, current_user)
    form = edit_exhibit_form(exhibit)

    def save() -> Exhibit:
        form.check_version(exhibit)
        return edit_exhibit(exhibit, **form.entries(), by=current_user)

    if attempt(form, save):
        return redirect(url_for(".show", exhibit_id=exhibit.id))
    return answer("evidence/edit.html", form, exhibit=exhibit)


@bp.post("/exhibits/<uuid:exhibit_id>/step")
@requires(Permission.EVIDENCE_READ)
def step(exhibit_id: uuid.UUID) -> Any:
    """Take a step of the exhibit's life that is no hand-over."""
    exhibit, form = fetch(Exhibit, exhibit_id), StepForm.of_request()
    if attempt(form, lambda: _take_step(exhibit, form)):
        flash("The step was taken.", "success")
        return redirect(url_for(".show", exhibit_id=exhibit.id))
    return _page(exhibit, form)


@bp.route("/exhibits/<uuid:exhibit_id>/steps/<name>", methods=["GET", "POST"])
@requires(Permission.EVIDENCE_READ)
def ask(exhibit_id: uuid.UUID, name: str) -> Any:
    """Ask for what a step of an exhibit needs to know, and take it."""
    return ask_step(fetch(Exhibit, exhibit_id), name, take_exhibit_step)


@bp.get("/exhibits/<uuid:exhibit_id>/custody-log")
@requires(Permission.EVIDENCE_READ)
def custody_log(exhibit_id: uuid.UUID) -> Any:
    """Print the custody log of an exhibit."""
    exhibit = fetch(Exhibit, exhibit_id)
    return send_pdf(custody_log_pdf(exhibit), f"Custody log, exhibit {exhibit.number}.pdf")


def _page(exhibit: Exhibit, form: StepForm) -> Any:
    """Show an exhibit, after a step that was refused with the reason for that."""
    return answer(
        "evidence/show.html",
        form,
        exhibit=exhibit,
        view=presenting.view_of(exhibit),
        gaps=chain.find_gaps(exhibit),
        offered=actions.list_offered(exhibit, current_user),
        life=instance_of(exhibit),
        may_handle=may_handle(exhibit.case, current_user),
    )


def _take_step(exhibit: Exhibit, form: StepForm) -> Exhibit:
    version, reason = form.seen_version, form.reason.data or ""
    take_exhibit_step(exhibit, form.step.data, by=current_user, reason=reason, row_version=version)
    return exhibit
