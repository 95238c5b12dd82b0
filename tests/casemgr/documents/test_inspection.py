"""Inspection: every file is named by its bytes, and what is hostile in it is said in words."""

import bz2
import gzip
import io
import lzma
import tarfile
import time
import zipfile

import pikepdf
import pytest

from casemgr.documents.conversion import show_or_slip
from casemgr.documents.inspection import inspect
from casemgr.documents.media import media_words, sniff
from tests.casemgr.documents.samples import make_pdf, make_picture, needs_data, real_files


@pytest.fixture
def look(tmp_path):
    def look(data, name="file"):
        path = tmp_path / "stored"
        path.write_bytes(data)
        return inspect(path, name)

    return look


def make_zip(members, *, packed=zipfile.ZIP_DEFLATED):
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", packed) as archive:
        for name, data in members:
            archive.writestr(name, data)
    return written.getvalue()


def make_tar(**members):
    written = io.BytesIO()
    with tarfile.open(fileobj=written, mode="w") as archive:
        for name, link in members.items():
            member = tarfile.TarInfo(name)
            member.type, member.linkname = (
                (tarfile.SYMTYPE, link) if link else (tarfile.REGTYPE, "")
            )
            archive.addfile(member)
    return written.getvalue()


def nested(levels):
    data = make_zip([("deep.txt", "x")])
    for _ in range(levels):
        data = make_zip([("inner.zip", data)])
    return data


@pytest.mark.parametrize(
    ("data", "media_type"),
    [
        (make_pdf(), "application/pdf"),
        (make_picture("JPEG"), "image/jpeg"),
        (make_picture("PNG"), "image/png"),
        (make_picture("GIF", mode="P"), "image/gif"),
        (make_picture("TIFF"), "image/tiff"),
        (make_picture("WEBP"), "image/webp"),
        (make_picture("BMP"), "image/bmp"),
        (b"From: a@b\nSubject: x\n\nhello", "message/rfc822"),
        (b"plain words", "text/plain"),
        ("Grüße".encode("utf-16"), "text/plain"),
        (b"<!DOCTYPE html><p>", "text/html"),
        (b"\0\1\2\3" * 20, "application/octet-stream"),
        (b"", "application/octet-stream"),
        (make_zip([("a", "b")]), "application/zip"),
        (
            make_zip([("word/document.xml", "x")]),
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        ),
        (b"\0\0\0\x20ftypisom", "video/mp4"),
        (b"MZ" + bytes(90) + b"PE\0\0", "application/vnd.microsoft.portable-executable"),
    ],
)
def test_the_bytes_say_what_a_file_is(data, media_type, look):
    assert look(data, "whatever.xyz").media_type == media_type


