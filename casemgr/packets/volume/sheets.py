"""The sheets that are laid out for a packet: cover, lists, matrix, logs, from the frozen case."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask import current_app
from markupsafe import Markup

from casemgr.documents.rendering import print_page
from casemgr.packets.disclosure import NOTICE
from casemgr.packets.volume.documents import (
    heading,
    items_of,
    left_out,
    list_documents,
    sent_earlier,
    title_of,
)

PRINT = Path(__file__).parents[1] / "print"
ASSETS = {path.name: path.read_bytes() for path in sorted(PRINT.iterdir())}
# What fills a section, and what that puts there in the agency's own words.
SOURCES = {
    "cover": "Transmittal, marking and recipient",
    "contents": "The documents with their pages",
    "summary": "Synopsis, fields of the {case}, persons and {charge:s} in short",
    "subjects": "A sheet for everybody who is not a witness",
    "charges": "The proposed {charge:s} with statute, counts, dates and time limit",
    "elements": "Each element with its proof",
    "chronology": "What happened, in order",
    "witnesses": "The witnesses and what they will say",
    "exhibit_list": "The {exhibit:s}",
    "custody_log": "Every hand-over of the {exhibit:s}",
    "reports": "The approved {report:s}, as they were stored",
    "evidence_files": "Files of {exhibit:s}, and those that fields of other records hold",
    "manifest": "Hashes, and how to check them",
}


@dataclass(frozen=True)
class Numbers:
    """The Bates numbers as far as they are known: by the key of a document, first and last page."""

    ranges: Mapping[str, tuple[str, str]]
    blank: str

    def first(self, key: str) -> str:
        """Return the number of the first page of a document."""
        return self.ranges.get(key, (self.blank, self.blank))[0]

    def last(self, key: str) -> str:
        """Return the number of its last page."""
        return self.ranges.get(key, (self.blank, self.blank))[1]


def running_heads(frozen: Mapping[str, Any]) -> dict[str, str]:
    """Return what stands at the head and foot of each page."""
    agency, case = frozen["agency"], frozen["case"]
    return {
        "marking": agency["marking"],
        "agency": agency["name"],
        "reference": f"{case['number']} · Packet {frozen['number']}",
    }


def write_sheet(frozen: Mapping[str, Any], section: Mapping[str, Any], numbers: Numbers) -> str:
    """Write one sheet as HTML, with the Bates numbers that are known."""
    template = current_app.jinja_env.get_template(f"packets/print/{section['source']}.html")
    body = template.render(
        frozen=frozen,
        section=section,
        title=section["title"],
        heading=heading,
        documents=list_documents(frozen),
        items=items_of(frozen, section),
        left_out=left_out(frozen),
        title_of=title_of,
        numbers=numbers,
        pages_of=_pages_of(frozen, numbers),
        open_elements=_open_elements(frozen),
        restricted=NOTICE,
    )
    return print_page(section["title"], body, **running_heads(frozen))


def _pages_of(frozen: Mapping[str, Any], numbers: Numbers) -> Callable[[str], Markup]:
    """Return how a sheet writes where something is: its page, an earlier packet's, or nowhere."""
    known = sent_earlier(frozen)
    listed = _place_of(frozen, "exhibit_list")
    digests = {one["key"]: one["sha256"] for one in (*frozen["reports"], *frozen["files"])}
    absent = {one["key"] for one in left_out(frozen)}

    def pages_of(key: str) -> Markup:
        if key.startswith("exhibit:"):
            key = listed
        if key in absent:
            return Markup("<span class='muted small'>not in this packet</span>")
        earlier = known.get(digests.get(key, ""))
        if earlier:
            words = Markup("{} <span class='muted small'>(packet {})</span>")
            return words.format(earlier.first, earlier.packet)
        label = numbers.first(key)
        return Markup('<a href="bates:{}">{}</a>').format(label, label)

    return pages_of


def _place_of(frozen: Mapping[str, Any], source: str) -> str:
    """Return the key of the sheet that is filled from a source."""
    sections = frozen["profile"]["sections"]
    number = next((one["number"] for one in sections if one["source"] == source), "")
    return f"section:{number}"


def _open_elements(frozen: Mapping[str, Any]) -> list[tuple[Any, Any]]:
    """List the charges and elements whose proof the agency says is still open."""
    return [
        (charge, element)
        for charge in frozen["charges"]
        for element in charge["elements"]
        if element["gap"]
    ]
