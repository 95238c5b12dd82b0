"""Files of a field: taken in, taken out of it, and given out as they came."""

import uuid
from collections.abc import Sequence
from typing import Any

from casemgr import audit
from casemgr.attachments.models import Attachment
from casemgr.attachments.records import Place, case_of
from casemgr.database.rows import acting, flush
from casemgr.errors import Invalid, NotFound
from casemgr.evidence.services.files import Upload, receive_files
from casemgr.extensions import db


def attach_files(place: Place, uploads: Sequence[Upload], *, by: Any) -> list[Attachment]:
    """Take files in as what the field holds: all of them, or none when one cannot be accepted."""
    place.check_may_change(by)
    _check_count(place, uploads)
    with receive_files(place.record.tenant_id, uploads) as received:
        files = [_describe(place, facts, by) for facts in received]
        _write_down(place, files, by)
    return files


def detach_file(place: Place, file_id: uuid.UUID, *, by: Any, reason: str) -> None:
    """Take a file out of the field; its bytes and what was known of it stay in the record."""
    place.check_may_change(by)
    file = get_attached(place, file_id)
    _hold(place, [one for one in place.files if one["id"] != str(file_id)])
    audit.record("detach_file", file, by=by, reason=reason, field=place.field.name)


def get_attached(place: Place, file_id: uuid.UUID) -> Attachment:
    """Return a file that the field holds; any other one is not found."""
    file = db.session.get(Attachment, (acting().tenant_id, file_id))
    if file is None or str(file_id) not in {one["id"] for one in place.files}:
        raise NotFound
    return file


def _check_count(place: Place, uploads: Sequence[Upload]) -> None:
    count = len(place.files) + len(uploads)
    if count > place.field.most:
        words = f"At most {place.field.most} can be kept here; there would be {count}."
        raise Invalid(words, {"files": f"{words} Choose fewer, or remove one first."})


def _describe(place: Place, facts: dict[str, Any], by: Any) -> Attachment:
    return Attachment(
        tenant_id=place.record.tenant_id,
        case_id=case_of(place.record).id,
        record_type=place.record_type,
        record_id=place.record.id,
        field=place.field.name,
        compartments=place.compartments,
        uploaded_by=by.id,
        **facts,
    )


def _write_down(place: Place, files: Sequence[Attachment], by: Any) -> None:
    db.session.add_all(files)
    flush()
    _hold(place, [*place.files, *(_held(file) for file in files)])
    for file in files:
        facts: dict[str, Any] = {"sha256": file.sha256, "size": file.size, "field": file.field}
        audit.record("attach_file", file, by=by, **facts)


def _hold(place: Place, files: list[dict[str, Any]]) -> None:
    kept = {name: value for name, value in place.record.fields.items() if name != place.field.name}
    place.record.fields = kept | ({place.field.name: files} if files else {})
    flush()


def _held(file: Attachment) -> dict[str, Any]:
    return {"id": str(file.id), "name": file.name, "size": file.size, "sha256": file.sha256}
