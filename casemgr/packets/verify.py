"""Checks a prosecution packet: is every byte of it as it was when the packet was built?

    python verify.py [PACKET.zip or its folder] [--sha256 DIGEST_FROM_THE_RECEIPT]

Without a packet it checks the folder it lies in. It needs Python 3.8 and nothing else. Exit code
0: unchanged; 1: each difference is a line; 2: no packet. A digest from elsewhere, such as the
receipt, is needed to exclude somebody who changed a file and wrote a new manifest.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import struct
import sys
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

FORMAT = "casemgr packet 1"
MANIFEST = "manifest.json"
VERIFIER = "verify.py"
UNREADABLE = f"CHANGED {MANIFEST}: it cannot be read, so nothing else can be checked"
BLOCK, HUGE = 1 << 20, 0xFFFFFFFF
BROKEN = (zipfile.BadZipFile, zlib.error, struct.error, OSError, ValueError, EOFError, RuntimeError)


class NotAPacket(Exception):
    """What was given is neither a packet nor the folder of one."""


def canonical(value: Any) -> bytes:
    """The one way to write a value as JSON: sorted, without spaces, in plain letters."""
    return json.dumps(value, sort_keys=True, separators=(",", ":")).encode("ascii")


def packet_digest(manifest: dict[str, Any]) -> str:
    """The hash of the packet: of its manifest with that hash left empty."""
    return hashlib.sha256(canonical({**manifest, "packet_sha256": ""})).hexdigest()


def measure(file: IO[bytes], most: int | None = None) -> tuple[int, str, int]:
    """Size, SHA-256 and CRC of an open file; reading ends soon after the size it should have."""
    digest, crc, size = hashlib.sha256(), 0, 0
    while (most is None or size <= most) and (block := file.read(BLOCK)):
        digest.update(block)
        crc = zlib.crc32(block, crc)
        size += len(block)
    return size, digest.hexdigest(), crc


def zip_head(name: str, size: int, crc: int) -> bytes:
    """The bytes before the content of a member: nothing packed, no dates, no comments."""
    long, raw = size >= HUGE, name.encode("utf-8")
    extra = struct.pack("<2H2Q", 1, 16, size, size) if long else b""
    shown = min(size, HUGE)
    facts = (45 if long else 20, 0x800, 0, 0, 33, crc, shown, shown, len(raw), len(extra))
    return struct.pack("<4s5H3L2H", b"PK\3\4", *facts) + raw + extra


def zip_entry(name: str, size: int, crc: int, offset: int) -> bytes:
    """The bytes that stand for a member in the directory at the end."""
    large = ([size, size] if size >= HUGE else []) + ([offset] if offset >= HUGE else [])
    extra = struct.pack(f"<2H{len(large)}Q", 1, 8 * len(large), *large) if large else b""
    raw, shown, version = name.encode("utf-8"), min(size, HUGE), 45 if large else 20
    facts = (0x300 | version, version, 0x800, 0, 0, 33, crc, shown, shown, len(raw), len(extra))
    places = (0, 0, 0, 0o100644 << 16, min(offset, HUGE))
    return struct.pack("<4s6H3L5H2L", b"PK\1\2", *facts, *places) + raw + extra


def zip_end(count: int, size: int, offset: int) -> bytes:
    """The bytes at the very end."""
    end, few = b"", min(count, 0xFFFF)
    if few == 0xFFFF or max(size, offset) >= HUGE:
        end = struct.pack("<4sQ2H2L", b"PK\6\6", 44, 0x32D, 45, 0, 0)
        end += struct.pack("<4Q", count, count, size, offset)
        end += struct.pack("<4sLQL", b"PK\6\7", 0, offset + size, 1)
    last = (0, 0, few, few, min(size, HUGE), min(offset, HUGE), 0)
    return end + struct.pack("<4s4H2LH", b"PK\5\6", *last)


def read_manifest(data: bytes) -> dict[str, Any] | None:
    """The manifest; None when it cannot be read; NotAPacket when it is one of something else."""
    try:
        manifest = json.loads(data)
        kind = manifest["format"]
        for entry in manifest["files"]:
            if not isinstance(entry["path"] + entry["sha256"], str) or entry["size"] < 0:
                return None
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
    if kind != FORMAT:
        raise NotAPacket("The manifest is of a kind that this verifier does not know.")
    return manifest


def check_manifest(manifest: dict[str, Any], data: bytes) -> Iterator[str]:
    """What is wrong with the manifest itself: its hash, its form, the Bates numbers in it."""
    listed = [entry["path"] for entry in manifest["files"]]
    if manifest.get("packet_sha256") != packet_digest(manifest) or canonical(manifest) != data:
        yield f"CHANGED {MANIFEST}: it does not fit its own hash"
    if len(set(listed)) != len(listed) or MANIFEST in listed:
        yield f"WRONG {MANIFEST}: it lists a file twice or itself"
    if VERIFIER not in listed:
        yield f"WRONG {MANIFEST}: it does not list {VERIFIER}"
    try:
        yield from check_numbers(manifest)
    except (KeyError, TypeError, ValueError, AttributeError):
        yield f"WRONG {MANIFEST}: the Bates numbers in it cannot be read"


def check_numbers(manifest: dict[str, Any]) -> Iterator[str]:
    """Bates numbers run on from document to document, and the pages add up."""
    bates = manifest["bates"]
    number = start = int(bates["first"].rpartition("_")[2])
    for document in manifest["documents"]:
        pages = document["pages"]
        for key, expected in (("first", number), ("last", number + pages - 1)):
            label = f"{bates['prefix']}_{expected:0{bates['width']}}"
            if pages < 1 or document[key] != label:
                yield f"WRONG Bates number of “{document['title']}”: {document[key]}, not {label}"
        number += pages
    if number - start != bates["pages"] or int(bates["last"].rpartition("_")[2]) != number - 1:
        yield f"WRONG page count: the documents have {number - start}, not {bates['pages']}"


def check_file(entry: dict[str, Any], file: IO[bytes]) -> tuple[list[str], int]:
    """Whether a file is as listed, and its CRC for the check of the container."""
    *found, crc = measure(file, entry["size"])
    same = found == [entry["size"], entry["sha256"]]
    return [] if same else [f"CHANGED {entry['path']}: other bytes than those listed"], crc


def check_folder(folder: Path) -> tuple[dict[str, Any] | None, list[str]]:
    """The findings about a packet that was unpacked."""
    if not (folder / MANIFEST).is_file():
        raise NotAPacket(f"{folder} has no {MANIFEST}.")
    data = (folder / MANIFEST).read_bytes()
    manifest = read_manifest(data)
    if manifest is None:
        return None, [UNREADABLE]
    findings = list(check_manifest(manifest, data))
    found = {item.relative_to(folder).as_posix(): item for item in folder.rglob("*")}
    found = {name: item for name, item in found.items() if item.is_symlink() or not item.is_dir()}
    for entry in manifest["files"]:
        item = found.pop(entry["path"], None)
        if item is None or item.is_symlink():
            findings.append(f"MISSING {entry['path']}")
            continue
        with item.open("rb") as file:
            findings += check_file(entry, file)[0]
    return manifest, findings + [f"ADDED {name}" for name in sorted(found) if name != MANIFEST]


def check_zip(path: Path) -> tuple[dict[str, Any] | None, list[str]]:
    """The findings about a packet as it was sent: its files, then the container around them."""
    try:
        with zipfile.ZipFile(path) as archive:
            manifest, findings, members = check_members(archive)
    except BROKEN as fault:
        with path.open("rb") as file:
            if file.read(4) != b"PK\3\4":
                raise NotAPacket(f"{path} is no packet.") from None
        return None, [f"CHANGED {path.name}: the ZIP file is damaged ({fault})"]
    return manifest, findings or list(check_container(path, members))


def check_members(archive: zipfile.ZipFile) -> tuple[dict[str, Any] | None, list[str], list[Any]]:
    """The manifest, the findings, and (name, size, CRC) of each member in the order listed."""
    names = [member.orig_filename for member in archive.infolist()]
    if MANIFEST not in names:
        raise NotAPacket(f"The ZIP file has no {MANIFEST}.")
    data = archive.open(MANIFEST).read(64 * BLOCK)  # of a bomb no more than that
    manifest = read_manifest(data)
    if manifest is None:
        return None, [UNREADABLE], []
    findings = list(check_manifest(manifest, data))
    members = [(MANIFEST, len(data), zlib.crc32(data))]
    for entry in manifest["files"]:
        wrong, crc = [f"MISSING {entry['path']}"], 0
        try:
            if entry["path"] in names:
                with archive.open(entry["path"]) as file:
                    wrong, crc = check_file(entry, file)
        except BROKEN:
            wrong = [f"CHANGED {entry['path']}: it cannot be unpacked"]
        findings += wrong
        members.append((entry["path"], entry["size"], crc))
    listed = {name for name, _, _ in members}
    findings += [f"ADDED {name}" for name in names if name not in listed]
    findings += [f"ADDED a second {name}" for name in sorted(listed) if names.count(name) > 1]
    return manifest, findings, members


def check_container(path: Path, members: list[tuple[str, int, int]]) -> Iterator[str]:
    """What differs between the ZIP file and the one that the builder would write."""
    offset, directory = 0, b""
    with path.open("rb") as file:
        for name, size, crc in members:
            head = zip_head(name, size, crc)
            if file.read(len(head)) != head:
                yield f"CHANGED the ZIP file itself: the entry of {name} was written anew"
                return
            directory += zip_entry(name, size, crc, offset)
            offset += len(head) + size
            file.seek(offset)
        end = directory + zip_end(len(members), len(directory), offset)
        if file.read(len(end) + 1) != end:
            yield "CHANGED the ZIP file itself: its directory, its comment or what follows it"


def verify(path: Path, digest: str = "") -> tuple[dict[str, Any] | None, list[str]]:
    """The manifest (None when it cannot be read) and the findings; NotAPacket for anything else."""
    if not path.exists():
        raise NotAPacket(f"{path} does not exist.")
    manifest, findings = check_folder(path) if path.is_dir() else check_zip(path)
    digests = {(manifest or {}).get("packet_sha256")}
    if path.is_file():
        with path.open("rb") as file:
            digests.add(measure(file)[1])
    if digest and digest.strip().lower() not in digests:
        findings.append("CHANGED: the SHA-256 that was given is not that of this packet")
    return manifest, findings


def main(arguments: list[str] | None = None) -> int:
    """Check a packet from the command line."""
    parser = argparse.ArgumentParser(description="Check a prosecution packet.")
    parser.add_argument("packet", nargs="?", type=Path, default=Path(__file__).resolve().parent)
    parser.add_argument("--sha256", default="", help="of the ZIP file or of the packet")
    given = parser.parse_args(arguments)
    try:
        manifest, findings = verify(given.packet, given.sha256)
    except NotAPacket as reason:
        sys.stdout.write(f"NOT A PACKET. {reason}\n")
        return 2
    if findings or manifest is None:
        sys.stdout.write("\n".join([*findings, f"NOT AS BUILT: {len(findings)} found.", ""]))
        return 1
    sys.stdout.write(f"UNCHANGED: all {len(manifest['files'])} files.\n")
    sys.stdout.write(f"Packet SHA-256 {manifest['packet_sha256']}: compare with the receipt.\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
