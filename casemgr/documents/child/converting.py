"""The task "convert": one evidence file as PDF pages, or the answer that it stays native."""

import hashlib
import io
from pathlib import Path
from typing import Any

import pikepdf
from markupsafe import Markup

from casemgr.documents.child import Refused, mail, pages, pdfs, pictures, texts
from casemgr.documents.rendering import print_page, printable

SOURCE_TEXT = {"application/json", "application/xml", "application/x-ndjson"}
MOST_BYTES = 1 << 30
_FACTS = Markup("<strong><bdi>{name}</bdi></strong><br>{type}, {size} bytes<br>SHA-256 {digest}")


def run(facts: dict[str, Any], blobs: list[bytes]) -> tuple[dict[str, Any], list[bytes]]:
    """Turn the file of that path into pages."""
    path, media_type = Path(facts["path"]), facts["media_type"]
    if not path.stat().st_size:
        raise Refused("The file is empty.")
    if media_type == "application/pdf":
        return {}, [_pdf(path)]
    if media_type in pictures.SHOWN:
        return _laid_out(facts, *pictures.figures(path, _caption(facts)))
    if media_type == "message/rfc822":
        return _laid_out(facts, _headed(facts, mail.message(path)), {})
    if media_type.startswith("text/") or media_type in SOURCE_TEXT:
        return _laid_out(facts, _headed(facts, texts.listing(path)), {})
    return {}, []


def _pdf(path: Path) -> bytes:
    if path.stat().st_size > MOST_BYTES:
        raise Refused(f"It is larger than {MOST_BYTES >> 30} GiB.")
    written = io.BytesIO()
    with pdfs.cleaned(path) as pdf:
        pdf.save(
            written,
            deterministic_id=True,
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
        )
    return written.getvalue()


def _caption(facts: dict[str, Any]) -> Markup:
    """What the file is: printed with every page so that a copy can be traced to it."""
    with Path(facts["path"]).open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return _FACTS.format(
        name=printable(facts["name"]),
        type=facts["media_type"],
        size=f"{Path(facts['path']).stat().st_size:,}",
        digest=digest,
    )


def _headed(facts: dict[str, Any], body: Markup) -> Markup:
    return Markup('<p class="notice">{}</p>').format(_caption(facts)) + body


def _laid_out(
    facts: dict[str, Any], body: Markup, assets: dict[str, bytes]
) -> tuple[dict[str, Any], list[bytes]]:
    html = print_page(printable(facts["name"]), body, **facts["running"])
    return {}, [pages.render(html, assets)]
