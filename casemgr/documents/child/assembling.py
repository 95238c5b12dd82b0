"""The task "assemble": copies pages into one volume, stamps them, bookmarks them, saves it."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, OutlineItem, Pdf, String

from casemgr.documents.bates import label
from casemgr.documents.child import Refused, links, pdfs, stamps
from casemgr.documents.child.tags import TagTree

PRODUCER = "casemgr"
LAYERS = ("/ON", "/OFF", "/Order", "/Locked")


@dataclass
class Copied:
    """A document whose pages are in the volume; its file stays open until the volume is saved."""

    title: str
    section: str
    source: Pdf
    base: int
    bookmarks: list[links.Bookmark] = field(default_factory=list)
    leads: list[links.Link] = field(default_factory=list)


def run(facts: dict[str, Any], blobs: list[bytes]) -> tuple[dict[str, Any], list[bytes]]:
    """Assemble the parts into the file at `into`."""
    volume = Pdf.new()
    tree, font = TagTree(volume), stamps.font_in(volume)
    copied = [_copied(volume, tree, part) for part in facts["parts"]]
    pages = len(volume.pages)
    labels = [
        label(facts["prefix"], number, facts["width"])
        for number in range(facts["first"], facts["first"] + pages)
    ]
    for page, text in zip(volume.pages, labels, strict=True):
        stamps.stamp(volume, page.obj, text, font)
    page_of = {text: number for number, text in enumerate(labels)}
    for document in copied:
        links.put_links(volume, document.base, document.leads, page_of.get)
    _bookmark(volume, copied)
    tree.finish()
    _finish(volume, facts["title"], labels, Path(facts["into"]))
    ends = [*(document.base for document in copied[1:]), pages] if copied else []
    return {"pages": [end - document.base for document, end in zip(copied, ends, strict=True)]}, []


def _copied(volume: Pdf, tree: TagTree, part: dict[str, str]) -> Copied:
    try:
        source = pdfs.cleaned(Path(part["path"]))
        destinations = links.Destinations(source)
        document = Copied(part["title"], part["section"], source, len(volume.pages))
        document.bookmarks = links.take_bookmarks(source, destinations)
        document.leads = links.take_links(source, destinations)
        volume.pages.extend(source.pages)
        tree.add(source, document.title, document.base)
        _take_layers(volume, source)
    except Refused as refusal:
        raise Refused(f"“{part['title']}” cannot be part of the volume. {refusal}") from None
    except pdfs.Fault:
        raise Refused(f"“{part['title']}” cannot be part of the volume. {pdfs.BROKEN}") from None
    return document


def _take_layers(volume: Pdf, source: Pdf) -> None:
    """Layers that are switched off in the document stay off in the volume."""
    layers = source.Root.get("/OCProperties", None)
    if not isinstance(layers, Dictionary) or "/OCGs" not in layers:
        return
    taken = volume.copy_foreign(source.make_indirect(layers))
    ours = volume.Root.get("/OCProperties", None)
    if ours is None:
        volume.Root.OCProperties = Dictionary(OCGs=taken.OCGs, D=taken.get("/D", Dictionary()))
        return
    ours.OCGs.extend(taken.OCGs)
    for key in LAYERS:
        if key in taken.get("/D", Dictionary()):
            ours.D[key] = Array([*ours.D.get(key, ()), *taken.D[key]])


def _bookmark(volume: Pdf, copied: list[Copied]) -> None:
    """The outline: section, document, and the document's own headings."""
    with volume.open_outline() as outline:
        sections: dict[str, OutlineItem] = {}
        for document in copied:
            shelf = outline.root
            if document.section:
                if document.section not in sections:
                    sections[document.section] = _item(volume, document.section, document.base)
                    outline.root.append(sections[document.section])
                shelf = sections[document.section].children
            item = _item(volume, document.title, document.base)
            item.is_closed = True
            _fill(volume, item, document.base, document.bookmarks)
            shelf.append(item)


def _item(volume: Pdf, title: str, page: int) -> OutlineItem:
    return OutlineItem(title, links.destination_in(volume, page, links.Target(0)))


def _fill(volume: Pdf, item: OutlineItem, base: int, bookmarks: list[links.Bookmark]) -> None:
    for bookmark in bookmarks:
        child = OutlineItem(bookmark.title, links.destination_in(volume, base, bookmark.target))
        child.is_closed = True
        _fill(volume, child, base, bookmark.children)
        item.children.append(child)


def _finish(volume: Pdf, title: str, labels: list[str], into: Path) -> None:
    """Facts of the volume, the Bates numbers as page labels, and the same bytes on each run."""
    volume.docinfo[Name.Title] = String(title)
    volume.docinfo[Name.Producer] = String(PRODUCER)
    root = volume.Root
    root.Lang = String("en-US")
    root.PageMode = Name.UseOutlines
    root.ViewerPreferences = Dictionary(DisplayDocTitle=True)
    nums = [part for number, text in enumerate(labels) for part in (number, Dictionary(P=text))]
    root.PageLabels = Dictionary(Nums=Array(nums))
    volume.save(
        into,
        min_version="1.7",
        deterministic_id=True,
        object_stream_mode=pikepdf.ObjectStreamMode.generate,
    )
