"""What a packet holds, read from the manifest in the office's own copy of it."""

import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from casemgr.documents.storage import FileMissing
from casemgr.packets import verify
from casemgr.packets.fixity import store
from casemgr.packets.models import Submission

LONGEST = 32 * 1024**2


@dataclass(frozen=True)
class Document:
    """A document of the packet; `page` is where it begins in the PDF that is shown."""

    title: str
    section: str
    first: str
    last: str
    pages: int
    page: int | None


@dataclass(frozen=True)
class Native:
    """A file in its own form, beside the slip sheet that stands for it in the PDF."""

    name: str
    title: str
    size: int
    sha256: str
    bates: str


@dataclass(frozen=True)
class Contents:
    """The documents by section and the files in their own form."""

    documents: list[Document] = field(default_factory=list)
    natives: list[Native] = field(default_factory=list)

    @property
    def sections(self) -> list[tuple[str, list[Document]]]:
        """The documents under their sections' headings, in the order of their pages."""
        headings = list(dict.fromkeys(one.section for one in self.documents))
        return [(name, [one for one in self.documents if one.section == name]) for name in headings]


def contents_of(submission: Submission) -> Contents | None:
    """Return what the packet holds, or None when its list cannot be read."""
    try:
        manifest = _manifest(submission)
        if manifest is None:
            return None
        volume = _volume(manifest, submission.pdf_sha256)
        return Contents(list(_documents(manifest, volume)), list(_natives(manifest)))
    except (FileMissing, verify.NotAPacket, KeyError, TypeError, *verify.BROKEN):
        return None


def _manifest(submission: Submission) -> dict[str, Any] | None:
    """Read the manifest alone; more than a packet could list is not read into memory."""
    with (
        store().open(submission.tenant_id, submission.zip_sha256) as file,
        zipfile.ZipFile(file) as archive,
        archive.open(verify.MANIFEST) as member,
    ):
        data = member.read(LONGEST + 1)
    return verify.read_manifest(data) if len(data) <= LONGEST else None


def _volume(manifest: dict[str, Any], sha256: str) -> str:
    """Return the name of the PDF that is shown on the page."""
    return next((one["path"] for one in manifest["files"] if one["sha256"] == sha256), "")


def _documents(manifest: dict[str, Any], volume: str) -> Iterator[Document]:
    page = 1
    for one in manifest["documents"]:
        shown = one["volume"] in ("", volume)
        yield Document(
            one["title"],
            one["section"],
            one["first"],
            one["last"],
            one["pages"],
            page if shown else None,
        )
        page += one["pages"] if shown else 0


def _natives(manifest: dict[str, Any]) -> Iterator[Native]:
    """Yield the files that carry the number of a slip sheet and are no volume themselves."""
    volumes = {one["volume"] for one in manifest["documents"]}
    for one in manifest["files"]:
        if one["bates_first"] and one["path"] not in volumes:
            name = one["path"].rpartition("/")[2]
            yield Native(name, one["title"], one["size"], one["sha256"], one["bates_first"])
