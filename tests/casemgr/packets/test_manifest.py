"""The manifest and the ZIP file: plain for every reader, and the same bytes each time."""

import io
import zipfile

import pytest

from casemgr.errors import Invalid
from casemgr.packets import manifest as builder
from casemgr.packets import verify
from tests.casemgr.packets.packets_made import SOURCES, make_manifest, make_packet


def test_the_same_case_gives_the_same_packet(tmp_path):
    one, two = tmp_path / "one", tmp_path / "two"
    one.mkdir()
    two.mkdir()

    assert make_packet(one).read_bytes() == make_packet(two).read_bytes()


def test_any_program_can_unpack_a_packet(tmp_path):
    with zipfile.ZipFile(make_packet(tmp_path)) as archive:
        assert archive.testzip() is None
        assert archive.namelist() == ["manifest.json", *SOURCES, "verify.py"]
        assert {name: archive.read(name) for name in SOURCES} == SOURCES
        assert {member.date_time for member in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert {member.external_attr >> 16 for member in archive.infolist()} == {0o100644}


def test_the_manifest_tells_what_is_in_the_packet():
    manifest = make_manifest()

    assert manifest["case"]["number"] == "785040-26-0017"
    assert manifest["bates"] == {
        "prefix": "A",
        "width": 7,
        "first": "A_0000001",
        "last": "A_0000005",
        "pages": 5,
    }
    assert manifest["packet_sha256"] == verify.packet_digest(manifest)
    assert {len(file["sha512"]) for file in manifest["files"]} == {128}


def test_the_hash_of_a_packet_is_the_sha256_that_was_returned(tmp_path):
    path = tmp_path / "packet.zip"

    digest = builder.write_packet(path, make_manifest(), SOURCES)

    with path.open("rb") as file:
        assert verify.measure(file)[1] == digest


def test_sources_may_lie_on_disk(tmp_path):
    path = tmp_path / "film"
    path.write_bytes(SOURCES["natives/A_0000005.mp4"])
    sources = {**SOURCES, "natives/A_0000005.mp4": path}

    builder.write_packet(tmp_path / "packet.zip", make_manifest(), sources)

    assert verify.verify(tmp_path / "packet.zip")[1] == []


@pytest.mark.parametrize(
    ("sources", "words"),
    [
        ({**SOURCES, "packet.pdf": b"other"}, "changed after the manifest"),
        ({}, "nobody handed it in"),
    ],
)
def test_a_packet_that_would_not_fit_its_manifest_is_not_written(sources, words, tmp_path):
    with pytest.raises(Invalid, match=words):
        builder.write_packet(tmp_path / "packet.zip", make_manifest(), sources)

    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "path",
    [
        "",
        "/a",
        "../a",
        "a/../b",
        "a//b",
        "./a",
        "a\\b",
        "a:b",
        "é.pdf",
        "a\n",
        "a?",
        "MANIFEST.json",
    ],
)
def test_a_file_name_that_some_system_cannot_keep_is_refused(path):
    with pytest.raises(Invalid):
        make_manifest(sources={path: b"x"})


def test_two_names_that_differ_only_in_case_are_refused():
    with pytest.raises(Invalid, match="same name"):
        make_manifest(sources={"a.pdf": b"", "A.pdf": b""})


def test_a_packet_without_documents_is_refused():
    with pytest.raises(Invalid, match="at least one document"):
        make_manifest(documents=[])


def test_canonical_json_has_one_spelling():
    assert builder.canonical_json({"b": [1, None], "a": "é"}) == b'{"a":"\\u00e9","b":[1,null]}'
    with pytest.raises(Invalid, match="fractions"):
        builder.canonical_json({"a": [0.1]})


@pytest.mark.parametrize("offset", [0, 1 << 33])
@pytest.mark.parametrize("size", [5, 5 << 30])
def test_large_members_have_the_long_form_that_programs_read(size, offset):
    entry = verify.zip_entry("film.mp4", size, 7, offset)

    ending = verify.zip_end(1, len(entry), 0)
    member = zipfile.ZipFile(io.BytesIO(entry + ending)).infolist()[0]

    assert (member.file_size, member.header_offset, member.CRC) == (size, offset, 7)


def test_seventy_thousand_members_have_the_long_ending():
    names = [f"{number:06}" for number in range(70_000)]
    entries = b"".join(verify.zip_entry(name, 0, 0, 0) for name in names)

    ending = verify.zip_end(len(names), len(entries), 0)

    assert zipfile.ZipFile(io.BytesIO(entries + ending)).namelist() == names
