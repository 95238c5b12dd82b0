"""The evidence store: files under their own hash, each tenant by itself, never changed.

A file is first written beside its place, flushed, made read-only and then linked to its name, so
that after a crash it is either whole under its name or not there at all. The same bytes are kept
once within a tenant and never compared between tenants, for a quicker answer would tell one agency
what another holds.
"""

import errno
import hashlib
import os
import re
import secrets
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, BinaryIO

from casemgr.errors import CaseMgrError, Invalid, TooLarge, Unavailable

BLOCK = 1 << 20
DIGEST = re.compile(r"[0-9a-f]{64}")
ARRIVING = "arriving"
ONE_DAY = 86_400


class FileMissing(CaseMgrError):
    """The store has no such file for this tenant."""

    status = 404
    title = "The file is not in the store"


class FileChanged(CaseMgrError):
    """The bytes in the store are no longer those that came in."""

    status = 409
    title = "The file was changed"


@dataclass(frozen=True)
class Stored:
    """What came in: the two hashes, of different families of use, and the size in bytes."""

    sha256: str
    sha512: str
    size: int


@dataclass(frozen=True)
class Arrival:
    """Bytes that came in whole and are durable, but have no name yet."""

    path: Path
    stored: Stored


class Store:
    """Files of evidence below one folder: `<tenant>/ab/cd/<SHA-256>`."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def put(self, tenant_id: int, stream: IO[bytes], limit: int) -> Stored:
        """Keep the bytes of a stream; TooLarge past the limit, and then nothing is kept."""
        with self.receiving(tenant_id, stream, limit) as arrival:
            return self.keep(tenant_id, arrival)

    @contextmanager
    def receiving(self, tenant_id: int, stream: IO[bytes], limit: int) -> Iterator[Arrival]:
        """Receive a stream whole beside its place; unless it is kept, nothing of it remains."""
        path = self._folder(tenant_id, ARRIVING) / secrets.token_hex(16)
        try:
            with _full_store_told():
                arrival = Arrival(path, _receive(stream, path, limit))
            yield arrival
        finally:
            path.unlink(missing_ok=True)

    def keep(self, tenant_id: int, arrival: Arrival) -> Stored:
        """Give the received file its name, under which it lasts."""
        with _full_store_told():
            target = self.path(tenant_id, arrival.stored.sha256)
            self._settle(arrival.path, target, arrival.stored)
        return arrival.stored

    def open(self, tenant_id: int, sha256: str) -> BinaryIO:
        """The file, open for reading; FileMissing when the tenant has none of that hash."""
        try:
            return self.path(tenant_id, sha256).open("rb")
        except FileNotFoundError:
            raise _missing(sha256) from None

    def path(self, tenant_id: int, sha256: str) -> Path:
        """Where the file of that hash is or would be; made of two numbers and nothing else."""
        if not DIGEST.fullmatch(sha256):
            raise Invalid("A file is asked for by its SHA-256: 64 hexadecimal digits.")
        return self._tenant(tenant_id) / sha256[:2] / sha256[2:4] / sha256

    def holds(self, tenant_id: int, sha256: str) -> bool:
        """Whether the tenant has a file of that hash."""
        return self.path(tenant_id, sha256).is_file()

    def verify(self, tenant_id: int, sha256: str, sha512: str | None = None) -> Stored:
        """Hash the file again; FileChanged when it is not what came in, FileMissing without it."""
        with self.open(tenant_id, sha256) as file:
            found = _hashed(file)
        if found.sha256 != sha256 or (sha512 is not None and found.sha512 != sha512):
            raise FileChanged(
                f"The file with the SHA-256 {sha256} now has the SHA-256 {found.sha256}. It was "
                "changed in the store. Do not use it; restore it from a backup."
            )
        return found

    def share(self, from_tenant: int, to_tenant: int, sha256: str) -> None:
        """Give another tenant its own name for the file, after checking that it is unchanged."""
        self.verify(from_tenant, sha256)
        source, target = self.path(from_tenant, sha256), self.path(to_tenant, sha256)
        if target.exists():
            self.verify(to_tenant, sha256)
            return
        arriving = self._folder(to_tenant, ARRIVING) / secrets.token_hex(16)
        try:
            _link_or_copy(source, arriving)
            self._place(arriving, target)
        finally:
            arriving.unlink(missing_ok=True)

    def sweep(self, *, older_than: float = ONE_DAY) -> int:
        """Remove what interrupted uploads left behind and say how many there were."""
        swept = 0
        for path in self.root.glob(f"*/{ARRIVING}/*"):
            with suppress(FileNotFoundError):
                if path.stat().st_mtime < time.time() - older_than:
                    path.unlink()
                    swept += 1
        return swept

    def _tenant(self, tenant_id: int) -> Path:
        return self.root / str(int(tenant_id))

    def _folder(self, tenant_id: int, *names: str) -> Path:
        """A folder of the tenant, made private and durable when it is new."""
        folder = self.root
        for name in ("", str(int(tenant_id)), *names):
            folder = folder / name
            if not folder.is_dir():
                folder.mkdir(mode=0o700, parents=True, exist_ok=True)
                _flush_folder(folder.parent)
        return folder

    def _settle(self, arriving: Path, target: Path, stored: Stored) -> None:
        """Give the received file its name; the same bytes again change nothing."""
        if target.exists() and target.stat().st_size != stored.size:
            raise FileChanged(
                f"The store already holds a file named {stored.sha256}, but of another size. It "
                "was changed in the store. Tell the operator; nothing was kept."
            )
        self._place(arriving, target)

    def _place(self, arriving: Path, target: Path) -> None:
        tenant, first, second = target.parts[-4:-1]
        folder = self._folder(int(tenant), first, second)
        with suppress(FileExistsError):
            os.link(arriving, target)
        _flush_folder(folder)


@contextmanager
def _full_store_told() -> Iterator[None]:
    """Say in words that the disk is full."""
    try:
        yield
    except OSError as fault:
        if fault.errno in (errno.ENOSPC, errno.EDQUOT):
            raise Unavailable(
                "The store is full. Nothing was kept; tell the operator and try again."
            ) from fault
        raise


def _receive(stream: IO[bytes], path: Path, limit: int) -> Stored:
    """Write the stream to a new private file, hashing on the way, and flush it to the disk."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        stored = _hashed(stream, file, limit)
        file.flush()
        os.fchmod(descriptor, 0o400)
        os.fsync(descriptor)
    return stored


