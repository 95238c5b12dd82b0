"""The PDFs that a volume is bound from: stored reports as they are, files of evidence as pages."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from casemgr.documents.conversion import show_or_slip
from casemgr.documents.media import media_words
from casemgr.documents.storage import Store
from casemgr.packets.volume.documents import PDF, Document
from casemgr.wording import size

EXTENSION = re.compile(r"\.[A-Za-z0-9]{1,8}\Z")


@dataclass(frozen=True)
class Source:
    """A document as a PDF on disk; `native` is the file itself where it goes along as it is."""

    document: Document
    pdf: Path
    native: Path | None = None


def take_report(document: Document, store: Store, tenant_id: int) -> Source:
    """Take the PDF of an approved report from the store, hashed again."""
    digest = document.facts["sha256"]
    store.verify(tenant_id, digest)
    return Source(document, store.path(tenant_id, digest))


def take_file(
    document: Document, store: Store, tenant_id: int, folder: Path, heads: Mapping[str, str]
) -> Source:
    """Show a file of evidence as pages, or as the slip sheet of what goes along as it is."""
    facts = document.facts
    store.verify(tenant_id, facts["sha256"], facts["sha512"])
    path = store.path(tenant_id, facts["sha256"])
    record = facts["exhibit"].removesuffix(f", {facts.get('field', '')}")
    named = {**heads, "reference": f"{heads['reference']} · {record}"}
    pages = show_or_slip(
        path, facts["media_type"], facts["shown"], facts=_slip_facts(facts), running=named
    )
    pdf = folder / f"{document.key.partition(':')[2]}.pdf"
    pdf.write_bytes(pages.pdf)
    is_whole = facts["media_type"] == PDF and not pages.reason and not facts["warnings"]
    return Source(document, pdf, None if is_whole else path)


def native_name(first: str, facts: Mapping[str, Any]) -> str:
    """Name a file that goes along by the Bates number of its sheet, with its own ending."""
    ending = EXTENSION.search(facts["name"])
    return f"natives/{first}{ending[0].lower() if ending else ''}"


def _slip_facts(facts: Mapping[str, Any]) -> dict[str, str]:
    return {
        "Exhibit" if facts["exhibit_key"] else "Record": facts["exhibit"],
        "File": facts["shown"],
        "Type": media_words(facts["media_type"]),
        "Size": f"{size(facts['size'])} ({facts['size']:,} bytes)",
        "Taken in": f"{facts['received']} by {facts['received_by']}",
        "SHA-256": facts["sha256"],
        "SHA-512": facts["sha512"],
        **({"Beware": " ".join(facts["warnings"])} if facts["warnings"] else {}),
    }
