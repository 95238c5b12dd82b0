"""A file's name is text that somebody else wrote: it is kept, shown as it is, and does no harm."""

import pytest

from casemgr.evidence.file_names import UNNAMED, download_name, shown_name, stored_name

KEPT = {
    "photo.jpg": "photo.jpg",
    "C:\\fakepath\\photo.jpg": "photo.jpg",
    "../../etc/passwd": "passwd",
    "Überwachung 3.pdf": "Überwachung 3.pdf",
    "": UNNAMED,
    "..": UNNAMED,
    "a\r\nSet-Cookie: b.txt": "a��Set-Cookie: b.txt",
    "nul\0byte.txt": "nul�byte.txt",
    "half\ud800.txt": "half�.txt",
}


@pytest.mark.parametrize(("given", "kept"), KEPT.items())
def test_a_name_is_kept_without_its_folders_and_unprintable_signs(given, kept):
    assert stored_name(given) == kept


def test_a_long_name_keeps_its_beginning_and_its_ending():
    kept = stored_name("x" * 300 + "-forensic-image.E01")

    assert len(kept) == 255
    assert kept.endswith("-forensic-image.E01")


def test_signs_that_turn_the_direction_of_writing_are_shown_by_their_numbers():
    assert shown_name("gpj.\u202etxt.exe") == "gpj.[U+202E]txt.exe"


def test_an_ordinary_name_is_shown_as_it_is():
    assert shown_name("Überwachung (3) – 日本.pdf") == "Überwachung (3) – 日本.pdf"


SAVED = {
    "gpj.\u202etxt.exe": "gpj._txt.exe",
    'a";filename=b.html': "a_;filename=b.html",
    ".bashrc": "bashrc",
    "report 100%.pdf": "report 100_.pdf",
    "...": UNNAMED,
}


@pytest.mark.parametrize(("name", "saved"), SAVED.items())
def test_the_name_to_save_under_cannot_mislead(name, saved):
    assert download_name(name) == saved
