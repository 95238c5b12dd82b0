"""Making a change that has been tried, stopping it, and going on with the rest."""

import uuid
from typing import Any

from casemgr import audit, clock
from casemgr.bulk.models import BulkChange, Stage
from casemgr.bulk.queries import find_job, lock_change
from casemgr.bulk.services.asking import MAKE
from casemgr.database.rows import flush
from casemgr.errors import Conflict
from casemgr.jobs import enqueue


def make_change(key: uuid.UUID, *, by: Any) -> BulkChange:
    """Begin to change what the dry run found possible, or go on after a stop or a fault."""
    change = lock_change(key)
    if not may_make(change):
        raise Conflict("This is being worked on or has been done already. Reload the page.")
    change.stage, change.begun_at = Stage.RUNNING, change.begun_at or clock.now()
    change.job_id = enqueue(MAKE, {"bulk_change_id": str(change.id)}, by=by).id
    flush()
    audit.record("make_bulk_change", change, by=by, reason=change.reason)
    return change


def stop_change(key: uuid.UUID, *, by: Any) -> BulkChange:
    """Stop before the next part; what has been changed stays changed."""
    change = lock_change(key)
    if change.stage not in (Stage.CHECKING, Stage.RUNNING):
        raise Conflict("This is not being worked on. Reload the page.")
    change.stage = Stage.STOPPED
    flush()
    audit.record("stop_bulk_change", change, by=by)
    return change


def may_make(change: BulkChange) -> bool:
    """Whether the change has been tried and nobody is at work on it."""
    if change.stage == Stage.CHECKED:
        return True
    job = find_job(change)
    at_rest = job is None or job.state in ("done", "failed")
    return bool(change.begun_at) and change.stage in (Stage.STOPPED, Stage.RUNNING) and at_rest
