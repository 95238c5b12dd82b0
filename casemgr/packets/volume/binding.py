"""Binding a volume: lay out, count, number, lay out again until every reference is right."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from casemgr.documents.assembly import Assembled, Part, assemble, count_pages
from casemgr.documents.bates import label
from casemgr.documents.rendering import render_pdf
from casemgr.documents.storage import Store
from casemgr.errors import CaseMgrError
from casemgr.jobs.registry import Progress
from casemgr.packets.volume.documents import Document, list_documents
from casemgr.packets.volume.sheets import ASSETS, Numbers, running_heads, write_sheet
from casemgr.packets.volume.sources import Source, take_file, take_report

MOST_ROUNDS = 5
OTHER_STEPS = 3


class NumberingUnsettled(CaseMgrError):
    """The sheets never came out with the same number of pages twice."""

    status = 500
    title = "The pages could not be numbered"


@dataclass(frozen=True)
class Volume:
    """A bound volume with the sources of its documents in order."""

    bound: Assembled
    sources: Sequence[Source]


class Binder:
    """Binds the volume of one frozen case in a folder of its own."""

    def __init__(
        self,
        frozen: Mapping[str, Any],
        store: Store,
        tenant_id: int,
        folder: Path,
        progress: Progress,
    ) -> None:
        self.frozen, self.store, self.tenant_id = frozen, store, tenant_id
        self.folder, self.progress = folder, progress
        self.documents = list_documents(frozen)
        self.total = len(self.documents) + OTHER_STEPS
        self.bates = frozen["profile"]["bates"]
        self.written: dict[str, str] = {}

    def bind(self, into: Path) -> Volume:
        """Bind the volume at `into`."""
        sources = [self._source(place, one) for place, one in enumerate(self.documents)]
        counts = {source.document.key: count_pages(source.pdf) for source in sources}
        self.tell(len(self.documents), "Numbering the pages")
        self._settle(sources, counts)
        self.tell(len(self.documents) + 1, "Stamping and binding the pages")
        parts = [Part(one.document.title, one.pdf, one.document.section) for one in sources]
        title = f"{self.frozen['profile']['title']} {self.frozen['case']['number']}"
        numbering = {name: self.bates[name] for name in ("prefix", "first", "width")}
        return Volume(assemble(parts, into, title=title, **numbering), sources)

    def tell(self, done: int, words: str) -> None:
        """Tell those who watch how far it is."""
        self.progress(done, self.total, words)

    def _source(self, place: int, document: Document) -> Source:
        self.tell(place, f"Laying out {document.section or document.title}")
        if document.kind == "report":
            return take_report(document, self.store, self.tenant_id)
        if document.kind == "file":
            heads = running_heads(self.frozen)
            return take_file(document, self.store, self.tenant_id, self.folder, heads)
        return self._sheet(document, self._numbers({}))

    def _settle(self, sources: list[Source], counts: dict[str, int]) -> None:
        """Lay the sheets out with the numbers known until none grows or shrinks."""
        for _ in range(MOST_ROUNDS):
            numbers, before = self._numbers(counts), dict(counts)
            for source in sources:
                if source.document.kind == "sheet":
                    self._sheet(source.document, numbers)
                    counts[source.document.key] = count_pages(source.pdf)
            if counts == before:
                return
        raise NumberingUnsettled(
            "The pages of the packet could not be numbered. Tell the operator."
        )

    def _sheet(self, document: Document, numbers: Numbers) -> Source:
        pdf = self.folder / f"{document.key.replace(':', '-')}.pdf"
        html = write_sheet(self.frozen, document.facts, numbers)
        if self.written.get(document.key) != html:
            pdf.write_bytes(render_pdf(html, assets=ASSETS))
            self.written[document.key] = html
        return Source(document, pdf)

    def _numbers(self, counts: Mapping[str, int]) -> Numbers:
        """Number the documents by the pages they have; before any is counted, all are blank."""
        prefix, width, number = self.bates["prefix"], self.bates["width"], self.bates["first"]
        ranges = {}
        for document in self.documents if counts else ():
            last = number + counts[document.key] - 1
            ranges[document.key] = (label(prefix, number, width), label(prefix, last, width))
            number = last + 1
        return Numbers(ranges, f"{prefix}_{'0' * width}")
