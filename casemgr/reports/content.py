"""All that a report says, as one plain value: what is hashed is what is printed.

The canonical form is JSON with sorted names, no spaces and UTF-8 as typed. It is stored under its
own SHA-256, so that anybody can later hash it again and read what was approved, whatever has
become of the people and offices it names.
"""

import json
import uuid
from datetime import datetime
from hashlib import sha256
from typing import Any

from casemgr.accounts.models import Account
from casemgr.parties.fields import applying_fields
from casemgr.parties.queries import names_of
from casemgr.reports.models import Report
from casemgr.reports.phases import phases_of
from casemgr.reports.queries import list_mentions, parts_in_case
from casemgr.reports.terms import people_in, tier_label
from casemgr.tenants import current_pack
from casemgr.tenants.fields import show_value
from casemgr.workflows.services import history

FORMAT = "casemgr report of investigation, version 1"
Content = dict[str, Any]


def content_of(
    report: Report, *, number: str = "", approver: Any = None, at: datetime | None = None
) -> Content:
    """Gather all that a report says; approved, with its number and who approved it when."""
    pack = current_pack()
    return {
        "format": FORMAT,
        "id": str(report.id),
        "agency": {"name": pack.name, "letterhead": list(pack.letterhead)},
        "case": {"number": report.case.number, "title": report.case.title},
        "number": number,
        "type": _coded(report.report_type, pack.kinds.get("report", {})),
        "title": report.title,
        "event_on": report.event_on.isoformat(),
        "narrative": report.narrative,
        "fields": _fields(report),
        "parties": _parties(report),
        "disclosure": [{"code": code, "label": tier_label(code)} for code in report.disclosure],
        "compartments": [_coded(name, pack.compartments) for name in report.compartments],
        "corrects": _corrected(report.corrects),
        "author": _signatory(report.author),
        "written_at": report.created_at.isoformat(),
        "submitted": _submitted(report),
        "approved": {**_signatory(approver), "at": at.isoformat()} if approver and at else None,
    }


def canonical(content: Content) -> bytes:
    """Return the one way in which this content is written down."""
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.encode()


def digest_of(content: Content) -> str:
    """Return the SHA-256 of what a report says."""
    return sha256(canonical(content)).hexdigest()


def labels_of_parts(report: Report) -> dict[uuid.UUID, list[str]]:
    """Tell, by party, what they are in the case, in the agency's words."""
    known = current_pack().kinds.get("subject", {})
    return {
        party: [_coded(role, known)["label"] for role in roles]
        for party, roles in parts_in_case(report).items()
    }


def _fields(report: Report) -> list[dict[str, Any]]:
    """List what the agency's fields say; a sensitive one stays out of what is printed and sent."""
    pack, kinds = current_pack(), [report.report_type]
    names = names_of(people_in(report.report_type, report.fields))
    given = [
        field
        for field in applying_fields(
            "report", report.fields, kinds=kinds, case_type=report.case.case_type
        )
        if report.fields.get(field.name) is not None and not field.sensitive
    ]
    return [
        {
            "name": field.name,
            "label": field.label,
            "group": heading,
            "value": report.fields[field.name],
            "shown": show_value(field, report.fields[field.name], names),
        }
        for heading, fields in pack.grouped("report", given)
        for field in fields
    ]


def _parties(report: Report) -> list[dict[str, Any]]:
    """Name whom the report speaks of, with their parts in the case, for the indexing section."""
    pack, parts = current_pack(), labels_of_parts(report)
    return [
        {
            "name": party.name,
            "kind": _coded(party.kind, pack.kinds.get("party", {}))["label"],
            "aliases": list(party.aliases),
            "born_on": party.born_on.isoformat() if party.born_on else None,
            "parts": parts.get(party.id, []),
        }
        for party in (mention.party for mention in list_mentions(report))
    ]


def _corrected(report: Report | None) -> dict[str, Any] | None:
    if report is None:
        return None
    return {
        "number": report.written_number,
        "title": report.title,
        "content_sha256": report.content_sha256,
    }


def _submitted(report: Report) -> dict[str, Any] | None:
    """Tell who last put the report before a reviewer, and when."""
    review = phases_of(report).review
    events = [event for event in history(report) if review & set(event.after)]
    if not events:
        return None
    return {"name": events[-1].actor_name, "at": events[-1].at.isoformat()}


def _signatory(person: Account | Any) -> dict[str, str]:
    offices = current_pack().offices
    office = offices[person.office].label if person.office in offices else person.office
    return {"name": person.name, "title": person.title, "office": office}


def _coded(code: str, known: Any) -> dict[str, str]:
    """Tell a code with its label and meaning as they read now."""
    kind = known.get(code)
    label = getattr(kind, "label", None) or code
    return {"code": code, "label": label, "meaning": getattr(kind, "meaning", "")}
