"""Cases as tables: the list taken out, and fields of many cases set from a file."""

import uuid
from typing import Any

from flask import Response, g, redirect, render_template, request, url_for
from flask_login import current_user

from casemgr.cases import forms, listing
from casemgr.cases.exporting import export_cases
from casemgr.cases.jobs import IMPORT
from casemgr.cases.services.importing import KEY, importable_fields, read_table
from casemgr.cases.views.blueprint import bp
from casemgr.database.rows import fetch
from casemgr.errors import NotFound
from casemgr.jobs.models import Job
from casemgr.jobs.services import enqueue, list_jobs
from casemgr.permissions import Permission, requires
from casemgr.spreadsheets import line
from casemgr.tenants import current_pack


@bp.post("/export")
@requires(Permission.CASE_READ)
def export() -> Any:
    """Send the list as it is filtered, with its columns, as a table; the audit has it first."""
    asked = forms.filter_form(current_pack()).asked()
    sort = listing.sort_of(request.args.get("sort", ""))
    return _table(export_cases(asked, sort, by=g.person), "cases.csv")


@bp.get("/import/template")
@requires(Permission.CASE_EDIT)
def import_template() -> Any:
    """Send the head of a table that can be filled in."""
    names = [field.name for field in importable_fields(current_user)]
    return _table(line([KEY, *names]), "case-fields.csv")


@bp.route("/import", methods=["GET", "POST"])
@requires(Permission.CASE_EDIT)
def import_table() -> Any:
    """Take a table in, to be tried first or carried out at once."""
    form, jobs = forms.TableForm.of_request(), []
    if form.is_sent() and form.carries_out(lambda: jobs.append(_start(form))):
        return redirect(url_for("jobs.show", job_id=jobs[0].id))
    shown = {"fields": importable_fields(current_user), "earlier": list_jobs(IMPORT, current_user)}
    return render_template("cases/import.html", form=form, **shown), form.status


@bp.get("/import/<uuid:job_id>")
@requires(Permission.CASE_EDIT)
def import_result(job_id: uuid.UUID) -> Any:
    """Show what became of each row of a table."""
    return render_template("cases/imported.html", job=_own_job(job_id))


@bp.post("/import/<uuid:job_id>/apply")
@requires(Permission.CASE_EDIT)
def apply_import(job_id: uuid.UUID) -> Any:
    """Carry out what was tried."""
    tried = _own_job(job_id)
    done = enqueue(IMPORT, {**tried.payload, "dry": False}, by=current_user)
    return redirect(url_for("jobs.show", job_id=done.id))


def _start(form: Any) -> Job:
    rows = read_table(form.text(), by=current_user)
    way = {"dry": form.way.data == "try", "all_or_none": form.refusal.data == "all"}
    return enqueue(IMPORT, {"rows": rows, **way}, by=current_user)


def _own_job(job_id: uuid.UUID) -> Job:
    """Return an import that this person asked for; nobody else's is to be known of."""
    job = fetch(Job, job_id)
    if job.kind != IMPORT or job.requested_by != current_user.id:
        raise NotFound
    return job


def _table(content: Any, name: str) -> Response:
    response = Response(content, mimetype="text/csv", content_type="text/csv; charset=utf-8")
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response