def _hashed(stream: IO[bytes], copy: IO[bytes] | None = None, limit: int | None = None) -> Stored:
    """Both hashes and the size in one pass, a block at a time."""
    short, long, size = hashlib.sha256(), hashlib.sha512(), 0
    while block := stream.read(BLOCK):
        size += len(block)
        if limit is not None and size > limit:
            raise TooLarge(
                f"The file is larger than {_megabytes(limit)}, the most that one file may have. "
                "Nothing was kept. Split it or ask the operator for a higher limit."
            )
        short.update(block)
        long.update(block)
        if copy is not None:
            copy.write(block)
    return Stored(short.hexdigest(), long.hexdigest(), size)


def _megabytes(size: int) -> str:
    return f"{size / (1 << 20):,.0f} MiB" if size >= 1 << 20 else f"{size:,} bytes"


def _link_or_copy(source: Path, target: Path) -> None:
    """A second name for the bytes; a copy where the file system cannot do that."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copyfile(source, target)
        target.chmod(0o400)
        with target.open("rb") as file:
            os.fsync(file.fileno())


def _flush_folder(folder: Path) -> None:
    """Make the names in a folder durable, which flushing the files alone does not."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _missing(sha256: str) -> FileMissing:
    return FileMissing(
        f"The store has no file with the SHA-256 {sha256}. Restore it from a backup."
    )
