"""What a reviewer and an author say to each other about a draft; it is not part of the report."""

from typing import Any

from casemgr import audit
from casemgr.database.rows import flush
from casemgr.errors import Conflict, Invalid
from casemgr.extensions import db
from casemgr.reports.models import Report, ReportComment
from casemgr.reports.phases import is_finished


def add_comment(report: Report, text: str, *, by: Any) -> ReportComment:
    """Say something about a draft to those who work on it; it cannot be changed afterwards."""
    if not text.strip():
        raise Invalid("Write the comment.", {"text": "Write the comment."})
    if is_finished(report):
        raise Conflict("This report is finished, so nobody works on it any more.")
    comment = ReportComment(
        tenant_id=report.tenant_id,
        case_id=report.case_id,
        report_id=report.id,
        author_id=by.id,
        text=text.strip(),
        compartments=report.compartments,
    )
    db.session.add(comment)
    flush()
    audit.record("comment_on_report", report, by=by)
    return comment
