"""The task "count": how many pages a PDF has."""

import io
from pathlib import Path
from typing import Any

import pikepdf

from casemgr.documents.child import Refused, pdfs


def run(facts: dict[str, Any], blobs: list[bytes]) -> tuple[dict[str, Any], list[bytes]]:
    """Count the pages of the blob or of the file of that path."""
    source = io.BytesIO(blobs[0]) if blobs else Path(facts["path"])
    try:
        with pikepdf.open(source, suppress_warnings=True) as pdf:
            return {"pages": len(pdf.pages)}, []
    except pdfs.Fault:
        raise Refused(pdfs.BROKEN) from None
