"""Reports on paper: the PDF that was made at approval, and how a draft would look."""

import uuid

from flask import Response, request
from flask_login import current_user

from casemgr.permissions import Permission, requires
from casemgr.reports import queries, services
from casemgr.reports.models import Report
from casemgr.reports.views import bp

POLICY = "sandbox; default-src 'none'; frame-ancestors 'none'"


@bp.get("/reports/<uuid:report_id>/report.pdf")
@requires(Permission.REPORT_READ)
def pdf(report_id: uuid.UUID) -> Response:
    """Send the PDF of a report of the record, hashed again on the way out."""
    report = queries.fetch_report(report_id, current_user)
    return _sent(services.pdf_of(report), report)


@bp.get("/reports/<uuid:report_id>/draft.pdf")
@requires(Permission.REPORT_READ)
def draft(report_id: uuid.UUID) -> Response:
    """Send a draft as it would look in print, marked as a draft on every page."""
    report = queries.fetch_report(report_id, current_user)
    return _sent(services.preview_of(report), report)


def _sent(content: bytes, report: Report) -> Response:
    """Show it in the browser's own viewer, or hand it over to be saved when that is asked for."""
    shown = "attachment" if "save" in request.args else "inline"
    response = Response(content, mimetype="application/pdf")
    response.headers.set("Content-Disposition", shown, filename=_name(report))
    response.headers["Content-Security-Policy"] = POLICY
    return response


def _name(report: Report) -> str:
    case = report.case.number or "case without a number"
    return f"{case} report {report.number or 'draft'}.pdf"
