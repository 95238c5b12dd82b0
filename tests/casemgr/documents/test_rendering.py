"""HTML to PDF: reproducible, tagged, marked, and deaf to every address."""

import http.server
import json
import threading

import pytest

from casemgr.documents.rendering import MARKING, WORKER, RenderingFailed, print_page, render_pdf
from tests.casemgr.documents.samples import (
    DATA,
    make_picture,
    needs_data,
    opened,
    streams_of,
    text_of,
)

SECRET = "canary-6f1d"


@pytest.fixture
def listener():
    """A server that notes whoever asks it for anything."""
    asked = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)
            self.send_error(404)

    server = http.server.HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/", asked
    server.shutdown()
    server.server_close()


def page(body="<h1>Report</h1><p>Text</p>", **facts):
    return print_page("Report of Investigation 3", body, **facts)


def embeds(pdf):
    with opened(pdf) as whole:
        return bool(whole.attachments)


def test_the_same_page_gives_the_same_bytes_in_another_process():
    html = page("<h1>A</h1><table><tr><th scope=col>B</th><td>É ✓</td></tr></table>")
    first = render_pdf(html)
    render_pdf(page("<h1>Something else</h1>"))

    WORKER.close()

    assert render_pdf(html) == first


def test_a_page_is_tagged_and_says_its_language_and_title():
    pdf = opened(render_pdf(page(lang="en-US")))

    assert str(pdf.Root.Lang) == "en-US"
    assert str(pdf.docinfo.Title) == "Report of Investigation 3"
    assert pdf.Root.MarkInfo.Marked
    assert b"pdfuaid:part" in pdf.Root.Metadata.read_bytes()
    assert "/StructTreeRoot" in pdf.Root
    assert "/CreationDate" not in pdf.docinfo


def test_each_page_shows_marking_agency_reference_and_its_number():
    html = page("<p>One</p><p class='page'>Two</p>", agency="The Agency", reference="26-0017")

    words = text_of(render_pdf(html))

    assert words.count(MARKING) == 4
    assert words.count("26-0017") == 2
    assert words.count("THE AGENCY") == 2
    assert "Page 2 of 2" in words


def test_the_marking_can_be_another():
    words = text_of(render_pdf(page(marking="UNCLASSIFIED // TEST")))

    assert words.count("UNCLASSIFIED // TEST") == 2
    assert MARKING not in words


def test_facts_in_the_heads_are_escaped():
    html = page(reference='"><script>alert(1)</script>')

    assert "<script>" not in html


def test_an_asset_is_shown_and_a_missing_one_is_named():
    html = page('<img src="asset:seal.png" alt="Seal">')

    shown = opened(render_pdf(html, assets={"seal.png": make_picture()}))
    assert "/XObject" in shown.pages[0].obj.Resources
    with pytest.raises(RenderingFailed, match=r"seal\.png"):
        render_pdf(html)


@pytest.mark.parametrize(
    "part",
    [
        '<link rel="attachment" href="{url}">',
        '<a rel="attachment" href="{url}">x</a>',
        '<link rel="stylesheet" href="{url}">',
        "<style>@import url({url});</style>",
        "<style>@font-face {{ font-family: x; src: url({url}); }} p {{ font-family: x }}</style>",
        '<style>body {{ background: url("{url}") }}</style>',
        '<img src="{url}" alt="x">',
        '<object data="{url}"></object>',
        '<embed src="{url}">',
        '<svg width="9" height="9"><image href="{url}" width="9" height="9"/></svg>',
        '<svg width="9" height="9"><use href="{url}#x"/></svg>',
        '<ul style="list-style-image: url({url})"><li>x</li></ul>',
        '<p style="content: url({url})">x</p>',
        '<base href="{url}"><img src="x.png" alt="x">',
    ],
)
def test_nothing_is_fetched_from_anywhere(part, listener, tmp_path):
    address, asked = listener
    secret = tmp_path / "secret.txt"
    secret.write_text(SECRET)

    for url in (address, secret.as_uri(), f"FILE://{secret}", "ftp://127.0.0.1/x"):
        pdf = render_pdf(page(f"{part.format(url=url)}<p>Text</p>"))

        assert not any(SECRET.encode() in data for data in [pdf, *streams_of(pdf)])
        assert not embeds(pdf)
    assert asked == []


def test_even_an_asset_cannot_be_attached():
    html = page('<link rel="attachment" href="asset:print.css"><p>Text</p>')

    assert not embeds(render_pdf(html))


@pytest.mark.parametrize("html", ["", "\0", "<div>" * 2000, "<table><td>" * 300, "&#x0;&#xFFFF;"])
def test_odd_html_gives_pages_or_words(html):
    try:
        made = render_pdf(page(html)).startswith(b"%PDF")
    except RenderingFailed as failure:
        made = failure.message.endswith(".")
    assert made


@needs_data
def test_every_naughty_string_can_be_printed():
    strings = json.loads((DATA / "hostile-files" / "blns.json").read_text())
    from markupsafe import Markup

    body = Markup("").join(Markup("<p>{}</p>").format(text) for text in strings)

    assert len(opened(render_pdf(page(body))).pages) > 5
