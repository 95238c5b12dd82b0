"""Looks into PDF files and takes out of them whatever acts instead of being read."""

from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import pikepdf
from pikepdf import Dictionary, Name, Pdf

from casemgr.documents.child import Refused

MOST_OBJECTS = 300_000
MOST_PAGES = 10_000
LARGEST_PAGE = 64 << 20
ACTING = {"/FileAttachment", "/Screen", "/Movie", "/RichMedia", "/3D", "/Sound", "/TrapNet"}
FOLLOWED = {"/GoTo", "/URI"}
ADDRESSES = ("http://", "https://", "mailto:", "bates:")
LOCKED = "It is protected by a password and cannot be opened without it."
BROKEN = "It is damaged so badly that its pages cannot be read."
Fault = (pikepdf.PdfError, ValueError, TypeError, KeyError, IndexError, AttributeError, OSError)


def look(path: Path) -> tuple[list[str], int | None]:
    """Warnings about a PDF file, and its number of pages."""
    try:
        with pikepdf.open(path, suppress_warnings=True) as pdf:
            return _warnings(pdf), len(pdf.pages)
    except pikepdf.PasswordError:
        return [LOCKED], None
    except Fault:
        return [BROKEN], None


def _warnings(pdf: Pdf) -> list[str]:
    traits: set[str] = set()
    for thing in islice(pdf.objects, MOST_OBJECTS):
        for part in _dictionaries(thing):
            traits |= _traits(part)
    root = pdf.Root
    if Name.AcroForm in root and Name.XFA in root.AcroForm:
        traits.add("It contains an XFA form, which shows other content in other programs.")
    if pdf.is_encrypted:
        traits.add("It is encrypted; it opens without a password, but with restrictions.")
    if any("xref" in text or "damaged" in text for text in pdf.get_warnings()):
        traits.add("It is damaged; what could be recovered of it is shown.")
    return sorted(traits)


def _dictionaries(thing: Any) -> Iterator[Dictionary]:
    """The dictionary itself and the direct dictionaries in it, two levels down."""
    level = [thing]
    for _ in range(3):
        level = [part for part in level if isinstance(part, Dictionary | pikepdf.Stream)]
        yield from level
        level = [part[key] for part in level for key in part.keys()]  # noqa: SIM118 - no mapping.
        level = [part for part in level if not getattr(part, "is_indirect", False)]


def _traits(part: Dictionary) -> set[str]:
    """What this one dictionary of the file can do."""
    found, kind, subtype = set(), str(part.get("/S", "")), str(part.get("/Subtype", ""))
    if kind == "/JavaScript" or "/JS" in part or "/JavaScript" in part:
        found.add("It contains JavaScript.")
    if kind in ("/Launch", "/ImportData", "/SubmitForm", "/GoToR", "/GoToE"):
        found.add("It contains an action that starts a program or opens another file.")
    if "/EmbeddedFiles" in part or subtype == "/FileAttachment":
        found.add("Other files are embedded in it.")
    if subtype in ("/Screen", "/Movie", "/RichMedia", "/3D", "/Sound"):
        found.add("It contains sound, film or a scene that plays.")
    return found


def cleaned(path: Path) -> Pdf:
    """The PDF without its actions, programs and attachments; Refused when it has no pages."""
    try:
        pdf = pikepdf.open(path, suppress_warnings=True)
        _check_pages(pdf)
        _flatten_form(pdf)
        strip(pdf)
    except pikepdf.PasswordError:
        raise Refused(LOCKED) from None
    except Fault:
        raise Refused(BROKEN) from None
    return pdf


def _check_pages(pdf: Pdf) -> None:
    """Each page can be read and none is a bomb."""
    if not 0 < len(pdf.pages) <= MOST_PAGES:
        raise Refused(f"It has {len(pdf.pages):,} pages; 1 to {MOST_PAGES:,} can be shown.")
    for page in pdf.pages:
        contents = page.obj.get("/Contents", None)
        parts = contents if isinstance(contents, pikepdf.Array) else [contents]
        size = sum(len(part.read_bytes()) for part in parts if isinstance(part, pikepdf.Stream))
        if size > LARGEST_PAGE:
            raise Refused("One of its pages unpacks to more than a page may have.")


def _flatten_form(pdf: Pdf) -> None:
    """What is filled in becomes part of the page, for the form itself does not travel."""
    if "/AcroForm" in pdf.Root:
        if bool(pdf.Root.AcroForm.get("/NeedAppearances", False)):
            pdf.generate_appearance_streams()
        pdf.flatten_annotations("all")


def strip(pdf: Pdf) -> None:
    """Take out scripts, actions, attachments and everything that plays."""
    for key in ("/OpenAction", "/AA", "/AF", "/Collection", "/AcroForm", "/URI"):
        if key in pdf.Root:
            del pdf.Root[key]
    names = pdf.Root.get("/Names", None)
    for key in ("/JavaScript", "/EmbeddedFiles", "/Renditions"):
        if isinstance(names, Dictionary) and key in names:
            del names[key]
    for page in pdf.pages:
        _strip_page(page.obj)


def _strip_page(page: Dictionary) -> None:
    for key in ("/AA", "/AF", "/PZ", "/Thumb", "/B"):
        if key in page:
            del page[key]
    annotations = page.get("/Annots", None)
    if not isinstance(annotations, pikepdf.Array):
        return
    kept = [note for note in annotations if isinstance(note, Dictionary)]
    kept = [note for note in kept if str(note.get("/Subtype", "")) not in ACTING]
    for note in kept:
        _strip_annotation(note)
    page.Annots = pikepdf.Array(kept)


def _strip_annotation(note: Dictionary) -> None:
    for key in ("/AA", "/AF", "/PA"):
        if key in note:
            del note[key]
    action = note.get("/A", None)
    if action is not None and not _harmless(action):
        del note["/A"]


def _harmless(action: Any) -> bool:
    """A link inside the document, or to an address of the ordinary kinds."""
    if not isinstance(action, Dictionary) or "/Next" in action:
        return False
    if str(action.get("/S", "")) == "/URI":
        return str(action.get("/URI", "")).lower().startswith(ADDRESSES)
    return str(action.get("/S", "")) in FOLLOWED
