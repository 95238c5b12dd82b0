"""Are the files of a case still what came in? Hashed again before they are sent anywhere.

A page that is only looked at does not read gigabytes: it hashes up to a budget and asks of the
rest only whether it is there with its size. What a packet takes along is always hashed.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from flask import current_app

from casemgr.cases.models import Case
from casemgr.documents.storage import FileChanged, FileMissing, Store
from casemgr.packets.freezing.attached import freeze_attached
from casemgr.packets.freezing.naming import Names
from casemgr.packets.queries import list_files
from casemgr.reports.queries import list_serialised
from casemgr.workflows.refusals import Unmet

BUDGET = 32 * 1024**2


@dataclass(frozen=True)
class Held:
    """A file that the store holds for a case, and where a person finds it."""

    words: str
    sha256: str
    sha512: str | None
    size: int | None
    endpoint: str
    arguments: dict[str, Any]


def store() -> Store:
    """Return the store of this installation."""
    return Store(current_app.config["SETTINGS"].files)


def files_unchanged(case: Case, by: Any, *, budget: int | None = BUDGET) -> list[Unmet]:
    """Every file of evidence or of a field and every approved report is in the store as it came in.

    Without a budget every byte is read.
    """
    spent, found = 0, []
    for held in _held(case):
        thorough = budget is None or spent + (held.size or 0) <= budget
        spent += held.size or 0
        problem = _problem(case.tenant_id, held, thorough)
        if problem:
            found.append(Unmet(f"{held.words} {problem}", held.endpoint, held.arguments))
    return found


def _held(case: Case) -> Iterator[Held]:
    for file in list_files(case):
        words = f"{file.exhibit.label}: the file “{file.name}”"
        place = {"exhibit_id": file.exhibit_id}
        yield Held(words, file.sha256, file.sha512, file.size, "evidence.show", place)
    for one in freeze_attached(case, Names(case)):
        words = f"{one['exhibit']}: the file “{one['name']}”"
        place = {"case_id": case.id}
        yield Held(words, one["sha256"], one["sha512"], one["size"], "cases.show", place)
    for report in list_serialised(case):
        if report.pdf_sha256:
            place = {"report_id": report.id}
            yield Held(report.label, report.pdf_sha256, None, None, "reports.show", place)


def _problem(tenant_id: int, held: Held, thorough: bool) -> str:
    """Say what is wrong with a file in the store; nothing when it is sound."""
    path = store().path(tenant_id, held.sha256)
    try:
        if thorough:
            store().verify(tenant_id, held.sha256, held.sha512)
        elif not path.is_file():
            return "is missing from the store"
        elif held.size is not None and path.stat().st_size != held.size:
            return "was changed in the store"
    except FileMissing:
        return "is missing from the store"
    except FileChanged:
        return "was changed in the store"
    return ""
