"""The packet as it is sent: the volume, the files as they are, the manifest and its verifier."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask import current_app

from casemgr.documents.storage import Store
from casemgr.jobs.registry import Progress
from casemgr.packets.manifest import (
    DocumentEntry,
    FileEntry,
    build_manifest,
    measure_file,
    verifier_entry,
    write_packet,
)
from casemgr.packets.volume.binding import Binder, Volume
from casemgr.packets.volume.documents import left_out, title_of
from casemgr.packets.volume.sources import Source, native_name

README = "README.txt"


@dataclass(frozen=True)
class Built:
    """A packet on disk with all that is recorded of it."""

    pdf: Path
    archive: Path
    manifest: dict[str, Any]
    pdf_sha256: str
    zip_sha256: str
    pages: int
    next_number: int


def build_archive(
    frozen: Mapping[str, Any], store: Store, tenant_id: int, folder: Path, progress: Progress
) -> Built:
    """Build the packet of a frozen case in a folder; the same case gives the same bytes."""
    binder = Binder(frozen, store, tenant_id, folder, progress)
    pdf = folder / volume_name(frozen)
    volume = binder.bind(pdf)
    binder.tell(binder.total - 1, "Writing the manifest and the ZIP file")
    readme = _readme(frozen, volume)
    files, natives = _files(frozen, volume, pdf, readme)
    manifest = build_manifest(
        _case(frozen),
        files,
        _documents(volume, pdf.name),
        bates=frozen["profile"]["bates"],
        facts=_facts(frozen, volume),
    )
    archive = folder / "packet.zip"
    sha256 = write_packet(archive, manifest, {pdf.name: pdf, README: readme, **natives})
    digest = next(entry.sha256 for entry in files if entry.path == pdf.name)
    bound = volume.bound
    return Built(pdf, archive, manifest, digest, sha256, bound.pages, bound.next_number)


def volume_name(frozen: Mapping[str, Any]) -> str:
    """Name the PDF after the case and the number of the packet."""
    return f"{frozen['profile']['bates']['prefix']}_packet-{frozen['number']}.pdf"


def _case(frozen: Mapping[str, Any]) -> dict[str, Any]:
    case = frozen["case"]
    return {
        "agency": frozen["agency"]["name"],
        "number": case["number"],
        "title": case["title"],
        "type": case["type"],
    }


def _facts(frozen: Mapping[str, Any], volume: Volume) -> dict[str, Any]:
    """Who built and released what for whom, where each source lies, for later supplements, and
    what the case holds beside.
    """
    places = [
        [source.document.facts["sha256"], span.first, span.last]
        for source, span in zip(volume.sources, volume.bound.ranges, strict=True)
        if source.document.kind != "sheet"
    ]
    return {
        "packet": frozen["number"],
        "frozen_at": frozen["at"],
        "frozen_format": frozen["format"],
        "builder": frozen["builder"]["name"],
        "releaser": frozen["releaser"]["name"],
        "recipient": frozen["recipient"]["name"],
        "earlier": [[one["number"], one["zip_sha256"]] for one in frozen["earlier"]],
        "places": places,
        "left_out": [[title_of(one), one["sha256"]] for one in left_out(frozen)],
    }


def _documents(volume: Volume, name: str) -> list[DocumentEntry]:
    return [
        DocumentEntry(
            span.title, span.section or span.title, span.first, span.last, span.pages, name
        )
        for span in volume.bound.ranges
    ]


def _files(
    frozen: Mapping[str, Any], volume: Volume, pdf: Path, readme: bytes
) -> tuple[list[FileEntry], dict[str, Path]]:
    """List the files of the packet, and where those lie that go along as they are."""
    ranges = volume.bound.ranges
    whole = (ranges[0].first, ranges[-1].last)
    title = frozen["profile"]["title"]
    files = [
        measure_file(readme, README, title="What this is", section="Manifest"),
        measure_file(pdf, pdf.name, title=title, section="Volume", bates=whole),
    ]
    natives: dict[str, Path] = {}
    for source, span in zip(volume.sources, ranges, strict=True):
        if source.native is not None:
            files.append(_native(source, span.first, span.last))
            natives[files[-1].path] = source.native
    return [*files, verifier_entry()], natives


def _native(source: Source, first: str, last: str) -> FileEntry:
    assert source.native is not None
    facts = source.document.facts
    return measure_file(
        source.native,
        native_name(first, facts),
        title=source.document.title,
        section="Native files",
        bates=(first, last),
    )


def _readme(frozen: Mapping[str, Any], volume: Volume) -> bytes:
    """Say to the recipient in plain text what the packet is and how to check it."""
    template = current_app.jinja_env.get_template("packets/print/readme.txt")
    ranges = volume.bound.ranges
    text = template.render(
        frozen=frozen,
        volume=volume_name(frozen),
        pages=volume.bound.pages,
        first=ranges[0].first,
        last=ranges[-1].last,
    )
    return text.replace("\n", "\r\n").encode()
