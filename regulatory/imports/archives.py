"""Archives (ZIP) in which agencies publish a list: the one file in them, unpacked within bounds.

Nothing is written under the name that the archive gives: the store keeps it under its hash.
"""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from lzma import LZMAError
from pathlib import Path, PurePosixPath
from struct import error as BadRecord  # noqa: N812 (it is an exception)
from zipfile import BadZipFile, ZipFile, ZipInfo
from zlib import error as BadStream  # noqa: N812 (it is an exception)

from casemgr.documents.storage import Arrival, Store
from casemgr.errors import Invalid

MARKS = (b"PK\x03\x04", b"PK\x05\x06")  # of one with files, and of an empty one
MOST = 1 << 30  # bytes
ADDED = "__MACOSX"  # a folder that some systems add
OFFICE = {"[Content_Types].xml", "mimetype"}
LOCKED = 0x1
UNPACK = "Unpack it, and import the file of the list."
BROKEN = (
    BadZipFile, BadStream, BadRecord, LZMAError, EOFError, NotImplementedError, ValueError, OSError,
)  # fmt: skip


def is_archive(path: Path) -> bool:
    """Whether a file is an archive, whatever its name says."""
    with path.open("rb") as file:
        return file.read(4) in MARKS


@contextmanager
def unpacked(store: Store, tenant_id: int, path: Path) -> Iterator[tuple[Arrival, str]]:
    """Unpack the one file of an archive beside the store, and tell what it is called there.

    Raises Invalid when there is not exactly one, or it is locked, too large or damaged.
    """
    with ExitStack() as stack:
        try:
            archive = stack.enter_context(ZipFile(path))
            member = _only(archive.infolist())
            file = stack.enter_context(archive.open(member))
            arrival = stack.enter_context(store.receiving(tenant_id, file, MOST))
        except BROKEN as error:
            raise Invalid(
                f"The ZIP archive is damaged, or packed in a way that is not known here. {UNPACK}"
            ) from error
        yield arrival, PurePosixPath(member.filename).name[:300]


def _only(members: list[ZipInfo]) -> ZipInfo:
    """Return the one file of an archive. Raises Invalid."""
    names = [one.filename for one in members]
    if OFFICE & {*names}:
        raise Invalid(
            "The file is a document of an office program and no .xlsx workbook. Save it as .xlsx or"
            " as CSV, and import that."
        )
    files = [one for one in members if not one.is_dir() and ADDED not in one.filename.split("/")]
    if len(files) != 1:
        shown = "".join(x if x.isprintable() else " " for x in ", ".join(names)[:200])
        raise Invalid(f"The ZIP archive holds {len(files)} files, not one: {shown}. {UNPACK}")
    if files[0].flag_bits & LOCKED:
        raise Invalid(f"The ZIP archive is locked with a password. {UNPACK}")
    if files[0].file_size > MOST:
        raise Invalid(
            f"The file in the ZIP archive has {files[0].file_size:,} bytes, and no more than"
            f" {MOST:,} are unpacked. {UNPACK}"
        )
    return files[0]