@pytest.mark.parametrize(
    ("data", "name", "words"),
    [
        (make_zip([("../../etc/passwd", "x")]), "a.zip", "zip slip"),
        (make_zip([("C:\\windows\\x", "x")]), "a.zip", "zip slip"),
        (make_zip([("/etc/passwd", "x")]), "a.zip", "zip slip"),
        (make_zip([("a", bytes(30 << 20))]), "a.zip", "ZIP bomb"),
        (make_zip([(str(n), "") for n in range(10_001)]), "a.zip", "10,001 members"),
        (make_zip([("setup.exe", "x")]), "a.zip", "program or a script"),
        (make_zip([("xl/vbaProject.bin", "x")]), "a.xlsm", "macros"),
        (nested(4), "a.zip", "nested more than 3 levels"),
        (make_zip([("a", "b")])[:-30], "a.zip", "damaged"),
        (make_tar(**{"../x": ""}), "a.tar", "zip slip"),
        (make_tar(link="/etc/passwd"), "a.tar", "link to another place"),
        (gzip.compress(bytes(50 << 20)), "a.gz", "a bomb"),
        (bz2.compress(bytes(50 << 20)), "a.bz2", "a bomb"),
        (lzma.compress(bytes(50 << 20)), "a.xz", "a bomb"),
        (gzip.compress(b"x" * 2000)[:-9], "a.gz", "damaged"),
        (make_picture("PNG", (20_000, 20_000), mode="1"), "a.png", "pixel bomb"),
        (make_picture("JPEG", (300, 300))[:500], "a.jpg", "damaged"),
        (make_pdf(), "invoice.jpg", "the bytes are application/pdf"),
        (b"MZ" + bytes(90) + b"PE\0\0", "a.exe", "never run"),
        (b"#!/bin/sh\nrm -rf /", "notes.txt", "never run"),
        (b"words", "exe.\u202etxt", "direction of writing"),
        (b"", "a.txt", "empty"),
        (b"%PDF-1.4 nothing", "a.pdf", "damaged"),
    ],
    ids=lambda value: "file" if isinstance(value, bytes) else None,  # archives tell the time
)  # fmt: skip
def test_what_is_hostile_is_said(data, name, words, look):
    warnings = look(data, name).warnings

    assert any(words in warning for warning in warnings), warnings


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (make_pdf(3), "a.pdf"),
        (make_picture("JPEG"), "a.JPG"),
        (make_zip([("a/b.txt", "words"), ("c..d", "x")]), "a.zip"),
        (make_tar(plain=""), "a.tar"),
        (gzip.compress(b"words", mtime=0), "a.gz"),
        (nested(2), "a.zip"),
        (b"From: a@b\nSubject: x\n\nhello", "a.eml"),
    ],
)
def test_an_ordinary_file_gives_no_warning(data, name, look):
    assert look(data, name).warnings == []


@pytest.mark.parametrize(
    ("key", "value", "words"),
    [
        ("OpenAction", {"S": "JavaScript", "JS": "app.alert(1)"}, "JavaScript"),
        ("OpenAction", {"S": "Launch", "F": "cmd.exe"}, "starts a program"),
        ("AcroForm", {"XFA": "x"}, "XFA"),
    ],
)
def test_what_a_pdf_does_is_said(key, value, words, look):
    pdf, written = pikepdf.new(), io.BytesIO()
    pdf.add_blank_page()
    action = pikepdf.Dictionary({f"/{name}": part for name, part in value.items()})
    if "S" in value:
        action.S = pikepdf.Name("/" + value["S"])
    pdf.Root[f"/{key}"] = action
    pdf.save(written)

    found = look(written.getvalue(), "a.pdf")

    assert any(words in warning for warning in found.warnings), found
    assert found.pages == 1


def test_the_file_itself_is_never_changed(tmp_path):
    path = tmp_path / "stored"
    path.write_bytes(make_pdf())
    path.chmod(0o400)
    before = (path.read_bytes(), path.stat().st_mtime_ns)

    inspect(path, "a.pdf")

    assert (path.read_bytes(), path.stat().st_mtime_ns) == before


@pytest.mark.parametrize("head", [bytes([a, b]) for a in range(0, 256, 5) for b in (0, 80, 255)])
def test_no_beginning_of_a_file_breaks_the_look_at_it(head):
    assert "/" in sniff(head)


@needs_data
@pytest.mark.parametrize("path", real_files(), ids=lambda path: path.name)
def test_every_real_file_ends_in_pages_or_words(path):
    began = time.monotonic()

    found = inspect(path, path.name)
    pages = show_or_slip(path, found.media_type, path.name, facts={"Name": path.name})

    assert time.monotonic() - began < 60
    assert pages.pdf.startswith(b"%PDF")
    for words in [*found.warnings, *([pages.reason] if pages.reason else [])]:
        assert words.endswith((".", ")."))
        assert "Traceback" not in words
        assert "Error" not in words


@pytest.mark.parametrize(
    ("media_type", "words"),
    [
        ("image/jpeg", "JPEG picture"),
        ("video/x-matroska", "MATROSKA video"),
        ("message/rfc822", "E-mail message"),
        ("application/x-elf", "Program or script"),
        ("application/x-ewf", "application/x-ewf"),
    ],
)
def test_a_type_is_said_in_words_where_people_have_any(media_type, words):
    assert media_words(media_type) == words
