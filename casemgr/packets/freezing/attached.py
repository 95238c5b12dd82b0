"""Files that fields of the agency hold, as a packet takes them along under their records."""

from collections.abc import Collection, Iterator
from typing import Any

from casemgr.cases.models import Case
from casemgr.evidence.queries import list_exhibits
from casemgr.packets.disclosure import may_leave
from casemgr.packets.freezing.evidence import freeze_file
from casemgr.packets.freezing.naming import Names
from casemgr.packets.freezing.wording import field_may_leave
from casemgr.packets.queries import list_attachments, list_charges
from casemgr.parties.fields import applying_fields
from casemgr.reports.queries import list_serialised
from casemgr.tenants import current_pack

Shown = tuple[str, str, Any, Collection[str]]


def freeze_attached(case: Case, names: Names) -> list[dict[str, Any]]:
    """Freeze the files of fields that may leave, by record and in the order of its fields."""
    known = {str(one.id): one for one in list_attachments(case) if not one.compartments}
    return [
        freeze_file(known[key], **_place(*shown, label))
        for shown in _records(case, names)
        for label, key in _held(shown, case)
        if key in known
    ]


def _records(case: Case, names: Names) -> Iterator[Shown]:
    """Yield the records that a packet shows: their words, what they are, they, and their kinds."""
    yield current_pack().word("case").capitalize(), "case", case, ()
    for subject in filter(names.tells, names.subjects):
        yield names.of(subject.party), "subject", subject, (subject.role, subject.party.kind)
    for charge in list_charges(case):
        if names.tells(charge.subject):
            yield charge.citation, "charge", charge, ()
    for exhibit in filter(may_leave, list_exhibits(case)):
        yield exhibit.label, "exhibit", exhibit, (exhibit.kind,)
    for report in filter(may_leave, list_serialised(case)):
        yield report.label, "report", report, (report.report_type,)


def _held(shown: Shown, case: Case) -> Iterator[tuple[str, str]]:
    """Yield the files of a record that the agency lets out: the label of the field, and the key."""
    _, subject, record, kinds = shown
    values = record.fields or {}
    for field in applying_fields(subject, values, kinds=kinds, case_type=case.case_type):
        if field.type == "attachment" and field_may_leave(field, subject):
            for held in values.get(field.name) or ():
                yield field.label, held["id"]


def _place(
    words: str, subject: str, record: Any, kinds: Collection[str], label: str
) -> dict[str, str]:
    """Say where a file belongs as the lists of a packet print it."""
    is_exhibit = subject == "exhibit"
    return {
        "record": f"{subject}:{record.id}",
        "field": label,
        "exhibit": f"{words}, {label}",
        "exhibit_key": f"exhibit:{record.id}" if is_exhibit else "",
        "kind": record.kind if is_exhibit else "",
    }
