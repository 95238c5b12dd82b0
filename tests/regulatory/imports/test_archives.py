"""Lists that come packed in a ZIP archive."""

import io
import zipfile

import pytest

from casemgr.errors import Invalid
from regulatory.imports import archives
from tests.regulatory.imports.conftest import HEADER, licences, record, row, text_of
from tests.regulatory.imports.test_workbooks import book, sheet

ONE = "0513-ffl-list.txt"


def packed(members, **options):
    """Pack files by their names."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", **options) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return written.getvalue()


def locked(archive):
    """Say in both heads of the one file that a password locks it."""
    data = bytearray(archive)
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(mark) + place] |= archives.LOCKED
    return bytes(data)


def workbook():
    body, shared = sheet(HEADER, row(1))
    return book(body, shared=shared)


@pytest.mark.parametrize("content", [text_of(row(1)), workbook()])
def test_the_one_list_of_an_archive_is_read(bring, examiner, content):
    one = bring(examiner, packed({f"lists/{ONE}": content, "__MACOSX/._list": "x"}), "list.zip")

    assert sorted(licences(examiner)) == ["57400001"]
    assert (one.file_name, str(one.list_date), one.day_is_guessed) == (
        "list.zip", "2013-05-01", False,
    )  # fmt: skip


def test_a_registrant_file_comes_packed(bring, specialist):
    one = bring(specialist, packed({"FILE.TXT": record("AP5836727") + "\r\n"}), "201704-file.zip")

    assert one.counts["new"] == 1


def test_a_name_that_leads_elsewhere_is_only_a_name(bring, examiner, tmp_path):
    bring(examiner, packed({f"../../{ONE}": text_of(row(1))}), "list.zip")

    assert sorted(licences(examiner)) == ["57400001"]
    assert list(tmp_path.parent.rglob(ONE)) == []


WHOLE = packed({ONE: text_of(row(1))}, compression=zipfile.ZIP_DEFLATED)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (packed({"a.txt": "x", "b.txt": "y"}), r"holds 2 files, not one: a\.txt, b\.txt\. Unpack"),
        (packed({}), "holds 0 files"),
        (locked(WHOLE), "locked with a password. Unpack it"),
        (WHOLE[:-30], "damaged"),
        (WHOLE[:90] + b"\xff" * 20 + WHOLE[110:], "damaged"),
        (packed({ONE: packed({ONE: "x"})}), "The file is a ZIP archive"),
        (packed({"mimetype": "x", "content.xml": "y"}), "Save it as .xlsx or as CSV"),
        (packed({"words.txt": "Some words\n"}), "no list that is known"),
    ],
)
def test_an_archive_without_one_list_is_refused_in_words(bring, examiner, settings, content, words):
    with pytest.raises(Invalid, match=words):
        bring(examiner, content, "list.zip")

    kept = [path for path in settings.files.rglob("*") if path.is_file()]
    assert [path.read_bytes() for path in kept] == [content]


def test_an_archive_is_not_unpacked_past_its_bound(bring, examiner, monkeypatch):
    monkeypatch.setattr(archives, "MOST", 100)

    with pytest.raises(Invalid, match="no more than 100 are unpacked"):
        bring(examiner, WHOLE, "list.zip")
