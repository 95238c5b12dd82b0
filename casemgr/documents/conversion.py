"""Evidence files as pages: what can be shown is shown, the rest gets a slip sheet."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from markupsafe import Markup

from casemgr.documents.rendering import print_page, printable, render_pdf
from casemgr.documents.worker import DocumentRefused, Limits, Worker

WORKER = Worker(Limits(cpu=60, wall=120, memory=2 << 30), tasks=100)

_SLIP = Markup("""<section class="slip">
<h1>Document provided in native format</h1>
<table class="facts"><tbody>{rows}</tbody></table>
{reason}
</section>""")
_ROW = Markup('<tr><th scope="row">{}</th><td{}><bdi>{}</bdi></td></tr>')


class ConversionFailed(DocumentRefused):
    """A file cannot be shown as pages; the message says why and is printed on its slip sheet."""


@dataclass(frozen=True)
class Pages:
    """A file as a PDF; `reason` says why it is a slip sheet, empty when the file itself shows."""

    pdf: bytes
    reason: str = ""


def convert_to_pdf(
    path: Path, media_type: str, name: str, *, running: Mapping[str, str] | None = None
) -> bytes | None:
    """The file as PDF pages, or None for a kind of file that is only handed over as it is.

    PDFs pass through without their scripts, actions and attachments; pictures, messages and text
    are laid out. `running` may hold marking, agency and reference for the running heads. Raises
    ConversionFailed for a damaged, locked or hostile file.
    """
    facts = {"path": str(path), "media_type": media_type, "name": name}
    try:
        _, pdfs = WORKER.call("convert", {**facts, "running": dict(running or {})})
    except DocumentRefused as refusal:
        raise ConversionFailed(refusal.message) from refusal
    return pdfs[0] if pdfs else None


def slip_sheet(
    facts: Mapping[str, str], *, reason: str = "", running: Mapping[str, str] | None = None
) -> bytes:
    """The page that stands for a file handed over as it is; `facts` are its rows in order.

    A value under "SHA-256" or "SHA-512" is set in a fixed-width face.
    """
    rows = Markup("").join(_row(term, value) for term, value in facts.items())
    why = Markup('<p class="notice">Why it is not shown here: {}</p>') if reason else Markup("{}")
    body = _SLIP.format(rows=rows, reason=why.format(printable(reason)))
    return render_pdf(print_page("Document provided in native format", body, **(running or {})))


def _row(term: str, value: str) -> Markup:
    style = Markup(' class="hash"') if term.startswith("SHA") else ""
    return _ROW.format(term, style, printable(value))


def show_or_slip(
    path: Path,
    media_type: str,
    name: str,
    *,
    facts: Mapping[str, str],
    running: Mapping[str, str] | None = None,
) -> Pages:
    """The file as pages when it can be shown, else its slip sheet with the reason."""
    reason = "A file of this type has no pages. It is handed over as it is."
    try:
        pdf = convert_to_pdf(path, media_type, name, running=running)
    except ConversionFailed as failure:
        pdf, reason = None, failure.message
    if pdf is not None:
        return Pages(pdf)
    return Pages(slip_sheet(facts, reason=reason, running=running), reason)
