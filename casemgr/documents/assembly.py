"""Many documents into one volume: every page stamped, everything bookmarked, nothing that acts."""

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from casemgr.documents.bates import Range, label, number_documents
from casemgr.documents.worker import DocumentRefused, Limits, Worker

LIMITS = Limits(cpu=900, wall=1800, memory=4 << 30)
COUNTER = Worker(Limits(cpu=30, wall=60, memory=1 << 30))


class AssemblyFailed(DocumentRefused):
    """The volume could not be put together; the message names the document."""

    status = 500
    title = "The volume could not be assembled"


@dataclass(frozen=True)
class Part:
    """One document of a volume: its PDF, the title of its bookmark, the section it belongs to."""

    title: str
    pdf: Path | bytes
    section: str = ""


@dataclass(frozen=True)
class Assembled:
    """A volume on disk: the Bates range of each part, the pages, the next free number."""

    path: Path
    ranges: list[Range]
    pages: int
    next_number: int


def assemble(
    parts: Sequence[Part],
    into: Path,
    *,
    prefix: str,
    first: int = 1,
    width: int = 7,
    title: str = "Volume",
) -> Assembled:
    """Put the parts into one PDF at `into`, each page with its Bates number bottom right.

    A link to `bates:NUMBER` in a part leads to the page of that number. The same parts give the
    same bytes. Raises AssemblyFailed, and then there is no file at `into`.
    """
    label(prefix, first, width)
    facts = {"title": title, "prefix": prefix, "first": first, "width": width}
    counts = _in_a_child(parts, {**facts, "into": str(into.resolve())})
    listed = [(part.title, part.section, n) for part, n in zip(parts, counts, strict=True)]
    ranges = number_documents(listed, prefix, first, width)
    return Assembled(into, ranges, sum(counts), first + sum(counts))


def count_pages(pdf: Path | bytes) -> int:
    """The pages of a PDF; DocumentRefused when it cannot be read."""
    if isinstance(pdf, bytes):
        facts, _ = COUNTER.call("count", {"path": ""}, [pdf])
    else:
        facts, _ = COUNTER.call("count", {"path": str(pdf)})
    return int(facts["pages"])


def _on_disk(part: Part, number: int, folder: Path) -> dict[str, str]:
    """The child reads files; bytes are put into one whose name owes nothing to the user."""
    if isinstance(part.pdf, bytes):
        path = folder / f"{number:06}.pdf"
        path.write_bytes(part.pdf)
    else:
        path = part.pdf.resolve()
    return {"title": part.title, "section": part.section, "path": str(path)}


def _in_a_child(parts: Sequence[Part], facts: dict[str, Any]) -> list[int]:
    """The pages of each part. A child for each volume gives back all it used when it ends."""
    worker = Worker(LIMITS, tasks=1)
    try:
        with tempfile.TemporaryDirectory(prefix="casemgr-assembly-") as folder:
            read = [_on_disk(part, number, Path(folder)) for number, part in enumerate(parts)]
            answer, _ = worker.call("assemble", {**facts, "parts": read})
    except DocumentRefused as refusal:
        Path(facts["into"]).unlink(missing_ok=True)
        raise AssemblyFailed(refusal.message) from refusal
    finally:
        worker.close()
    return [int(count) for count in answer["pages"]]
