"""HTML to PDF: tagged for assistive technology, fetching nothing, the same bytes every time."""

import re
from collections.abc import Mapping

from markupsafe import Markup, escape

from casemgr.documents.worker import DocumentRefused, Limits, Worker

MARKING = "CONTROLLED UNCLASSIFIED INFORMATION // LAW ENFORCEMENT SENSITIVE"
UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
WORKER = Worker(Limits(cpu=120, wall=240, memory=2 << 30))

_PAGE = Markup("""<!doctype html>
<html lang="{lang}">
<head>
<meta charset="utf-8">
<title>{title}</title>
<link rel="stylesheet" href="asset:print.css">
</head>
<body data-marking="{marking}" data-agency="{agency}" data-reference="{reference}">
{body}
</body>
</html>
""")


class RenderingFailed(DocumentRefused):
    """A page could not be laid out; the message says why."""

    status = 500
    title = "The document could not be made"


def render_pdf(html: str, *, assets: Mapping[str, bytes] | None = None) -> bytes:
    """Lay HTML out as a PDF/UA-1 file; `asset:name` in it is served from the assets.

    Every other address is refused in silence. `asset:print.css` is the house style sheet and is
    always there. Raises RenderingFailed, also when an asset is missing.
    """
    assets = assets or {}
    page = printable(html).encode()
    try:
        _, [pdf] = WORKER.call("render", {"assets": list(assets)}, [page, *assets.values()])
    except DocumentRefused as refusal:
        raise RenderingFailed(refusal.message) from refusal
    return pdf


def print_page(
    title: str,
    body: str,
    *,
    marking: str = MARKING,
    agency: str = "",
    reference: str = "",
    lang: str = "en",
) -> str:
    """A whole page in the house print style around finished, already escaped HTML.

    The marking stands at the head and foot of each page, the agency and the reference (a case
    number, say) in the running header.
    """
    return _PAGE.format(
        title=title,
        body=Markup(body),  # noqa: S704 - the caller hands in finished HTML.
        marking=marking,
        agency=agency,
        reference=reference,
        lang=lang,
    )


def printable(text: str) -> str:
    """The text with control characters and broken surrogates shown as the replacement sign."""
    return UNPRINTABLE.sub("\N{REPLACEMENT CHARACTER}", text)


def warm_up() -> None:
    """Start the child ahead of the first document, which saves that one a second and a half."""
    render_pdf(print_page("Ready", escape("Ready")))
