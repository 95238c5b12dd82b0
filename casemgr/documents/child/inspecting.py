"""The task "inspect": the media type, the pages and the warnings of one file."""

from pathlib import Path
from typing import Any

from casemgr.documents.child import archives, pdfs, pictures
from casemgr.documents.media import HEAD, media_type_of, name_warnings

PACKAGES = (
    "application/vnd.openxmlformats",
    "application/vnd.oasis",
    "application/java-archive",
    "application/epub",
)
MACROS = "It contains macros (programs inside an office document)."


def run(facts: dict[str, Any], blobs: list[bytes]) -> tuple[dict[str, Any], list[bytes]]:
    """Look into the file of that path."""
    path = Path(facts["path"])
    media_type = media_type_of(path)
    warnings, pages = _look(path, media_type)
    warnings = [*name_warnings(facts["name"], media_type), *warnings]
    return {"media_type": media_type, "warnings": warnings, "pages": pages}, []


def _look(path: Path, media_type: str) -> tuple[list[str], int | None]:
    if not path.stat().st_size:
        return ["The file is empty."], None
    if media_type == "application/pdf":
        return pdfs.look(path)
    if media_type in pictures.SHOWN:
        return pictures.look(path)
    if media_type in archives.LOOKS:
        return archives.LOOKS[media_type](path), None
    if media_type.startswith(PACKAGES):
        return archives.look_into_zip(path), None
    if media_type == "application/x-ole-storage" and _has_macros(path):
        return [MACROS], None
    return [], None


def _has_macros(path: Path) -> bool:
    """Whether an old office document holds a project of macros, by the name of its stream."""
    mark = "_VBA_PROJECT".encode("utf-16-le")
    tail = b""
    with path.open("rb") as file:
        while block := file.read(HEAD * 128):
            if mark in tail + block:
                return True
            tail = block[-len(mark) :]
    return False
