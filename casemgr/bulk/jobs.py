"""What runs after the request: trying a change on many cases, and making it, part by part."""

import uuid
from typing import Any

from casemgr.accounts.people import requester
from casemgr.bulk.models import BulkChange, Stage
from casemgr.bulk.queries import lock_change
from casemgr.bulk.services import make_part, try_part
from casemgr.bulk.services.asking import MAKE, TRY
from casemgr.errors import NotAllowed
from casemgr.jobs.models import Job
from casemgr.jobs.registry import GoOn, Outcome, Progress, handles
from casemgr.permissions import Permission


@handles(TRY)
def try_change(job: Job, progress: Progress) -> Outcome:
    """Try the change on the next cases and take it back again."""
    return _part(job, Stage.CHECKING, try_part)


@handles(MAKE)
def make_change(job: Job, progress: Progress) -> Outcome:
    """Change the next cases, under the rights that the person has now."""
    return _part(job, Stage.RUNNING, make_part)


def _part(job: Job, stage: Stage, work: Any) -> Outcome:
    """Do the next part, unless the person has stopped the change or lost the right to it."""
    by, change = requester(), lock_change(uuid.UUID(job.payload["bulk_change_id"]))
    if Permission.CASE_BULK not in by.permissions:
        raise NotAllowed("Your role does not include changing many at once any more.")
    told: GoOn | None = work(change, by=by) if change.stage == stage else None
    return told or _end(change)


def _end(change: BulkChange) -> dict[str, Any]:
    return {"link": f"/cases/bulk/{change.id}", "words": "See what became of each"}
