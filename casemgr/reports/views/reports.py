"""A case's reports, and writing, showing, reworking and correcting one."""

import uuid
from typing import Any

from flask import redirect, render_template, request, url_for
from flask_login import current_user

from casemgr.cases.models import Case
from casemgr.database.rows import fetch
from casemgr.errors import Conflict
from casemgr.permissions import Permission, requires
from casemgr.reports import forms, queries, services
from casemgr.reports.models import Report
from casemgr.reports.services.writing import refuse_unless_editable
from casemgr.reports.terms import report_types
from casemgr.reports.views import bp
from casemgr.reports.views.pages import attempt, report_page
from casemgr.tenants import current_pack


@bp.get("/cases/<uuid:case_id>/reports")
@requires(Permission.REPORT_READ)
def index(case_id: uuid.UUID) -> Any:
    """List the reports of a case."""
    case, form = fetch(Case, case_id), forms.filter_form(current_pack())
    others = {name: value for name, value in request.args.items() if name not in form}
    page = queries.list_reports(case, current_user, others | form.sound_entries())
    sort = request.args.get("sort", "-number")
    return render_template("reports/index.html", case=case, page=page, form=form, sort=sort)


@bp.get("/reports/<uuid:report_id>")
@requires(Permission.REPORT_READ)
def show(report_id: uuid.UUID) -> Any:
    """Show a report with what was said of it and what can be done next."""
    return report_page(queries.fetch_report(report_id, current_user))


@bp.route("/cases/<uuid:case_id>/reports/new", methods=["GET", "POST"])
@requires(Permission.REPORT_WRITE)
def create(case_id: uuid.UUID) -> Any:
    """Begin a report: its type first, then what that type asks."""
    case, pack = fetch(Case, case_id), current_pack()
    if request.args.get("type", "") not in report_types():
        return render_template("reports/types.html", case=case, kinds=report_types())
    form = forms.writing_form(case, pack, current_user, request.args["type"])
    report = attempt(form, lambda: _write(case, form))
    if report:
        return redirect(url_for(".show", report_id=report.id))
    return render_template("reports/create.html", case=case, form=form), form.status


@bp.route("/reports/<uuid:report_id>/edit", methods=["GET", "POST"])
@requires(Permission.REPORT_WRITE)
def edit(report_id: uuid.UUID) -> Any:
    """Rework a draft; the second of two people sees what the first one saved."""
    report, pack = queries.fetch_report(report_id, current_user), current_pack()
    if request.method == "GET":
        refuse_unless_editable(report, current_user)
    form = forms.editing_form(report, pack, current_user)
    if attempt(form, lambda: _update(report, form)):
        return redirect(url_for(".show", report_id=report.id))
    overtaken = forms.differences(form, report, pack, current_user) if form.is_stale else []
    page = render_template("reports/edit.html", report=report, form=form, overtaken=overtaken)
    return page, form.status


@bp.route("/reports/<uuid:report_id>/correct", methods=["GET", "POST"])
@requires(Permission.REPORT_WRITE)
def correct(report_id: uuid.UUID) -> Any:
    """Begin a report that corrects one of the record."""
    report, pack = queries.fetch_report(report_id, current_user), current_pack()
    if report.serialised_at is None:
        raise Conflict("This report is not in the record yet: it can be changed itself.")
    form = forms.writing_form(report.case, pack, current_user, report.report_type, report)
    correction = attempt(form, lambda: _write(report.case, form, corrects=report))
    if correction:
        return redirect(url_for(".show", report_id=correction.id))
    page = render_template("reports/create.html", case=report.case, form=form, corrects=report)
    return page, form.status


def _write(case: Case, form: Any, corrects: Report | None = None) -> Report:
    return services.write_report(case, by=current_user, corrects=corrects, **form.entries())


def _update(report: Report, form: Any) -> Report:
    form.check_version(report)
    return services.update_report(report, by=current_user, **form.entries())
