"""The manifest of a packet and the ZIP file around it: the same case gives the same bytes.

Nothing in either depends on the clock, the machine or a compressor, so a court can have the packet
built again from the frozen case and compare one hash.
"""

import hashlib
import io
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path, PurePosixPath
from typing import Any, BinaryIO

from casemgr.errors import Invalid
from casemgr.packets import verify
from casemgr.packets.verify import BLOCK, FORMAT, MANIFEST, VERIFIER

VERIFIER_FILE = Path(verify.__file__)
FORBIDDEN = frozenset('\\:*?"<>|')


@dataclass(frozen=True)
class FileEntry:
    """A file of the packet: where it is, what it is, its hashes and the Bates numbers it carries.

    A native file carries the number of its slip sheet.
    """

    path: str
    title: str
    section: str
    size: int
    sha256: str
    sha512: str
    bates_first: str = ""
    bates_last: str = ""


@dataclass(frozen=True)
class DocumentEntry:
    """A document within the volumes, in the order of its Bates numbers."""

    title: str
    section: str
    first: str
    last: str
    pages: int
    volume: str = ""


def canonical_json(value: Any) -> bytes:
    """The one way to write a value; refuses fractions, whose spelling differs by program."""
    _refuse_fractions(value)
    return verify.canonical(value)


def measure_file(
    source: Path | bytes, path: str, *, title: str, section: str, bates: Sequence[str] = ("", "")
) -> FileEntry:
    """The entry of a file that will lie at `path` in the packet, hashed in one pass."""
    short, long, size = hashlib.sha256(), hashlib.sha512(), 0
    for block in _blocks(source):
        short.update(block)
        long.update(block)
        size += len(block)
    facts = (path, title, section, size, short.hexdigest(), long.hexdigest())
    return FileEntry(*facts, *bates)


def verifier_entry() -> FileEntry:
    """The entry of the verifier, which every packet carries."""
    title = "Program that checks this packet"
    return measure_file(VERIFIER_FILE, VERIFIER, title=title, section="Manifest")


def build_manifest(
    case: Mapping[str, Any],
    files: Iterable[FileEntry],
    documents: Iterable[DocumentEntry],
    *,
    bates: Mapping[str, Any],
    facts: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """The manifest with the packet's own hash in it.

    `bates` is the prefix and width; `facts` is whatever else was frozen with the case (builder,
    approver, profile). Raises Invalid for file names that a packet cannot have.
    """
    listed, ordered = [asdict(file) for file in files], [asdict(entry) for entry in documents]
    _check_paths([file["path"] for file in listed])
    manifest = {
        "format": FORMAT,
        "case": dict(case),
        "facts": dict(facts or {}),
        "files": listed,
        "documents": ordered,
        "bates": _span(ordered, bates),
    }
    _refuse_fractions(manifest)
    return {**manifest, "packet_sha256": verify.packet_digest(manifest)}


def write_packet(
    into: Path, manifest: Mapping[str, Any], sources: Mapping[str, Path | bytes]
) -> str:
    """Write the packet with every file that the manifest lists; returns its SHA-256.

    The bytes are checked against the manifest while they are written; Invalid when they differ,
    and then there is no file at `into`. The verifier need not be among the sources.
    """
    found = {VERIFIER: VERIFIER_FILE, **sources}
    arriving = into.with_name(into.name + ".part")
    try:
        with arriving.open("wb") as file:
            _write_members(file, manifest, found)
            file.flush()
            os.fsync(file.fileno())
        arriving.replace(into)
    finally:
        arriving.unlink(missing_ok=True)
    with into.open("rb") as file:
        return verify.measure(file)[1]


def _write_members(
    file: BinaryIO, manifest: Mapping[str, Any], sources: Mapping[str, Path | bytes]
) -> None:
    members: list[tuple[str, Path | bytes, str]] = []
    data = canonical_json(manifest)
    members.append((MANIFEST, data, hashlib.sha256(data).hexdigest()))
    for entry in manifest["files"]:
        if entry["path"] not in sources:
            raise Invalid(f"The manifest lists {entry['path']}, but nobody handed it in.")
        members.append((entry["path"], sources[entry["path"]], entry["sha256"]))
    directory = b""
    for name, source, digest in members:
        directory += _write_member(file, name, source, digest)
    offset = file.tell()
    file.write(directory + verify.zip_end(len(members), len(directory), offset))


def _write_member(file: BinaryIO, name: str, source: Path | bytes, digest: str) -> bytes:
    """Write one member and return its line of the directory."""
    size, found, crc = _measured(source)
    if found != digest:
        raise Invalid(f"{name} was changed after the manifest was written. Build the packet anew.")
    offset = file.tell()
    file.write(verify.zip_head(name, size, crc))
    again = hashlib.sha256()
    for block in _blocks(source):
        again.update(block)
        file.write(block)
    if again.hexdigest() != digest:
        raise Invalid(f"{name} was changed while the packet was written. Build the packet anew.")
    return verify.zip_entry(name, size, crc, offset)


def _measured(source: Path | bytes) -> tuple[int, str, int]:
    if isinstance(source, bytes):
        return verify.measure(io.BytesIO(source))
    with source.open("rb") as file:
        return verify.measure(file)


def _blocks(source: Path | bytes) -> Iterable[bytes]:
    if isinstance(source, bytes):
        yield source
        return
    with source.open("rb") as file:
        while block := file.read(BLOCK):
            yield block


def _span(documents: list[dict[str, Any]], bates: Mapping[str, Any]) -> dict[str, Any]:
    """The Bates numbers of the whole packet."""
    if not documents:
        raise Invalid("A packet needs at least one document.")
    return {
        "prefix": bates["prefix"],
        "width": bates["width"],
        "first": documents[0]["first"],
        "last": documents[-1]["last"],
        "pages": sum(document["pages"] for document in documents),
    }


def _check_paths(paths: list[str]) -> None:
    """A path in a packet is plain, relative, and differs from the others in more than case."""
    for path in paths:
        parts = PurePosixPath(path).parts
        plain = path == "/".join(parts) and path.isascii() and path.isprintable()
        outside = not parts or ".." in parts or parts[0] == "/"
        if not plain or outside or FORBIDDEN & set(path):
            raise Invalid(f"“{path}” cannot be the name of a file in a packet.")
    if len({path.lower() for path in [*paths, MANIFEST]}) != len(paths) + 1:
        raise Invalid("Two files of the packet would have the same name.")
    if VERIFIER not in paths:
        raise Invalid(f"The packet must list {VERIFIER}; add verifier_entry() to its files.")


def _refuse_fractions(value: Any) -> None:
    if isinstance(value, float):
        raise Invalid("A manifest holds no fractions; write the value as text.")
    parts = value.values() if isinstance(value, Mapping) else value
    if isinstance(value, Mapping | list | tuple):
        for part in parts:
            _refuse_fractions(part)
