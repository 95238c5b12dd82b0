"""Printed forms: the custody log of an exhibit, with what the agency records and every hash."""

from flask import render_template
from markupsafe import Markup

from casemgr.documents.rendering import print_page, render_pdf
from casemgr.evidence import chain
from casemgr.evidence.models import Exhibit
from casemgr.evidence.presenting import view_of
from casemgr.tenants import current_pack


def custody_log_pdf(exhibit: Exhibit) -> bytes:
    """Print the custody log of an exhibit as a PDF."""
    pack = current_pack()
    page = print_page(
        f"Custody log, exhibit {exhibit.number}",
        custody_log_body(exhibit),
        marking=pack.marking,
        agency=pack.name,
        reference=exhibit.case.label,
    )
    return render_pdf(page)


def custody_log_body(exhibit: Exhibit) -> Markup:
    """Return the custody log as a part of a printed page, for a packet that holds several."""
    html = render_template(
        "evidence/print/custody_log.html",
        exhibit=exhibit,
        view=view_of(exhibit),
        gaps=chain.find_gaps(exhibit),
        pack=current_pack(),
    )
    return Markup(html)  # noqa: S704 - the template has escaped what it shows.
