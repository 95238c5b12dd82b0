"""One part of a change: a few cases in one transaction, each with its own outcome.

An outcome is kept in the transaction that keeps the change of its case: whenever a worker dies,
each case is changed and told of as changed, or neither. The cases of a part are locked in the
order in which every change goes through them, so that no two changes wait for each other.
"""

from collections.abc import Callable
from typing import Any

from psycopg.errors import InsufficientPrivilege
from sqlalchemy import select
from sqlalchemy.exc import ProgrammingError

from casemgr.bulk.models import BulkChange, BulkRow, Outcome, Stage
from casemgr.bulk.queries import counts_of, next_rows
from casemgr.bulk.services.deeds import DEEDS
from casemgr.cases.models import Case
from casemgr.database.rows import acting, flush, rows
from casemgr.errors import CaseMgrError, Conflict, Invalid, StaleEdit, Unavailable
from casemgr.extensions import db
from casemgr.jobs.registry import GoOn
from casemgr.workflows.models import WorkflowInstance

PART = 25
MOVED_ON = "The case has moved on since it was tried. Nothing was done with it."
OUT_OF_SIGHT = "You could not see the case any more after this change."
Judge = Callable[[BulkChange, BulkRow, WorkflowInstance, Any], None]


def try_part(change: BulkChange, *, by: Any) -> GoOn | None:
    """Try the change on the next cases and take it back; None when all have been tried."""
    _go_through(change, Outcome.WAITING, _try, by)
    return _go_on(change, Stage.CHECKED, Outcome.WAITING, "tried")


def make_part(change: BulkChange, *, by: Any) -> GoOn | None:
    """Change the next cases for good; None when there are no more."""
    _go_through(change, Outcome.POSSIBLE, _make, by)
    return _go_on(change, Stage.DONE, Outcome.POSSIBLE, "done")


def _go_through(change: BulkChange, outcome: Outcome, judge: Judge, by: Any) -> None:
    part = next_rows(change, outcome, PART)
    lives = _locked([row.case_id for row in part])
    for row in part:
        judge(change, row, lives[row.case_id], by)
    flush()


def _try(change: BulkChange, row: BulkRow, life: WorkflowInstance, by: Any) -> None:
    case_version, life_version = row.case.row_version, life.row_version
    with db.session.begin_nested() as trial:
        outcome, reasons = _judged(change, row, by)
        trial.rollback()
    row.case_version, row.life_version = case_version, life_version
    row.reasons = reasons
    row.outcome = Outcome.POSSIBLE if outcome in (Outcome.CHANGED, Outcome.APPROVED) else outcome


def _make(change: BulkChange, row: BulkRow, life: WorkflowInstance, by: Any) -> None:
    if (row.case.row_version, life.row_version) != (row.case_version, row.life_version):
        row.outcome, row.reasons = Outcome.MOVED, [MOVED_ON]
        return
    row.outcome, row.reasons = _judged(change, row, by)


def _judged(change: BulkChange, row: BulkRow, by: Any) -> tuple[Outcome, list[str]]:
    """Do it with one case, or tell why not; a refusal leaves nothing of it behind."""
    try:
        with db.session.begin_nested():
            return DEEDS[change.kind](change, row.case, by), []
    except Unavailable:
        raise
    except StaleEdit:
        return Outcome.MOVED, [MOVED_ON]
    except CaseMgrError as error:
        return Outcome.REFUSED, _reasons(error)
    except ProgrammingError as error:
        if not isinstance(error.orig, InsufficientPrivilege):
            raise
        return Outcome.REFUSED, [OUT_OF_SIGHT]


def _reasons(error: CaseMgrError) -> list[str]:
    if isinstance(error, Conflict):
        return error.reasons
    if isinstance(error, Invalid) and error.problems:
        return list(error.problems.values())
    return [error.message]


def _locked(keys: list[Any]) -> dict[Any, WorkflowInstance]:
    """Lock the lives of these cases and then the cases, as a step does, and return the lives."""
    lives = select(WorkflowInstance).where(
        WorkflowInstance.tenant_id == acting().tenant_id,
        WorkflowInstance.subject_type == "case",
        WorkflowInstance.subject_id.in_(keys),
    )
    fresh = {"populate_existing": True}
    found = rows(
        lives.order_by(WorkflowInstance.subject_id).with_for_update().execution_options(**fresh)
    )
    cases = select(Case).where(Case.tenant_id == acting().tenant_id, Case.id.in_(keys))
    rows(cases.order_by(Case.id).with_for_update().execution_options(**fresh))
    return {life.subject_id: life for life in found}


def _go_on(change: BulkChange, end: Stage, left: Outcome, done: str) -> GoOn | None:
    counts = counts_of(change)
    total, waiting = sum(counts.values()), counts.get(left, 0)
    if not waiting:
        change.stage = end
        flush()
        return None
    return GoOn(total - waiting, total, f"{total - waiting:,} of {total:,} {done}")
