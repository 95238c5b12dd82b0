"""The verifier: every changed, missing or added byte is found, and nothing else."""

import json
import random
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from casemgr.packets import verify
from tests.casemgr.packets.packets_made import DOCUMENTS, SOURCES, make_packet

FLIPS = 1000


@pytest.fixture
def packet(tmp_path):
    return make_packet(tmp_path)


@pytest.fixture
def folder(packet, tmp_path):
    with zipfile.ZipFile(packet) as archive:
        archive.extractall(tmp_path / "unpacked")
    return tmp_path / "unpacked"


def findings(path, digest=""):
    return verify.verify(path, digest)[1]


def run(*arguments):
    command = [sys.executable, "-I", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, timeout=60)


def repack(path, change):
    """Write the packet anew with another program, the members changed on the way."""
    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    change(members)
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in members.items():
            archive.writestr(zipfile.ZipInfo(name), data)


def test_an_unchanged_packet_has_no_findings(packet, folder):
    assert findings(packet) == []
    assert findings(folder) == []


def test_every_one_of_a_thousand_flipped_bits_is_found(packet):
    whole, chance = packet.read_bytes(), random.Random(1)
    flips = {chance.randrange(len(whole) * 8) for _ in range(FLIPS * 2)}

    missed = []
    for flip in sorted(flips)[:FLIPS]:
        changed = bytearray(whole)
        changed[flip // 8] ^= 1 << flip % 8
        packet.write_bytes(changed)
        if not _found(packet):
            missed.append(flip)

    assert len(flips) >= FLIPS
    assert missed == []


def test_every_bit_of_the_container_itself_is_found(packet):
    whole = packet.read_bytes()
    directory = whole.index(b"PK\1\2")
    first = whole.index(b"{")
    places = [*range(first), *range(directory, len(whole))]

    missed = []
    for place in places:
        changed = bytearray(whole)
        changed[place] ^= 1 << place % 8
        packet.write_bytes(changed)
        if not _found(packet):
            missed.append(place)

    assert missed == []


def _found(path):
    try:
        return bool(findings(path))
    except verify.NotAPacket:
        return True


@pytest.mark.parametrize("cut", [1, 10, 22, 100, 2000])
def test_a_packet_cut_short_is_found(cut, packet):
    packet.write_bytes(packet.read_bytes()[:-cut])

    assert _found(packet)


def test_bytes_after_the_end_and_before_the_beginning_are_found(packet):
    whole = packet.read_bytes()

    for changed in (whole + b"\0", b"\0" + whole, whole + whole):
        packet.write_bytes(changed)
        assert _found(packet)


def test_a_comment_in_the_zip_file_is_found(packet):
    with zipfile.ZipFile(packet, "a") as archive:
        archive.comment = b"hello"

    assert any("comment" in finding for finding in findings(packet))


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda members: members.pop("empty.txt"), "MISSING empty.txt"),
        (lambda members: members.update({"new.txt": b""}), "ADDED new.txt"),
        (lambda members: members.update({"packet.pdf": b"other"}), "CHANGED packet.pdf"),
        (lambda members: members.update({"verify.py": b"pass"}), "CHANGED verify.py"),
        (lambda members: None, "CHANGED the ZIP file itself"),
        (lambda members: members.update(dict(reversed(members.items()))), "the ZIP file itself"),
    ],
)
def test_a_packet_packed_anew_says_what_differs(change, words, packet):
    repack(packet, change)

    assert any(words in finding for finding in findings(packet))


