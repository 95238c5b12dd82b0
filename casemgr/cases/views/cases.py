"""The list of cases, and opening, showing, changing and moving one."""

import uuid
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_login import current_user

from casemgr import clock
from casemgr.cases import forms, listing, queries, services
from casemgr.cases.access import fetch_to_change
from casemgr.cases.field_queries import list_columns
from casemgr.cases.models import Case
from casemgr.cases.views.blueprint import bp, form_page
from casemgr.database.rows import fetch
from casemgr.errors import Conflict
from casemgr.handling import remember_refusal
from casemgr.parties.fields import shown_fields
from casemgr.permissions import Permission, requires
from casemgr.tenants import current_pack
from casemgr.workflows.services import OfferedStep, instance_of, offered_steps, take_step


@bp.get("/")
@requires(Permission.CASE_READ)
def index() -> Any:
    """List the cases that the person may know of."""
    pack = current_pack()
    form, sort = forms.filter_form(pack), listing.sort_of(request.args.get("sort", ""))
    page = listing.list_cases(form.asked() | {"cursor": request.args}, sort)
    columns, today = list_columns(pack), clock.today(pack.time_zone)
    return render_template(
        "cases/index.html", form=form, page=page, sort=sort, columns=columns, today=today
    )


@bp.get("/<uuid:case_id>")
@requires(Permission.CASE_READ)
def show(case_id: uuid.UUID) -> Any:
    """Show where a case stands and what can be done next."""
    return _overview(fetch(Case, case_id))


@bp.route("/new", methods=["GET", "POST"])
@requires(Permission.CASE_OPEN)
def create() -> Any:
    """Open a case: the type first, then what its type asks."""
    pack, case_type = current_pack(), request.args.get("type", "")
    if case_type not in pack.case_types:
        return render_template("cases/types.html")
    form = forms.opening_form(pack, case_type, current_user)
    made: list[Case] = []
    if form.is_sent() and form.carries_out(lambda: made.append(_open(form, case_type))):
        return redirect(url_for(".show", case_id=made[0].id))
    page = render_template("cases/create.html", form=form, type=pack.case_types[case_type])
    return page, form.status


@bp.route("/<uuid:case_id>/edit", methods=["GET", "POST"])
@requires(Permission.CASE_EDIT)
def edit(case_id: uuid.UUID) -> Any:
    """Change the facts of a case; the second of two people sees what the first one saved."""
    case = fetch_to_change(case_id, current_user)
    form = forms.editing_form(case, current_pack())
    if form.is_sent() and form.carries_out(lambda: _update(case, form)):
        return redirect(url_for(".show", case_id=case_id))
    return form_page(case, form, "Edit the facts", "Save", "cases.show")


@bp.route("/<uuid:case_id>/access", methods=["GET", "POST"])
@requires(Permission.CASE_EDIT)
def restrict(case_id: uuid.UUID) -> Any:
    """Say who may know of a case."""
    case = fetch_to_change(case_id, current_user)
    form = forms.access_form(case, current_pack(), current_user)
    if form.is_sent() and form.carries_out(lambda: _restrict(case, form)):
        return redirect(url_for(".show", case_id=case_id))
    return form_page(case, form, "Who can see it", "Save", "cases.show")


@bp.post("/<uuid:case_id>/steps")
@requires(Permission.CASE_READ)
def advance(case_id: uuid.UUID) -> Any:
    """Take a step of the case's workflow; a refusal lists what is missing."""
    case, form = fetch(Case, case_id), forms.StepForm.of_request()
    if not form.is_sent():
        return _overview(case, form=form)
    try:
        moved = _advance(case, form)
    except Conflict as error:
        remember_refusal(error)
        return _overview(case, form=form, refusal=error)
    flash("Done." if moved else "Your approval counts. Another one is needed.", "success")
    return redirect(url_for(".show", case_id=case_id))


def _overview(case: Case, form: Any = None, refusal: Conflict | None = None) -> Any:
    life = instance_of(case)
    page = render_template(
        "cases/show.html",
        case=case,
        form=form,
        refusal=refusal,
        life=life,
        offered=sorted(offered_steps(case, current_user, life), key=_hardship),
        groups=shown_fields("case", case, case_type=case.case_type),
        subjects=queries.list_subjects(case),
        charges=queries.list_charges(case),
        today=clock.today(current_pack().time_zone),
    )
    return page, refusal.status if refusal else form.status if form else 200


def _hardship(step: OfferedStep) -> tuple[bool, bool]:
    """Put first what can be done at once, then what needs a reason, then what must wait."""
    return bool(step.unmet), step.reason != "none"


def _open(form: Any, case_type: str) -> Case:
    return services.open_case(case_type=case_type, by=current_user, **form.entries())


def _update(case: Case, form: Any) -> None:
    form.check_version(case)
    services.update_case(case, by=current_user, **form.entries())


def _restrict(case: Case, form: Any) -> None:
    form.check_version(case)
    given = {"compartments": case.compartments} | form.entries()
    services.restrict_case(case, by=current_user, **given)


def _advance(case: Case, form: Any) -> Any:
    return take_step(
        case,
        form.step.data,
        by=current_user,
        reason=form.reason.data or "",
        row_version=form.seen_version,
    )
