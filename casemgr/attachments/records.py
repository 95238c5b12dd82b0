"""The records that can have files attached: who may read and change them, and their fields."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from casemgr.cases.access import check_may_change
from casemgr.cases.models import Case, CaseSubject, Charge
from casemgr.database.rows import fetch
from casemgr.errors import CaseMgrError, NotFound
from casemgr.evidence.access import check_may_handle
from casemgr.evidence.models import Exhibit
from casemgr.evidence.services.exhibits import refuse_if_ended
from casemgr.parties.fields import applying_fields
from casemgr.permissions import Permission
from casemgr.reports.models import Report
from casemgr.reports.queries import may_read
from casemgr.reports.services.writing import refuse_unless_editable
from casemgr.tenants.clearance import is_cleared
from casemgr.tenants.fields import Field


@dataclass(frozen=True)
class RecordType:
    """A kind of record: where it is kept, what reading it takes, and who may change it."""

    model: Any
    permission: Permission
    check_change: Callable[[Any, Any], None]
    kind: str = ""


def _check_case(record: Any, person: Any) -> None:
    check_may_change(case_of(record), person)


def _check_exhibit(exhibit: Exhibit, person: Any) -> None:
    check_may_handle(exhibit.case, person)
    refuse_if_ended(exhibit)


RECORDS = {
    "case": RecordType(Case, Permission.CASE_READ, _check_case),
    "subject": RecordType(CaseSubject, Permission.CASE_READ, _check_case, "role"),
    "charge": RecordType(Charge, Permission.CASE_READ, _check_case),
    "exhibit": RecordType(Exhibit, Permission.EVIDENCE_READ, _check_exhibit, "kind"),
    "report": RecordType(Report, Permission.REPORT_READ, refuse_unless_editable, "report_type"),
}


@dataclass(frozen=True)
class Place:
    """A field of one record that holds files, as one person sees it."""

    record_type: str
    record: Any
    field: Field

    @property
    def case(self) -> Case:
        """The case to which the record belongs."""
        return case_of(self.record)

    @property
    def files(self) -> list[dict[str, Any]]:
        """The files that the field holds, in the order in which they came."""
        return list(self.record.fields.get(self.field.name) or [])

    @property
    def compartments(self) -> list[str]:
        """The clearances that its files ask for: the record's, and the field's own."""
        of_record = getattr(self.record, "compartments", case_of(self.record).compartments)
        own = [self.field.compartment] if self.field.compartment else []
        return sorted({*of_record, *own})

    def may_change(self, person: Any) -> bool:
        """Tell whether the person may add and remove files."""
        try:
            self.check_may_change(person)
        except CaseMgrError:
            return False
        return True

    def check_may_change(self, person: Any) -> None:
        """Refuse a change by somebody who may only read the record."""
        RECORDS[self.record_type].check_change(self.record, person)


def find_place(record_type: str, record_id: uuid.UUID, name: str, person: Any) -> Place:
    """Return the field of a record, which is not found for whoever may not see it."""
    kind = RECORDS.get(record_type)
    if kind is None or kind.permission not in person.permissions:
        raise NotFound
    record: Any = fetch(kind.model, record_id)
    if isinstance(record, Report) and not may_read(record, person):
        raise NotFound
    for field in _fields(record_type, kind, record):
        if field.name == name and field.type == "attachment" and is_cleared(field, person):
            return Place(record_type, record, field)
    raise NotFound


def case_of(record: Any) -> Case:
    """Return the case to which a record belongs."""
    case: Case = record if isinstance(record, Case) else record.case
    return case


def _fields(record_type: str, kind: RecordType, record: Any) -> list[Field]:
    kinds = [getattr(record, kind.kind)] if kind.kind else []
    case_type = case_of(record).case_type
    return applying_fields(record_type, record.fields, kinds=kinds, case_type=case_type)
