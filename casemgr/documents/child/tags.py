"""Carries the tags of each document into the volume, so that a screen reader can read all of it."""

from collections.abc import Sequence
from contextlib import suppress

import pikepdf
from pikepdf import Array, Dictionary, Name, NumberTree, Object, Pdf


class TagTree:
    """The structure tree of a volume: one part element for each tagged document."""

    def __init__(self, volume: Pdf) -> None:
        self._volume = volume
        self._parents: list[tuple[int, Object]] = []
        self._next = 0
        self._roles = Dictionary()
        self._root = volume.make_indirect(Dictionary(Type=Name.StructTreeRoot))
        self._document = volume.make_indirect(_element("/Document", self._root))

    def add(self, source: Pdf, title: str, base: int) -> None:
        """Take over the tags of a document whose pages begin at page `base` of the volume."""
        pages = [page.obj for page in self._volume.pages[base:]]
        tree = source.Root.get("/StructTreeRoot", None)
        if not isinstance(tree, Dictionary) or "/ParentTree" not in tree:
            self._without(pages)
            return
        try:
            self._graft(self._volume.copy_foreign(source.make_indirect(tree)), source, title, pages)
        except (pikepdf.PdfError, ValueError, TypeError, KeyError, AttributeError, RuntimeError):
            self._without(pages)

    def finish(self) -> None:
        """Put the tree into the volume, when any document had tags."""
        if not self._parents:
            return
        self._root.K = Array([self._document])
        nums = [part for number, element in self._parents for part in (number, element)]
        self._root.ParentTree = self._volume.make_indirect(Dictionary(Nums=Array(nums)))
        self._root.ParentTreeNextKey = self._next
        self._root.RoleMap = self._roles
        self._volume.Root.StructTreeRoot = self._root
        self._volume.Root.MarkInfo = Dictionary(Marked=True)

    def _graft(self, tree: Object, source: Pdf, title: str, pages: Sequence[Object]) -> None:
        parents = list(NumberTree(tree.ParentTree).items())
        part = self._volume.make_indirect(_element("/Part", self._document))
        part.T = title
        if "/Lang" in source.Root:
            part.Lang = str(source.Root.Lang)
        part.K = tree.K if isinstance(tree.K, Array) else Array([tree.K])
        for kid in part.K:
            kid.P = part
        for page in pages:
            self._renumber(page)
        self._document.K.append(part)
        self._parents += [(self._next + number, element) for number, element in parents]
        self._next += max((number for number, _ in parents), default=-1) + 1
        for role, standard in tree.get("/RoleMap", Dictionary()).items():
            if role not in self._roles:
                self._roles[role] = standard

    def _renumber(self, page: Object) -> None:
        if "/StructParents" in page:
            page.StructParents = int(page.StructParents) + self._next
        for note in page.get("/Annots", ()):
            if "/StructParent" in note:
                note.StructParent = int(note.StructParent) + self._next

    @staticmethod
    def _without(pages: Sequence[Object]) -> None:
        """Numbers that lead into no tree would lead into somebody else's."""
        for page in pages:
            for thing in (page, *page.get("/Annots", ())):
                for key in ("/StructParents", "/StructParent"):
                    with suppress(KeyError):
                        del thing[key]


def _element(kind: str, parent: Object) -> Dictionary:
    return Dictionary(Type=Name.StructElem, S=Name(kind), P=parent, K=Array([]))
