"""The kinds of records that a pack shapes: their tables, and how each is called by its number."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, String, cast, func, select, true

from casemgr.cases.models import Case, CaseSubject, Charge
from casemgr.database.rows import acting
from casemgr.evidence.models import Exhibit
from casemgr.extensions import db
from casemgr.packets.models import Packet, Submission
from casemgr.reports.models import Report

EXAMPLES = 10
TRUE = true()
NO_NUMBER = "one without a number"


@dataclass(frozen=True)
class Records:
    """A kind of record: its table, and the column by which a kind of it is told."""

    model: Any
    noun: str
    kind: Any = None
    may_change: ColumnElement[bool] = TRUE

    def named(self) -> ColumnElement[str]:
        """Call a record by its number alone: never by a title or a name."""
        own = getattr(self.model, "number", None)
        if self.model is Case or not hasattr(self.model, "case_id"):
            return func.coalesce(own, NO_NUMBER)
        case = select(Case.number).where(
            Case.tenant_id == self.model.tenant_id, Case.id == self.model.case_id
        )
        parts = [func.coalesce(case.scalar_subquery(), NO_NUMBER)]
        if own is not None:
            parts.append(func.coalesce(cast(own, String), "no number"))
        return func.concat_ws(f", {self.noun} ", *parts)

    def examples(self, *conditions: ColumnElement[bool]) -> tuple[str, ...]:
        """Name up to ten of the records that fulfil the conditions."""
        wanted: Select[Any] = select(self.named()).where(self.own(), *conditions)
        return tuple(db.session.scalars(wanted.order_by(self.model.id).limit(EXAMPLES)))

    def count(self, *conditions: ColumnElement[bool]) -> int:
        """Count the records that fulfil the conditions."""
        wanted = select(func.count()).select_from(self.model).where(self.own(), *conditions)
        return db.session.execute(wanted).scalar_one()

    def own(self) -> ColumnElement[bool]:
        """Name the tenant, so that its index is used."""
        return self.model.tenant_id == acting().tenant_id


RECORDS: Mapping[str, Records] = {
    "case": Records(Case, "case"),
    "subject": Records(CaseSubject, "subject", CaseSubject.role),
    "charge": Records(Charge, "charge"),
    "exhibit": Records(Exhibit, "exhibit", Exhibit.kind),
    # A serialised report is part of the record: it keeps its values under their earlier names.
    "report": Records(Report, "report", Report.report_type, Report.serialised_at.is_(None)),
    "packet": Records(Packet, "packet"),
    "submission": Records(Submission, "submission"),
}


def with_fields() -> dict[str, Records]:
    """Return the kinds of records that carry an agency's own fields."""
    return {name: records for name, records in RECORDS.items() if hasattr(records.model, "fields")}
