"""Asking for a change to many cases: the set is frozen, and a job tries it on each of them."""

from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Select

from casemgr import audit
from casemgr.bulk.models import BulkChange, BulkRow
from casemgr.cases.models import Case
from casemgr.database.base import new_id
from casemgr.database.rows import flush, rows
from casemgr.errors import Conflict
from casemgr.extensions import db
from casemgr.jobs import enqueue

MOST = 10_000
TRY, MAKE = "cases.try_change", "cases.make_change"


@dataclass(frozen=True)
class Wish:
    """What is to be done with each case, and how a person reads it."""

    kind: str
    words: str
    target: str = ""
    reason: str = ""
    entries: dict[str, Any] = field(default_factory=dict)


def ask_change(wish: Wish, cases: Select[Any], *, by: Any) -> BulkChange:
    """Freeze the set of cases and have the change tried on each; nothing is changed yet."""
    keys = rows(cases.with_only_columns(Case.id).order_by(Case.id).limit(MOST + 1))
    check_count(len(keys))
    change = BulkChange(created_by=by.id, tenant_id=by.tenant_id, id=new_id(), **vars(wish))
    db.session.add(change)
    flush()
    own = {"tenant_id": by.tenant_id, "bulk_change_id": change.id}
    db.session.add_all(
        BulkRow(**own, case_id=key, position=place) for place, key in enumerate(keys, start=1)
    )
    change.job_id = enqueue(TRY, {"bulk_change_id": str(change.id)}, by=by).id
    audit.record("ask_bulk_change", change, by=by, reason=wish.reason, cases=len(keys))
    return change


def check_count(count: int) -> None:
    """Refuse a set that is empty, or larger than one change may be."""
    if not count:
        raise Conflict("None of these can be found any more. Choose them again.")
    if count > MOST:
        raise Conflict(f"At most {MOST:,} can be changed at once. Narrow the list first.")
