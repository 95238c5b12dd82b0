"""A report on paper: the agency's letterhead, numbered paragraphs, indexing, signatures, hash."""

from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from flask import current_app

from casemgr.documents.rendering import print_page, render_pdf
from casemgr.reports.content import Content
from casemgr.reports.narrative import direction, paragraphs
from casemgr.tenants import current_pack
from casemgr.wording import day

PRINT = Path(__file__).parent / "print"
HALF_A_LINE = 45
ASSETS = {path.name: path.read_bytes() for path in sorted(PRINT.iterdir())}


def print_report(content: Content, digest: str) -> bytes:
    """Lay out an approved report; the hash of what it says stands at the foot of each page."""
    return render_pdf(page_of(content, digest), assets=ASSETS)


def print_draft(content: Content) -> bytes:
    """Lay out a draft as it would look, marked on every page as no part of the record."""
    return render_pdf(page_of(content, ""), assets=ASSETS)


def page_of(content: Content, digest: str) -> str:
    """Return the page that is laid out; everything typed is escaped on its way into it."""
    pack = current_pack()
    body = current_app.jinja_env.get_template("reports/print/report.html").render(
        content=content,
        digest=digest,
        pack=pack,
        paragraphs=paragraphs(content["narrative"]),
        rows=_rows(content["fields"]),
        direction=direction,
        written=lambda text: day(date.fromisoformat(text)),
        moment=lambda text: moment(datetime.fromisoformat(text), pack.time_zone),
    )
    return print_page(
        _title(content),
        body,
        marking=_marking(content),
        agency=pack.name,
        reference=_reference(content),
    )


def moment(at: datetime, zone: str) -> str:
    """Write a moment in the agency's own time, with that zone's name."""
    local = at.astimezone(ZoneInfo(zone))
    return f"{day(local)}, {local:%H:%M} {local:%Z}"


def _rows(fields: list[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    """Set the agency's own fields two in a row, and one with a long answer by itself."""
    found: list[list[dict[str, Any]]] = []
    for field in fields:
        alone = len(field["shown"]) > HALF_A_LINE
        if alone or not found or len(found[-1]) == 2 or len(found[-1][0]["shown"]) > HALF_A_LINE:
            found.append([field])
        else:
            found[-1].append(field)
    return found


def _title(content: Content) -> str:
    number = f"Report {content['number']}" if content["number"] else "Draft report"
    return f"{number}: {content['title']}"


def _reference(content: Content) -> str:
    case = content["case"]["number"] or "No number yet"
    return f"{case} · Report {content['number']}" if content["number"] else f"{case} · Draft"


def _marking(content: Content) -> str:
    """Add to the agency's marking what the report is restricted to."""
    restricted = [one["label"].upper() for one in content["compartments"]]
    return " // ".join([current_pack().marking, *restricted])
