"""Importing a list: sent in, read, looked at, applied or abandoned; and the report of its rows."""

import uuid
from typing import Any

from flask import (
    Blueprint,
    Response,
    current_app,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask_login import current_user

from casemgr.database.rows import fetch
from casemgr.documents.storage import Store
from casemgr.extensions import db
from casemgr.handling import accepts_upload
from casemgr.jobs.models import Job
from casemgr.paging import Order, page_of
from casemgr.permissions import Permission, requires
from regulatory.imports import jobs, queries, services
from regulatory.imports.forms import ApplyForm, ListForm
from regulatory.imports.layouts import layouts
from regulatory.imports.models import ImportProblem
from regulatory.imports.weighing import loses_most
from regulatory.registry.models import RegistryImport, Stage

bp = Blueprint("imports", __name__, url_prefix="/registry/imports", template_folder="templates")


@bp.get("/")
@requires(Permission.REGISTRY_IMPORT)
def index() -> Any:
    """List the lists that came in, the latest first."""
    return render_template("imports/index.html", imports=queries.list_imports())


@bp.route("/new", methods=["GET", "POST"])
@requires(Permission.REGISTRY_IMPORT)
@accepts_upload
def create() -> Any:
    """Take a list in; it is read first, and nothing is changed yet."""
    form, taken = ListForm.of_request(), []
    if form.is_sent() and form.carries_out(lambda: taken.append(_take_in(form))):
        return redirect(url_for(".show", import_id=taken[0].id))
    return render_template("imports/create.html", form=form), form.status


@bp.get("/<uuid:import_id>")
@requires(Permission.REGISTRY_IMPORT)
def show(import_id: uuid.UUID) -> Any:
    """Show how far an import is, what the list changes, and which rows are in doubt."""
    one = fetch(RegistryImport, import_id)
    order = Order(ImportProblem.line)
    wanted = queries.problems_of(one).order_by(None)
    return render_template(
        "imports/show.html",
        one=one,
        job=_job(one),
        layout=layouts().get(one.layout),
        form=ApplyForm() if one.stage == Stage.READ and loses_most(one) else None,
        page=page_of(wanted, ImportProblem, order, request.args, noun="rows"),
    )


@bp.get("/<uuid:import_id>/progress")
@requires(Permission.REGISTRY_IMPORT)
def progress(import_id: uuid.UUID) -> Any:
    """Answer with the progress alone; at the end the page is to be loaded anew."""
    one = fetch(RegistryImport, import_id)
    job = _job(one)
    answer = make_response(render_template("imports/progress.html", one=one, job=job))
    if job is None or job.state in ("done", "failed"):
        answer.headers["HX-Refresh"] = "true"
    return answer


@bp.post("/<uuid:import_id>/apply")
@requires(Permission.REGISTRY_IMPORT)
def apply(import_id: uuid.UUID) -> Any:
    """Have the registry changed by the list."""
    allowed = ApplyForm.of_request().allow_vanishing.data
    one = fetch(RegistryImport, import_id)
    jobs.have_applied(one, by=current_user, allow_vanishing=allowed)
    return redirect(url_for(".show", import_id=import_id))


@bp.post("/<uuid:import_id>/resume")
@requires(Permission.REGISTRY_IMPORT)
def resume(import_id: uuid.UUID) -> Any:
    """Have a list read on where its reading was broken off."""
    jobs.have_read(fetch(RegistryImport, import_id), by=current_user)
    return redirect(url_for(".show", import_id=import_id))


@bp.post("/<uuid:import_id>/abandon")
@requires(Permission.REGISTRY_IMPORT)
def abandon(import_id: uuid.UUID) -> Any:
    """Give up a list that is not applied."""
    services.abandon_import(fetch(RegistryImport, import_id).id, by=current_user)
    return redirect(url_for(".show", import_id=import_id))


@bp.get("/<uuid:import_id>/report.csv")
@requires(Permission.REGISTRY_IMPORT)
def report(import_id: uuid.UUID) -> Any:
    """Give out every refused or doubtful row with its line and reason as a table."""
    one = fetch(RegistryImport, import_id)
    answer = Response("".join(queries.report_of(one)), mimetype="text/csv")
    answer.headers["Content-Disposition"] = 'attachment; filename="rows-refused.csv"'
    return answer


def _take_in(form: Any) -> RegistryImport:
    settings = current_app.config["SETTINGS"]
    sent, store = form.file.data, Store(settings.files)
    kept = store.put(current_user.tenant_id, sent.stream, settings.upload_limit)
    one = services.begin_import(
        store, kept, sent.filename, by=current_user, list_date=form.list_date.data
    )
    jobs.have_read(one, by=current_user)
    return one


def _job(one: RegistryImport) -> Job | None:
    return db.session.get(Job, (one.tenant_id, one.job_id)) if one.job_id else None
