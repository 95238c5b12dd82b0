"""What people send as evidence: any file is taken in whole under its own hash, or not at all."""

import io
import json
import zipfile

import pytest

from tests.security.forms import send
from tests.security.hostile_text import NAUGHTY

BOUNDARY = "----casemgr"
SLIPS = NAUGHTY.parent / "zip-slip"
NAMES = {
    "path traversal": "../../../../etc/cron.d/evil",
    "Windows traversal": "..\\..\\Windows\\System32\\evil.dll",
    "absolute": "/etc/passwd",
    "drive": "C:\\evil.txt",
    "line ends": "a.txt\r\nSet-Cookie: evil=1",
    "NUL": "a.pdf\x00.exe",
    "too long": "x" * 5_000 + ".txt",
    "right to left": "invoice\u202egnp.exe",
    "only dots": "..",
    "device": "CON.txt",
    "quotes": 'a";filename="b.html',
    "markup": "<script>alert('casemgr')</script>.txt",
    "spaces": "   .txt   ",
    "emoji": "\U0001f600\U0001f468\u200d\U0001f469.jpg",
}


@pytest.fixture
def upload(site):
    """The form that takes files in."""
    return next(form for form in site.sent if form.endpoint == "evidence.upload")


@pytest.fixture
def stored(settings):
    """Return what lists the files of the store, those still arriving too."""

    def paths():
        return sorted(path for path in settings.files.rglob("*") if path.is_file())

    return paths


def _body(form, *files, end=True):
    """Write a multipart body by hand, so that it can be broken by hand."""
    guards = [(one.name, one.value) for one in form.entries if one.kind == "hidden"]
    parts = [
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in guards
    ]
    for name, content in files:
        head = f'Content-Disposition: form-data; name="files"; filename="{name}"'
        kind = "Content-Type: application/octet-stream"
        parts.append(f"--{BOUNDARY}\r\n{head}\r\n{kind}\r\n\r\n".encode() + content + b"\r\n")
    return b"".join(parts) + (f"--{BOUNDARY}--\r\n".encode() if end else b"")


def _post(visitor, form, stream, length, boundary=BOUNDARY):
    kind = f"multipart/form-data; boundary={boundary}"
    told = {"CONTENT_LENGTH": str(length)}
    return visitor.post(form.action, input_stream=stream, content_type=kind, environ_overrides=told)


def _is_untouched(site, stored, before):
    return site.snapshot.changes() == [] and site.snapshot.losses() == [] and stored() == before


class CutOff(io.BytesIO):
    """A connection that is cut after so many bytes."""

    def read(self, size=-1):
        got = super().read(size)
        if not got:
            raise ConnectionResetError("the connection was cut")
        return got

    def readinto(self, buffer):
        got = self.read(len(buffer))
        buffer[: len(got)] = got
        return len(got)


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.999])
def test_a_file_that_came_half_leaves_nothing(site, visitor, upload, stored, faults, share):
    before, body = stored(), _body(upload, ("a.bin", b"evidence" * 50_000))
    half = body[: int(len(body) * share)]

    answer = _post(visitor, upload, io.BytesIO(half), len(body))

    assert answer.status_code == 400
    assert faults == []
    assert _is_untouched(site, stored, before)


def test_a_connection_that_is_cut_leaves_nothing(site, visitor, upload, stored, faults):
    before, body = stored(), _body(upload, ("a.bin", b"evidence" * 50_000))

    answer = _post(visitor, upload, CutOff(body[:200_000]), len(body))

    assert answer.status_code == 400
    assert faults == []
    assert _is_untouched(site, stored, before)


@pytest.mark.parametrize("boundary", ["another", "", '"', "x" * 300])
def test_a_body_with_the_wrong_boundary_leaves_nothing(
    site, visitor, upload, stored, faults, boundary
):
    before, body = stored(), _body(upload, ("a.bin", b"evidence"))

    answer = _post(visitor, upload, io.BytesIO(body), len(body), boundary)

    assert answer.status_code == 400
    assert faults == []
    assert _is_untouched(site, stored, before)


def test_a_body_without_its_end_leaves_nothing(site, visitor, upload, stored, faults):
    before, body = stored(), _body(upload, ("a.bin", b"evidence"), end=False)

    answer = _post(visitor, upload, io.BytesIO(body), len(body))

    assert answer.status_code == 400
    assert faults == []
    assert _is_untouched(site, stored, before)


