"""Looks into a file before anybody opens it: what it is, and what in it is hostile."""

from dataclasses import dataclass
from pathlib import Path

from casemgr.documents.media import UNKNOWN, name_warnings, sniff
from casemgr.documents.worker import DocumentRefused, Limits, Worker

WORKER = Worker(Limits(cpu=20, wall=45, memory=1 << 30))
HEAD = 8192


@dataclass(frozen=True)
class Inspection:
    """What a file is by its bytes, what to beware of, and its pages where it has any."""

    media_type: str
    warnings: list[str]
    pages: int | None = None


def inspect(path: Path, name: str) -> Inspection:
    """Look into a stored file; always answers, at worst with a warning that it could not."""
    try:
        facts, _ = WORKER.call("inspect", {"path": str(path), "name": name})
    except DocumentRefused as refusal:
        return _not_looked_into(path, name, refusal.message)
    return Inspection(**facts)


def _not_looked_into(path: Path, name: str, reason: str) -> Inspection:
    """The child could not finish: the type from the first bytes, and the reason as a warning."""
    with path.open("rb") as file:
        media_type = sniff(file.read(HEAD))
    warning = f"The file could not be looked into. {reason} Treat it as hostile."
    return Inspection(media_type or UNKNOWN, [*name_warnings(name, media_type), warning])
