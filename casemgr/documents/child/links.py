"""Links and bookmarks of a document, taken out before its pages are copied and put back after.

Copying a page to another file cuts each reference to a page that was not copied before it, so a
link is remembered as a page number and made anew in the volume.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, NameTree, Pdf

MOST_BOOKMARKS = 500
MOST_LEVELS = 4
TO_BATES = "bates:"


@dataclass(frozen=True)
class Target:
    """A page of the document, from 0, and the view of it as the file had it."""

    page: int
    view: tuple[Any, ...] = (Name.Fit,)


@dataclass(frozen=True)
class Bookmark:
    """A line of the document's own outline."""

    title: str
    target: Target
    children: list["Bookmark"] = field(default_factory=list)


@dataclass(frozen=True)
class Link:
    """The link that is annotation number `note` of a page, to a target or a Bates number."""

    page: int
    note: int
    target: Target | str


class Destinations:
    """Finds the page that a destination of a document leads to, by whatever way it says it."""

    def __init__(self, pdf: Pdf) -> None:
        self._numbers = {page.obj.objgen: number for number, page in enumerate(pdf.pages)}
        names = pdf.Root.get("/Names", Dictionary()).get("/Dests", None)
        self._tree = NameTree(names) if isinstance(names, Dictionary) else {}
        self._old = pdf.Root.get("/Dests", Dictionary())

    def find(self, destination: Any) -> Target | None:
        """The target, or None when it leads nowhere in this document."""
        if isinstance(destination, pikepdf.String):
            destination = self._tree.get(str(destination), None)
        elif isinstance(destination, Name):
            destination = self._old.get(str(destination), None)
        if isinstance(destination, Dictionary):
            destination = destination.get("/D", None)
        if not isinstance(destination, Array) or not len(destination):
            return None
        page, *view = destination
        number = self._numbers.get(getattr(page, "objgen", (0, 0)))
        return None if number is None else Target(number, _view(view))


def _view(view: list[Any]) -> tuple[Any, ...]:
    """How the page is to be shown: plain values only."""
    plain = [part for part in view if part is None or isinstance(part, Name | int | Decimal)]
    return tuple(plain) if len(plain) == len(view) and plain else (Name.Fit,)


def take_links(pdf: Pdf, destinations: Destinations) -> list[Link]:
    """The links of all pages, which no longer lead anywhere afterwards."""
    links = []
    for number, page in enumerate(pdf.pages):
        for position, note in enumerate(page.obj.get("/Annots", ())):
            target = _take(note, destinations)
            if target is not None:
                links.append(Link(number, position, target))
    return links


def _take(note: Any, destinations: Destinations) -> Target | str | None:
    action = note.get("/A", Dictionary())
    address = str(action.get("/URI", ""))
    inside = action.get("/D", None) if str(action.get("/S", "")) == "/GoTo" else None
    target = destinations.find(note.get("/Dest", inside))
    if "/Dest" in note:
        del note["/Dest"]
    if inside is not None or address.startswith(TO_BATES):
        del note["/A"]
    return address.removeprefix(TO_BATES) if address.startswith(TO_BATES) else target


def take_bookmarks(pdf: Pdf, destinations: Destinations) -> list[Bookmark]:
    """The document's own outline, as far as it leads to pages of it."""
    left = iter(range(MOST_BOOKMARKS))

    def read(items: list[pikepdf.OutlineItem], level: int) -> Iterator[Bookmark]:
        for item in items if level < MOST_LEVELS else ():
            target = destinations.find(_destination(item))
            if target is not None and next(left, None) is not None:
                yield Bookmark(item.title, target, list(read(item.children, level + 1)))

    with pdf.open_outline(max_depth=MOST_LEVELS) as outline:
        return list(read(list(outline.root), 0))


def _destination(item: pikepdf.OutlineItem) -> Any:
    if item.destination is not None:
        return item.destination
    return item.action.get("/D", None) if isinstance(item.action, Dictionary) else None


def put_links(
    volume: Pdf, base: int, links: list[Link], page_of: Callable[[str], int | None]
) -> None:
    """Make the links of a document anew, its pages beginning at page `base` of the volume."""
    for link in links:
        note = volume.pages[base + link.page].obj.Annots[link.note]
        if isinstance(link.target, Target):
            note.Dest = destination_in(volume, base, link.target)
        elif (page := page_of(link.target)) is not None:
            note.Dest = destination_in(volume, 0, Target(page))


def destination_in(volume: Pdf, base: int, target: Target) -> Array:
    """The destination of the target in the volume."""
    return Array([volume.pages[base + target.page].obj, *target.view])
