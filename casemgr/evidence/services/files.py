"""Files of evidence: taken in with their hashes, looked into, and given out as they came.

The bytes are received whole, looked into and written down before they get their name in the store;
that happens last, just before the request's transaction is kept. So a row without its file cannot
come about, and whatever breaks off earlier leaves nothing behind.
"""

import os
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from flask import current_app

from casemgr import audit
from casemgr.accounts.people import Person
from casemgr.database.rows import flush
from casemgr.documents.inspection import inspect
from casemgr.documents.storage import Arrival, Store
from casemgr.errors import Invalid, TooLarge
from casemgr.evidence.access import check_may_handle
from casemgr.evidence.file_names import shown_name, stored_name
from casemgr.evidence.models import EvidenceFile, Exhibit
from casemgr.evidence.services.exhibits import refuse_if_closed
from casemgr.extensions import db
from casemgr.wording import size

CHECKED_WHEN_SENT = 64 * 1024**2


@dataclass(frozen=True)
class Upload:
    """A file as a browser or a command hands it in: the name it claims, and its bytes."""

    name: str
    stream: IO[bytes]


def store() -> Store:
    """Return the store of this installation."""
    return Store(current_app.config["SETTINGS"].files)


def upload_limit() -> int:
    """Return how many bytes a file may have in this installation."""
    return int(current_app.config["SETTINGS"].upload_limit)


def add_files(exhibit: Exhibit, uploads: Sequence[Upload], *, by: Person) -> list[EvidenceFile]:
    """Take files in as parts of an exhibit: all of them, or none when one cannot be accepted."""
    check_may_handle(exhibit.case, by)
    refuse_if_closed(exhibit.case)
    with receive_files(exhibit.tenant_id, uploads) as received:
        files = [_describe(exhibit, facts, by) for facts in received]
        _write_down(exhibit, files, by)
    return files


@contextmanager
def receive_files(tenant_id: int, uploads: Sequence[Upload]) -> Iterator[list[dict[str, Any]]]:
    """Receive files and tell what each is; once that is written down, the store keeps them."""
    check_uploads(uploads)
    with ExitStack() as arriving:
        arrivals = [arriving.enter_context(_receiving(tenant_id, one)) for one in uploads]
        yield [_look_into(*one) for one in zip(uploads, arrivals, strict=True)]
        for arrival in arrivals:
            store().keep(tenant_id, arrival)


def verify_file(file: Any) -> None:
    """Hash a file again; raises FileChanged or FileMissing when it is not what came in."""
    store().verify(file.tenant_id, file.sha256, file.sha512)


def path_to_send(file: Any) -> Path:
    """Return where the bytes of a file lie, hashed again first unless it is a very large one."""
    if file.size <= CHECKED_WHEN_SENT:
        verify_file(file)
    return store().path(file.tenant_id, file.sha256)


def check_uploads(uploads: Sequence[Upload]) -> None:
    """Refuse before anything is kept what cannot be accepted."""
    if not uploads:
        raise Invalid("Choose one or more files.", {"files": "Choose at least one file."})
    for upload in uploads:
        length = _length(upload.stream)
        name = shown_name(stored_name(upload.name))
        if length > upload_limit():
            raise TooLarge(
                f"{name} has {size(length)}; a file may have {size(upload_limit())} at most."
                " Nothing was stored. Split it, or ask the operator to raise the limit."
            )
        if length == 0:
            words = f"{name} is empty. Nothing was stored; choose the files again without it."
            raise Invalid(words, {"files": words})


def _length(stream: IO[bytes]) -> int:
    stream.seek(0, os.SEEK_END)
    length = stream.tell()
    stream.seek(0)
    return length


def _receiving(tenant_id: int, upload: Upload) -> AbstractContextManager[Arrival]:
    return store().receiving(tenant_id, upload.stream, upload_limit())


def _look_into(upload: Upload, arrival: Arrival) -> dict[str, Any]:
    found, stored = inspect(arrival.path, upload.name), arrival.stored
    return {
        "name": stored_name(upload.name),
        "media_type": found.media_type,
        "size": stored.size,
        "sha256": stored.sha256,
        "sha512": stored.sha512,
        "warnings": found.warnings,
    }


def _describe(exhibit: Exhibit, facts: dict[str, Any], by: Person) -> EvidenceFile:
    return EvidenceFile(
        tenant_id=exhibit.tenant_id,
        case_id=exhibit.case_id,
        exhibit_id=exhibit.id,
        compartments=exhibit.compartments,
        uploaded_by=by.id,
        **facts,
    )


def _write_down(exhibit: Exhibit, files: Sequence[EvidenceFile], by: Person) -> None:
    db.session.add_all(files)
    flush()
    db.session.expire(exhibit, ["files"])
    for file in files:
        audit.record("add_file", file, by=by, sha256=file.sha256, size=file.size)
