"""One part of a change: a few cases in one transaction, each with its own outcome.

An outcome is kept in the transaction that keeps the change of its case: whenever a worker dies,
each case is changed and told of as changed, or neither. Every change goes through its cases in
the order of their ids and locks each as a step does, its life first, so that no two wait for
each other.
"""

from typing import Any, NamedTuple

from sqlalchemy import select

from casemgr.bulk.models import BulkChange, BulkRow, Outcome, Stage
from casemgr.bulk.queries import counts_of, next_rows
from casemgr.bulk.services.deeds import DEEDS
from casemgr.cases.models import Case
from casemgr.database.rows import flush
from casemgr.errors import CaseMgrError, StaleEdit, Unavailable
from casemgr.extensions import db
from casemgr.jobs.registry import GoOn
from casemgr.workflows.models import WorkflowInstance

PART = 25
MOVED_ON = "It has moved on since it was tried. Nothing was done with it."
DONE = (Outcome.CHANGED, Outcome.APPROVED)


class Verdict(NamedTuple):
    """What became of one case, why, and the versions of case and life that it was judged by."""

    outcome: Outcome
    reasons: list[str]
    versions: tuple[int | None, int | None] = (None, None)


def try_part(change: BulkChange, *, by: Any) -> GoOn | None:
    """Try the change on the next cases and take it back; None when all have been tried."""
    part = next_rows(change, Outcome.WAITING, PART)
    for row, verdict in zip(
        part, [_judge(change, row, by, keep=False) for row in part], strict=True
    ):
        row.outcome = Outcome.POSSIBLE if verdict.outcome in DONE else verdict.outcome
        row.reasons = verdict.reasons
        row.case_version, row.life_version = verdict.versions
    flush()
    return _go_on(change, Stage.CHECKED, Outcome.WAITING, "tried")


def make_part(change: BulkChange, *, by: Any) -> GoOn | None:
    """Change the next cases for good; None when there are no more."""
    part = next_rows(change, Outcome.POSSIBLE, PART)
    for row, verdict in zip(
        part, [_judge(change, row, by, keep=True) for row in part], strict=True
    ):
        row.outcome, row.reasons = verdict.outcome, verdict.reasons
    flush()
    return _go_on(change, Stage.DONE, Outcome.POSSIBLE, "done")


def _judge(change: BulkChange, row: BulkRow, by: Any, *, keep: bool) -> Verdict:
    """Do it with one case, or tell why not; a refusal, and a trial, leave nothing behind."""
    try:
        with db.session.begin_nested() as attempt:
            case, versions = _lock(row)
            if keep and versions != (row.case_version, row.life_version):
                raise StaleEdit
            outcome = DEEDS[change.kind](change, case, by)
            if not keep:
                attempt.rollback()
            return Verdict(outcome, [], versions)
    except Unavailable:
        raise
    except StaleEdit:
        return Verdict(Outcome.MOVED, [MOVED_ON])
    except CaseMgrError as error:
        return Verdict(Outcome.REFUSED, error.reasons)


def _lock(row: BulkRow) -> tuple[Case, tuple[int, int]]:
    """Lock the life of a case and the case, and return it with the versions that both have."""
    wanted = (
        select(WorkflowInstance, Case)
        .join(Case, (Case.tenant_id == row.tenant_id) & (Case.id == WorkflowInstance.subject_id))
        .where(
            WorkflowInstance.tenant_id == row.tenant_id,
            WorkflowInstance.subject_type == "case",
            WorkflowInstance.subject_id == row.case_id,
        )
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    life, case = db.session.execute(wanted).one()
    return case, (case.row_version, life.row_version)


def _go_on(change: BulkChange, end: Stage, left: Outcome, done: str) -> GoOn | None:
    counts = counts_of(change)
    total, waiting = sum(counts.values()), counts.get(left, 0)
    if not waiting:
        change.stage = end
        flush()
        return None
    return GoOn(total - waiting, total, f"{total - waiting:,} of {total:,} {done}")