class Unread(io.BytesIO):
    """A body that nobody may read."""

    def read(self, size=-1):
        raise AssertionError("the body was read")

    readinto = readline = read


def test_two_gibibytes_are_refused_at_once_where_less_is_allowed(
    app, visitor, upload, site, faults, monkeypatch
):
    monkeypatch.setitem(app.config, "MAX_CONTENT_LENGTH", 1 << 30)

    answer = _post(visitor, upload, Unread(), 2 << 30)

    assert answer.status_code == 413
    assert "larger than this page accepts" in answer.text
    assert faults == []
    assert site.snapshot.changes() == []


def test_whoever_is_not_signed_in_sends_no_large_file(browser, upload, site, faults):
    answer = _post(browser(), upload, Unread(), 5 << 20)

    assert answer.status_code == 413
    assert faults == []


def test_one_file_that_is_too_large_keeps_the_others_out_too(
    site, visitor, upload, stored, monkeypatch
):
    before = stored()
    monkeypatch.setattr("casemgr.evidence.services.files.upload_limit", lambda: 1_000)
    body = _body(upload, ("small.txt", b"small"), ("large.txt", b"x" * 2_000))

    answer = _post(visitor, upload, io.BytesIO(body), len(body))

    assert answer.status_code == 413
    assert "large.txt" in answer.text
    assert _is_untouched(site, stored, before)


@pytest.mark.parametrize("kind", NAMES)
def test_no_name_leads_out_of_the_store_or_into_a_header(
    site, visitor, upload, stored, settings, faults, kind
):
    body = _body(upload, (NAMES[kind].replace('"', "%22"), f"evidence {kind}".encode()))

    answer = _post(visitor, upload, io.BytesIO(body), len(body))

    assert answer.status_code in {302, 422}
    assert faults == []
    assert all(path.is_relative_to(settings.files) for path in stored())
    for _, row in site.snapshot.changes():
        _check_download(visitor, row)


def _check_download(visitor, row):
    told = json.loads(row)
    if "media_type" not in told:
        return
    assert not set(told["name"]) & set("/\\\r\n\x00")
    assert 0 < len(told["name"]) <= 255
    answer = visitor.get(f"/evidence-files/{told['id']}")
    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert "%E2%80%AE" not in answer.headers["Content-Disposition"]
    assert "evil" not in answer.headers.get("Set-Cookie", "")
    assert answer.headers["Content-Type"] == "application/octet-stream"
    answer.close()


def _slip():
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as made:
        for name in ("../../../../tmp/casemgr-evil.txt", "/tmp/casemgr-evil.txt", "..\\evil.txt"):
            made.writestr(name, "evil")
    return archive.getvalue()


def test_an_archive_that_would_unpack_elsewhere_is_evidence_like_any_other(
    site, visitor, upload, stored, settings, faults, as_superuser
):
    before, content = stored(), _slip()

    answer = _take_in(visitor, upload, "slip.zip", content)

    assert answer.status_code == 302
    assert faults == []
    [new] = set(stored()) - set(before)
    assert new.read_bytes() == content
    [(warnings,)] = as_superuser(
        "SELECT warnings FROM casemgr.evidence_file WHERE name = 'slip.zip'"
    )
    assert warnings
    assert not list(settings.home.rglob("*evil*"))


@pytest.mark.skipif(not SLIPS.exists(), reason="needs shared data: hostile-files/zip-slip")
@pytest.mark.parametrize("name", ["zip-slip.zip", "zip-slip-win.zip", "zip-slip.tar"])
def test_known_zip_slips_are_kept_and_never_unpacked(site, visitor, upload, stored, faults, name):
    before, content = stored(), (SLIPS / name).read_bytes()

    answer = _take_in(visitor, upload, name, content)

    assert answer.status_code == 302
    assert faults == []
    [new] = set(stored()) - set(before)
    assert new.read_bytes() == content


def test_an_upload_that_is_sent_twice_is_taken_in_once(site, visitor, upload):
    answers = [send(visitor, upload, upload.honest(), fresh=False) for _ in range(2)]

    made = [table for table, _ in site.snapshot.changes() if table == "evidence_file"]
    assert made == ["evidence_file"]
    assert answers[0].headers["Location"] == answers[1].headers["Location"]


def _take_in(visitor, upload, name, content):
    body = _body(upload, (name, content))
    return _post(visitor, upload, io.BytesIO(body), len(body))
