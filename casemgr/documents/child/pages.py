"""Lays HTML out on pages with WeasyPrint, which may fetch nothing but what it was handed."""

import logging
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from weasyprint import HTML
from weasyprint.urls import URLFetcher, URLFetcherResponse

from casemgr.documents.child import Refused

STYLESHEET = Path(__file__).parents[1] / "static" / "print.css"
SCHEME = "asset:"
IDENTIFIER = b"casemgr document"
TYPES = {".css": "text/css", ".svg": "image/svg+xml", ".png": "image/png", ".jpg": "image/jpeg"}

logging.getLogger("weasyprint").setLevel(logging.CRITICAL)
logging.getLogger("fontTools").setLevel(logging.CRITICAL)


class AssetFetcher(URLFetcher):
    """Serves the assets by name and refuses every other address, whatever its scheme."""

    def __init__(self, assets: Mapping[str, bytes]) -> None:
        super().__init__(allowed_protocols=(), allow_redirects=False)
        self._assets = {"print.css": STYLESHEET.read_bytes(), **assets}
        self.missing: list[str] = []

    def fetch(self, url: str, headers: Mapping[str, str] | None = None) -> URLFetcherResponse:
        """The asset of that name; ValueError, which WeasyPrint takes as "nothing there"."""
        name = url.removeprefix(SCHEME)
        if not url.startswith(SCHEME):
            raise ValueError("only assets are served")
        if name not in self._assets:
            self.missing.append(name)
            raise ValueError(f"no asset is called {name}")
        media_type = TYPES.get(Path(name).suffix, "application/octet-stream")
        return URLFetcherResponse(url, self._assets[name], {"Content-Type": media_type})


def run(facts: dict[str, Any], blobs: list[bytes]) -> tuple[dict[str, Any], list[bytes]]:
    """The task "render": the first blob is the HTML, the others are the assets."""
    html, *assets = blobs
    return {}, [render(html.decode(), dict(zip(facts["assets"], assets, strict=True)))]


def render(html: str, assets: Mapping[str, bytes]) -> bytes:
    """The HTML as a tagged PDF/UA-1 file, the same bytes for the same input."""
    fetcher = AssetFetcher(assets)
    document = HTML(string=html, url_fetcher=fetcher).render(pdf_variant="pdf/ua-1")
    document.metadata.attachments = []
    for page in document.pages:
        page.links = [link for link in page.links if link[0] != "attachment"]
    pdf = document.write_pdf(pdf_variant="pdf/ua-1", pdf_identifier=IDENTIFIER)
    if fetcher.missing:
        names = ", ".join(sorted(set(fetcher.missing)))
        raise Refused(f"The page asks for assets that were not handed in: {names}.")
    return pdf
