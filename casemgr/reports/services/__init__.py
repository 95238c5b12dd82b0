"""What is done with reports: written, reworked, commented on, and made part of the record."""

from casemgr.reports.services.commenting import add_comment
from casemgr.reports.services.serialising import pdf_of, preview_of, serialise_report
from casemgr.reports.services.writing import (
    may_edit,
    mention_party,
    update_report,
    write_report,
)

__all__ = [
    "add_comment",
    "may_edit",
    "mention_party",
    "pdf_of",
    "preview_of",
    "serialise_report",
    "update_report",
    "write_report",
]
