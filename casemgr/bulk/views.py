"""Changing many cases: what and to what, the dry run, the doing, and what became of each case."""

import uuid
from collections.abc import Iterator
from typing import Any

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from flask_login import current_user
from sqlalchemy import Select

from casemgr.bulk import forms, queries, services
from casemgr.bulk.models import BulkChange, BulkRow, Outcome
from casemgr.bulk.services.running import may_make
from casemgr.cases.forms import filter_form
from casemgr.cases.listing import filtered
from casemgr.database.rows import fetch, rows
from casemgr.errors import Invalid
from casemgr.permissions import Permission, requires
from casemgr.spreadsheets import line
from casemgr.tenants import current_pack

bp = Blueprint("bulk", __name__, url_prefix="/cases/bulk", template_folder="templates")

OUTCOMES = {
    Outcome.POSSIBLE: ("Would be changed", "active"),
    Outcome.CHANGED: ("Changed", "good"),
    Outcome.APPROVED: ("Approved by you; others must agree", "waiting"),
    Outcome.REFUSED: ("Refused", "bad"),
    Outcome.MOVED: ("Moved on since", "waiting"),
    Outcome.SAME: ("Unchanged, it is so already", "done"),
    Outcome.WAITING: ("Not tried yet", "draft"),
}
NOT_DONE = ("Not done yet", "draft")


@bp.get("/")
@requires(Permission.CASE_BULK)
def index() -> Any:
    """List the changes that the person has asked for."""
    return render_template("bulk/index.html", changes=queries.list_changes())


@bp.route("/new", methods=["GET", "POST"])
@requires(Permission.CASE_BULK)
def create() -> Any:
    """Choose what is to be changed in the chosen cases, then to what; it is tried first."""
    cases = _chosen()
    count = queries.count_of(cases)
    usable = 0 < count <= services.MOST
    form = usable and forms.change_form(request.args.get("what", ""), cases, current_user)
    made: list[BulkChange] = []
    if form and form.is_sent() and form.carries_out(lambda: made.append(_ask(form, cases))):
        return redirect(url_for(".show", bulk_id=made[0].id))
    if form:
        return render_template("bulk/create.html", form=form, count=count), form.status
    offers = forms.list_offers(cases, current_user) if usable else {}
    return render_template("bulk/choose.html", count=count, most=services.MOST, offers=offers)


@bp.get("/<uuid:bulk_id>")
@requires(Permission.CASE_BULK)
def show(bulk_id: uuid.UUID) -> Any:
    """Show how far a change is, what it would do or has done, and why not."""
    change = fetch(BulkChange, bulk_id)
    return render_template(
        "bulk/show.html",
        change=change,
        job=queries.find_job(change),
        counts=queries.counts_of(change),
        groups=queries.groups_of(change),
        page=queries.page_of_rows(change, request.args),
        outcomes=outcomes_of(change),
        may_make=may_make(change),
    )


@bp.get("/<uuid:bulk_id>/progress")
@requires(Permission.CASE_BULK)
def progress(bulk_id: uuid.UUID) -> Any:
    """Answer with the progress alone; at the end the page is to be loaded anew."""
    change = fetch(BulkChange, bulk_id)
    job = queries.find_job(change)
    answer = make_response(render_template("bulk/progress.html", change=change, job=job))
    if job is None or job.state in ("done", "failed"):
        answer.headers["HX-Refresh"] = "true"
    return answer


@bp.post("/<uuid:bulk_id>/make")
@requires(Permission.CASE_BULK)
def make(bulk_id: uuid.UUID) -> Any:
    """Make the change that has been tried, or go on with it."""
    change = services.make_change(fetch(BulkChange, bulk_id).id, by=current_user)
    return redirect(url_for(".show", bulk_id=change.id))


@bp.post("/<uuid:bulk_id>/stop")
@requires(Permission.CASE_BULK)
def stop(bulk_id: uuid.UUID) -> Any:
    """Stop before the next cases."""
    change = services.stop_change(fetch(BulkChange, bulk_id).id, by=current_user)
    return redirect(url_for(".show", bulk_id=change.id))


@bp.get("/<uuid:bulk_id>/results.csv")
@requires(Permission.CASE_BULK)
def results(bulk_id: uuid.UUID) -> Any:
    """Give out what became of each case as a table."""
    change = fetch(BulkChange, bulk_id)
    answer = Response("".join(_table(change)), mimetype="text/csv")
    answer.headers["Content-Disposition"] = 'attachment; filename="cases-changed.csv"'
    return answer


def outcomes_of(change: BulkChange) -> dict[str, tuple[str, str]]:
    """Return each outcome in words with its tone, as this change is so far."""
    told: dict[str, tuple[str, str]] = {str(one): words for one, words in OUTCOMES.items()}
    return told | ({Outcome.POSSIBLE: NOT_DONE} if change.begun_at else {})


def _chosen() -> Select[Any]:
    """Select the ticked cases, or those that fit the filters of the list."""
    if "ticked" in request.args:
        return queries.those(request.args.getlist("case"))
    filters = filter_form(current_pack())
    if filters.errors:
        raise Invalid("A filter of the list cannot be read. Mend it in the list first.")
    return filtered(filters.asked(), current_pack())


def _ask(form: Any, cases: Select[Any]) -> BulkChange:
    return services.ask_change(forms.wish_of(form), cases, by=current_user)


def _table(change: BulkChange) -> Iterator[str]:
    outcomes = outcomes_of(change)
    yield line(["Number", "Title", "Result", "Reasons"])
    for row in rows(queries.narrowed(change, request.args).order_by(BulkRow.position)):
        words = outcomes[row.outcome][0]
        yield line([row.case.number or "", row.case.title, words, " ".join(row.reasons)])
