"""What the tests of packets share."""

import re

import pypdfium2
import pytest

from casemgr.packets.volume import binding
from tests.casemgr.documents.samples import make_pdf


@pytest.fixture
def quick_sheets(monkeypatch):
    """Lay sheets out as blank pages, where a test asks nothing of what they say."""
    page = make_pdf(1)
    monkeypatch.setattr(binding, "render_pdf", lambda html, assets: page)


@pytest.fixture
def text_of():
    """Return the text of a PDF, page by page, with all spaces as one."""

    def read(path):
        with pypdfium2.PdfDocument(path) as document:
            pages = [page.get_textpage().get_text_bounded() for page in document]
        return [re.sub(r"\s+", " ", page) for page in pages]

    return read
