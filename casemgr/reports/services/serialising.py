"""Approval makes a report part of the record: number, hash and PDF in one transaction.

The series of the case stays locked until the transaction ends, so numbers have no gap whoever
approves at the same moment. The files are stored under their hashes before the row is written; a
file left over from a transaction that failed is found by nothing and harms nothing. The row is
closed last, in one statement, and from then on the database refuses to change it.
"""

from io import BytesIO
from typing import Any

from flask import current_app

from casemgr import audit, clock
from casemgr.database.rows import flush
from casemgr.documents.assembly import count_pages
from casemgr.documents.storage import Store
from casemgr.errors import Conflict, NotFound
from casemgr.reports.content import canonical, content_of, digest_of
from casemgr.reports.models import Report
from casemgr.reports.printing import print_draft, print_report
from casemgr.reports.queries import count_mentions, list_mentions
from casemgr.tenants import current_pack
from casemgr.tenants.series import next_number


def serialise_report(report: Report, *, by: Any) -> Report:
    """Give a report its number, print it once, and close it for good."""
    _refuse_if_unready(report)
    value, number = _next_number(report)
    at = clock.now()
    content = content_of(report, number=number, approver=by, at=at)
    digest = digest_of(content)
    pdf = print_report(content, digest)
    _keep(report, canonical(content))
    report.number, report.serial, report.content_sha256 = value, number, digest
    report.pdf_sha256, report.pages = _keep(report, pdf), count_pages(pdf)
    report.serialised_at, report.serialised_by = at, by.id
    flush()
    audit.record(
        "serialise_report",
        report,
        by=by,
        number=value,
        content_sha256=digest,
        pdf_sha256=report.pdf_sha256,
    )
    return report


def pdf_of(report: Report) -> bytes:
    """Return the stored PDF of a serialised report, hashed again before it goes out."""
    if report.pdf_sha256 is None:
        raise NotFound
    _store().verify(report.tenant_id, report.pdf_sha256)
    with _store().open(report.tenant_id, report.pdf_sha256) as file:
        return file.read()


def preview_of(report: Report) -> bytes:
    """Return how a draft would look on paper; it is not stored."""
    if report.serialised_at:
        raise NotFound
    return print_draft(content_of(report))


def _refuse_if_unready(report: Report) -> None:
    if report.serialised_at:
        raise Conflict(f"{report.label} is part of the record already.")
    if not report.case.number:
        raise Conflict("There is no number to file it under yet. The opening is approved first.")
    if count_mentions(report) != len(list_mentions(report)):
        raise Conflict(
            "The report names somebody whom you are not cleared to know. Somebody who is cleared"
            " must approve it, or the author leaves the name off."
        )


def _next_number(report: Report) -> tuple[int, str]:
    numbering = current_pack().numbering["report"]
    series = numbering.series_for(report.report_type)
    on = clock.today(current_pack().time_zone)
    office, case = current_pack().office_code(report.case.office), str(report.case_id)
    key = numbering.series_key(series, office=office, on=on, case=case)
    value = next_number(key, series.first)
    shown = report.case.number or ""
    return value, numbering.format(series, value, office=office, on=on, case=shown)


def _keep(report: Report, content: bytes) -> str:
    limit = current_app.config["SETTINGS"].upload_limit
    return _store().put(report.tenant_id, BytesIO(content), limit).sha256


def _store() -> Store:
    return Store(current_app.config["SETTINGS"].files)
