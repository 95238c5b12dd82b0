"""Static files and pages leave compressed, and browsers keep only what cannot change."""

import gzip
import re

import pytest

from casemgr import assets
from tests.casemgr.gallery import create_gallery

READS_GZIP = {"Accept-Encoding": "gzip, br"}


@pytest.fixture
def app():
    return create_gallery()


@pytest.fixture
def client(app):
    return app.test_client()


@pytest.fixture
def layout(app):
    with app.test_request_context():
        return assets.static_url("layout.css")


def test_static_file_of_this_build_is_kept_for_a_year(client, layout):
    response = client.get(layout)

    assert "immutable" in response.headers["Cache-Control"]
    assert "max-age=31536000" in response.headers["Cache-Control"]
    assert response.mimetype == "text/css"


def test_static_file_asked_for_by_another_build_is_not_kept(client, layout):
    response = client.get(layout.replace(assets.build_hash(), "000000000000"))

    assert response.status_code == 200
    assert response.headers["Cache-Control"] == "no-cache"


def test_every_file_that_the_frame_and_our_stylesheets_name_is_there(client):
    page = client.get("/record").get_data(as_text=True)
    named = set(re.findall(r'(?:href|src)="(/assets/[^"#]+)', page))
    for sheet in ("layout.css", "components.css", "forms.css", "print.css"):
        text = (assets.FOLDER / sheet).read_text()
        folder = f"/assets/{assets.build_hash()}/"
        named |= {folder + path for path in re.findall(r'url\("([^"]+)"\)', text)}

    missing = [path for path in named if client.get(path).status_code != 200]

    assert len(named) >= 8
    assert missing == []


@pytest.mark.parametrize("name", ["../base.html", "..%2ftemplates/base.html", "nothing.css", ""])
def test_nothing_outside_the_static_folder_is_served(app, client, name):
    app.config["PROPAGATE_EXCEPTIONS"] = False

    response = client.get(f"/assets/{assets.build_hash()}/{name}")

    assert response.status_code >= 400
    assert b"doctype" not in response.data.lower() or b"page_head" not in response.data


def test_page_and_stylesheet_are_compressed_for_browsers_that_read_that(client, layout):
    page = client.get("/list", headers=READS_GZIP)
    sheet = client.get(layout, headers=READS_GZIP)

    assert page.headers["Content-Encoding"] == sheet.headers["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in page.headers["Vary"]
    assert len(page.data) * 3 < len(gzip.decompress(page.data))
    assert gzip.decompress(sheet.data) == (assets.FOLDER / "layout.css").read_bytes()


def test_page_is_left_alone_for_others(client):
    page = client.get("/list")

    assert "Content-Encoding" not in page.headers
    assert b"<h1>" in page.data


def test_templates_hold_no_inline_script_style_or_handler():
    folder = assets.FOLDER.parent
    forbidden = re.compile(
        r"<style|\sstyle=|\son[a-z]+=|<script(?![^>]*\ssrc=)|javascript:", re.IGNORECASE
    )

    found = [
        f"{path.relative_to(folder)}: {match.group()}"
        for path in folder.rglob("templates/**/*.html")
        if "packets" not in path.parts and "documents" not in path.parts
        for match in forbidden.finditer(path.read_text())
    ]

    assert found == []