def test_a_manifest_that_unpacks_to_gigabytes_is_read_no_further_than_a_manifest_goes(tmp_path):
    bomb = tmp_path / "bomb.zip"
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(verify.MANIFEST, bytes(600 << 20))
    program = (
        "import resource, sys; resource.setrlimit(resource.RLIMIT_AS, (400 << 20, 400 << 20));"
        "sys.path.insert(0, sys.argv[1]); import verify; sys.exit(verify.main([sys.argv[2]]))"
    )

    answer = run("-c", program, Path(verify.__file__).parent, bomb)

    assert (answer.returncode, answer.stderr) == (1, "")
    assert answer.stdout.startswith(verify.UNREADABLE)


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_second_member_of_the_same_name_is_found(packet):
    with zipfile.ZipFile(packet, "a") as archive:
        archive.writestr("packet.pdf", SOURCES["packet.pdf"])

    assert "ADDED a second packet.pdf" in findings(packet)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda folder: (folder / "empty.txt").unlink(), "MISSING empty.txt"),
        (lambda folder: (folder / "natives" / "x").touch(), "ADDED natives/x"),
        (lambda folder: (folder / "empty.txt").write_text("x"), "CHANGED empty.txt"),
        (lambda folder: (folder / "packet.pdf").write_bytes(b"x"), "CHANGED packet.pdf"),
        (lambda folder: (folder / "manifest.json").write_text("{"), "CHANGED manifest.json"),
        (lambda folder: _append(folder / "manifest.json", b"\n"), "CHANGED manifest.json"),
        (lambda folder: _link(folder / "packet.pdf"), "MISSING packet.pdf"),
    ],
)
def test_what_differs_in_a_folder_is_named(change, words, folder):
    change(folder)

    assert any(words in finding for finding in findings(folder))


def _append(path, data):
    path.write_bytes(path.read_bytes() + data)


def _link(path):
    shutil.move(path, path.parents[1] / "elsewhere")
    path.symlink_to(path.parents[1] / "elsewhere")


@pytest.mark.parametrize(
    ("place", "key", "value"),
    [(0, "last", "A_0000002"), (1, "first", "A_0000003"), (1, "pages", 4), (2, "pages", 0)],
)
def test_bates_numbers_that_do_not_run_on_are_found(place, key, value, tmp_path):
    documents = [*DOCUMENTS]
    documents[place] = type(documents[place])(**{**vars(documents[place]), key: value})

    packet = make_packet(tmp_path, documents=documents)

    assert any("WRONG" in finding for finding in findings(packet))


def test_a_manifest_that_leaves_out_the_verifier_is_found(folder):
    path = folder / "manifest.json"
    manifest = json.loads(path.read_bytes())
    manifest["files"] = [file for file in manifest["files"] if file["path"] != "verify.py"]
    manifest["packet_sha256"] = verify.packet_digest(manifest)
    path.write_bytes(verify.canonical(manifest))

    assert any("does not list verify.py" in finding for finding in findings(folder))


def test_a_forged_manifest_is_found_by_the_digest_from_the_receipt(packet, folder):
    receipt = verify.verify(packet)[0]["packet_sha256"]
    path = folder / "manifest.json"
    manifest = json.loads(path.read_bytes())
    manifest["case"]["title"] = "Somebody else"
    manifest["packet_sha256"] = verify.packet_digest(manifest)
    path.write_bytes(verify.canonical(manifest))

    assert findings(folder) == []
    assert findings(folder, receipt) != []
    assert findings(packet, receipt) == []


def test_the_digest_of_the_zip_file_is_compared(packet):
    with packet.open("rb") as file:
        digest = verify.measure(file)[1]

    assert findings(packet, digest.upper()) == []
    assert findings(packet, "0" * 64) != []


def test_it_runs_alone_from_within_the_packet(folder):
    answer = run(folder / "verify.py")
    (folder / "packet.pdf").write_bytes(b"changed")
    changed = run(folder / "verify.py")

    assert (answer.returncode, answer.stderr) == (0, "")
    assert answer.stdout.startswith("UNCHANGED: all 4 files.")
    assert (changed.returncode, changed.stderr) == (1, "")
    assert changed.stdout.splitlines() == [
        "CHANGED packet.pdf: other bytes than those listed",
        "NOT AS BUILT: 1 found.",
    ]


@pytest.mark.parametrize("data", [None, b"", b"words", b"PK\5\6" + bytes(18)])
def test_what_is_no_packet_is_said_to_be_none(data, tmp_path):
    path = tmp_path / "x.zip"
    if data is not None:
        path.write_bytes(data)

    answer = run(Path(verify.__file__), path)

    assert answer.returncode == 2
    assert answer.stdout.startswith("NOT A PACKET.")
    assert answer.stderr == ""


def test_it_needs_nothing_but_the_standard_library():
    source = Path(verify.__file__).read_text()
    imports = [
        line.split()[1] for line in source.splitlines() if line.startswith(("import", "from"))
    ]

    assert {name.split(".")[0] for name in imports} <= sys.stdlib_module_names
    assert len(source.splitlines()) < 250
