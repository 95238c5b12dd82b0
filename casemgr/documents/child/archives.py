"""Looks into archives without unpacking them: bombs, paths that climb out, programs, nesting."""

import bz2
import gzip
import io
import lzma
import re
import stat
import tarfile
import zlib
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path, PurePath
from typing import IO, Any
from zipfile import BadZipFile, ZipFile, ZipInfo

from casemgr.documents.media import EXECUTABLE_NAMES

MOST_MEMBERS = 10_000
MOST_BYTES = 4 << 30
MOST_RATIO = 100
MOST_LEVELS = 3
LARGEST_NESTED = 64 << 20
SMALL = 1 << 20
CLIMBS = re.compile(r"(^|/)\.\.(/|$)|^/|^[A-Za-z]:")
BROKEN = (BadZipFile, tarfile.TarError, OSError, EOFError, ValueError, zlib.error, lzma.LZMAError)
DAMAGED = "The archive is damaged and cannot be read to its end."


def look_into_zip(path: Path | IO[bytes], level: int = 1) -> list[str]:
    """Warnings about a ZIP archive and, to three levels, the ZIP archives in it."""
    try:
        with ZipFile(path) as archive:
            members = archive.infolist()
            found = _sizes(members) + _names(member.orig_filename for member in members)
            found += _flags(members)
            return _once(found + _nested(archive, members, level))
    except (*BROKEN, NotImplementedError, RuntimeError):
        return [DAMAGED]


def _sizes(members: list[ZipInfo]) -> list[str]:
    """Whether unpacking would fill the disk: members, bytes, and how much they would swell."""
    total = sum(member.file_size for member in members)
    packed = sum(member.compress_size for member in members)
    found = []
    if len(members) > MOST_MEMBERS:
        found.append(f"The archive has {len(members):,} members; {MOST_MEMBERS:,} is the limit.")
    if total > MOST_BYTES:
        found.append(f"Unpacked it would take {total >> 30} GiB; {MOST_BYTES >> 30} is the limit.")
    if total > SMALL and total > MOST_RATIO * max(packed, 1):
        found.append(f"It swells {total // max(packed, 1):,} times when unpacked (a ZIP bomb).")
    return found


def _names(names: Iterable[str]) -> list[str]:
    found, seen = [], set()
    for name in names:
        plain = name.replace("\\", "/")
        if CLIMBS.search(plain) or "\0" in name:
            found.append("A member's name leads outside the folder it is unpacked in (zip slip).")
        if PurePath(plain).suffix.lower() in EXECUTABLE_NAMES:
            found.append("The archive contains a program or a script.")
        if PurePath(plain).name.lower() == "vbaproject.bin":
            found.append("It contains macros (programs inside an office document).")
        if plain in seen:
            found.append("Two members of the archive have the same name.")
        seen.add(plain)
    return found


def _flags(members: list[ZipInfo]) -> list[str]:
    found = []
    if any(member.flag_bits & 1 for member in members):
        found.append("The archive is protected by a password and could not be looked into.")
    if any(stat.S_ISLNK(member.external_attr >> 16) for member in members):
        found.append("The archive contains a link to another place.")
    return found


def _nested(archive: ZipFile, members: list[ZipInfo], level: int) -> list[str]:
    inner = [member for member in members if member.filename.lower().endswith(".zip")]
    if inner and level >= MOST_LEVELS:
        return [f"Archives are nested more than {MOST_LEVELS} levels deep."]
    found = []
    for member in inner[:20]:
        if member.flag_bits & 1:
            continue
        with archive.open(member) as file:
            data = file.read(LARGEST_NESTED + 1)
        if len(data) > LARGEST_NESTED:
            found.append("An archive in it is too large to be looked into.")
        else:
            found += look_into_zip(io.BytesIO(data), level + 1)
    return found


def look_into_tar(path: Path) -> list[str]:
    """Warnings about a TAR archive, from the names and sizes of its members."""
    names, found, total = [], [], 0
    try:
        with tarfile.open(path, "r:") as archive:
            for member in archive:
                names.append(member.name)
                total += member.size
                if member.islnk() or member.issym() or member.isdev():
                    found.append("The archive contains a link to another place.")
                if len(names) > MOST_MEMBERS:
                    return [f"The archive has more than {MOST_MEMBERS:,} members."]
    except BROKEN:
        found.append(DAMAGED)
    if total > MOST_BYTES:
        found.append(f"Unpacked it would take {total >> 30} GiB; {MOST_BYTES >> 30} is the limit.")
    return _once(_names(names) + found)


def _look_into_stream(unpack: Callable[[Path], Any], path: Path) -> list[str]:
    """Warnings about one compressed stream: unpacked into nothing, as far as the limits go."""
    packed, total = path.stat().st_size, 0
    try:
        with unpack(path) as stream:
            while block := stream.read(SMALL):
                total += len(block)
                if total > max(SMALL, MOST_RATIO * packed) or total > MOST_BYTES:
                    return [f"It swells more than {MOST_RATIO} times when unpacked (a bomb)."]
    except BROKEN:
        return [DAMAGED]
    return []


def _once(warnings: list[str]) -> list[str]:
    return list(dict.fromkeys(warnings))


LOOKS: dict[str, Callable[[Path], list[str]]] = {
    "application/zip": look_into_zip,
    "application/x-tar": look_into_tar,
    "application/gzip": partial(_look_into_stream, gzip.GzipFile),
    "application/x-bzip2": partial(_look_into_stream, bz2.BZ2File),
    "application/x-xz": partial(_look_into_stream, lzma.LZMAFile),
}
