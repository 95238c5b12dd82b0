"""Which documents a packet holds and in what order, from the frozen case alone."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

REPORTS, FILES = "reports", "evidence_files"
LISTED = (REPORTS, FILES)
PDF = "application/pdf"


@dataclass(frozen=True)
class Document:
    """One document of the volume: a sheet laid out here, a report or a file of evidence.

    `key` names it to the tables that refer to its pages.
    """

    key: str
    title: str
    section: str
    kind: str
    facts: Mapping[str, Any]


@dataclass(frozen=True)
class Earlier:
    """Where an earlier packet to the same recipient has the document already."""

    packet: int
    first: str
    last: str


def list_documents(frozen: Mapping[str, Any]) -> list[Document]:
    """List the documents in the order of their pages."""
    return [
        document for section in frozen["profile"]["sections"] for document in _of(frozen, section)
    ]


def items_of(frozen: Mapping[str, Any], section: Mapping[str, Any]) -> list[dict[str, Any]]:
    """List the reports or files that belong in a section, sent before or not."""
    source = section["source"]
    if source not in LISTED:
        return []
    items = frozen["files"] if source == FILES else frozen["reports"]
    if section["kinds"]:
        return [item for item in items if item["kind"] in section["kinds"]]
    elsewhere = {
        kind
        for other in frozen["profile"]["sections"]
        if other["source"] == source
        for kind in other["kinds"]
    }
    return [item for item in items if item["kind"] not in elsewhere]


def left_out(frozen: Mapping[str, Any]) -> list[dict[str, Any]]:
    """List the reports and files for which the profile of the agency has no section."""
    sections = frozen["profile"]["sections"]
    held = {item["key"] for section in sections for item in items_of(frozen, section)}
    return [one for one in (*frozen["reports"], *frozen["files"]) if one["key"] not in held]


def title_of(item: Mapping[str, Any]) -> str:
    """Write what a report or a file is called in the lists of a packet."""
    if item["key"].startswith("report:"):
        return f"{item['label']}: {item['title']}"
    return f"{item['exhibit']}: {item['shown']}"


def sent_earlier(frozen: Mapping[str, Any]) -> dict[str, Earlier]:
    """Tell, by the SHA-256 of its source, which documents the recipient has already."""
    return {
        digest: Earlier(packet["number"], first, last)
        for packet in frozen["earlier"]
        if packet["recipient"] == frozen["recipient"]["slug"]
        for digest, first, last in packet["places"]
    }


def heading(section: Mapping[str, Any]) -> str:
    """Write the heading of a section: its number and its title."""
    return f"{section['number']} {section['title']}"


def _of(frozen: Mapping[str, Any], section: Mapping[str, Any]) -> Iterator[Document]:
    listed = section["source"] in LISTED
    place = heading(section) if listed else ""
    title = "List of this section" if listed else heading(section)
    yield Document(f"section:{section['number']}", title, place, "sheet", section)
    known = sent_earlier(frozen)
    for item in items_of(frozen, section):
        if item["sha256"] not in known:
            kind = "file" if section["source"] == FILES else "report"
            yield Document(item["key"], title_of(item), place, kind, item)
