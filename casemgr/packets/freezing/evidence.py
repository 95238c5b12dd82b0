"""Exhibits, their custody and their files, as a packet shows them."""

from collections.abc import Sequence
from typing import Any

from casemgr.attachments.models import Attachment
from casemgr.cases.models import Case
from casemgr.evidence.chain import needs_receipt, present_holding
from casemgr.evidence.file_names import shown_name
from casemgr.evidence.models import CustodyEvent, EvidenceFile, Exhibit
from casemgr.evidence.movements import MOVEMENTS
from casemgr.evidence.queries import list_exhibits
from casemgr.packets.disclosure import file_may_leave, may_leave
from casemgr.packets.freezing.naming import Names
from casemgr.packets.freezing.wording import (
    field_groups,
    label_in,
    local_date,
    moment,
    signatory,
    tiers,
)
from casemgr.packets.queries import list_files
from casemgr.workflows.standing import state_of


def freeze_exhibits(
    case: Case, names: Names, files: Sequence[dict[str, Any]]
) -> list[dict[str, Any]]:
    """Freeze the exhibits that may be shown, each with its chain of custody and its files."""
    return [_exhibit(case, one, names, files) for one in list_exhibits(case) if may_leave(one)]


def freeze_files(case: Case) -> list[dict[str, Any]]:
    """Freeze the files that may leave, by exhibit, each with the hashes under which it came in."""
    return [
        freeze_file(
            one,
            exhibit=one.exhibit.label,
            exhibit_key=f"exhibit:{one.exhibit_id}",
            kind=one.exhibit.kind,
        )
        for one in list_files(case)
        if file_may_leave(one)
    ]


def freeze_file(file: EvidenceFile | Attachment, **place: str) -> dict[str, Any]:
    """Freeze a file under the exhibit or the record to which it belongs."""
    return {
        "key": f"file:{file.id}",
        **place,
        "name": file.name,
        "shown": shown_name(file.name),
        "media_type": file.media_type,
        "size": file.size,
        "sha256": file.sha256,
        "sha512": file.sha512,
        "warnings": list(file.warnings),
        "received": moment(file.uploaded_at),
        "received_by": signatory(file.uploaded_by)["name"],
    }


def _exhibit(
    case: Case, exhibit: Exhibit, names: Names, files: Sequence[dict[str, Any]]
) -> dict[str, Any]:
    holding, key = present_holding(exhibit), f"exhibit:{exhibit.id}"
    return {
        "key": key,
        "label": exhibit.label,
        "number": exhibit.number,
        "kind": label_in("exhibit", exhibit.kind),
        "description": exhibit.description,
        "acquired": moment(exhibit.acquired_at),
        "acquired_on": local_date(exhibit.acquired_at),
        "acquired_by": signatory(exhibit.acquired_by)["name"],
        "acquired_from": names.of(exhibit.acquired_from),
        "acquired_where": exhibit.acquired_where,
        "witness": exhibit.witness.name if exhibit.witness else "",
        "seal": exhibit.seal,
        "state": state_of(exhibit).label,
        "holder": names.written(holding.holder) if holding else "",
        "disclosure": tiers(exhibit.disclosure),
        "fields": field_groups("exhibit", exhibit, case, names, kinds=[exhibit.kind]),
        "custody": [_custody(event, names) for event in exhibit.custody],
        "files": [one["key"] for one in files if one["exhibit_key"] == key],
    }


def _custody(event: CustodyEvent, names: Names) -> dict[str, Any]:
    return {
        "position": event.position,
        "what": MOVEMENTS[event.kind].done,
        "reason": event.reason,
        "released_by": names.written(event.released_by_name),
        "released": moment(event.released_at),
        "received_by": names.written(event.receiver_name),
        "received": moment(event.received_at),
        "location": event.location,
        "seal": event.seal,
        "receipt": ", ".join(receipt.number for receipt in event.receipts),
        "needs_receipt": needs_receipt(event),
    }
