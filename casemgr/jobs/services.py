"""Asking for work to be done later, in the transaction that makes it necessary."""

import uuid
from datetime import timedelta
from typing import Any

from sqlalchemy import func, select

from casemgr import clock
from casemgr.database.rows import acting, flush, rows
from casemgr.extensions import db
from casemgr.jobs.models import Job
from casemgr.jobs.registry import GoOn, Outcome

PATIENCE = 4


def enqueue(
    kind: str,
    payload: dict[str, Any],
    *,
    by: Any,
    case_id: uuid.UUID | None = None,
    singleton: str | None = None,
) -> Job:
    """Ask for a job; with a `singleton` key an unfinished one of the same key is returned."""
    running = singleton and find_unfinished(singleton)
    if running:
        return running
    job = Job(
        tenant_id=acting().tenant_id,
        kind=kind,
        payload=payload,
        requested_by=by.id,
        case_id=case_id,
        singleton=singleton,
        run_at=func.now(),  # by the clock that the lease asks
    )
    db.session.add(job)
    flush()
    return job


def find_unfinished(singleton: str) -> Job | None:
    """Return the job with this key that waits or runs."""
    return db.session.scalar(select(Job).where(Job.singleton == singleton))


def settle(job: Job, outcome: Outcome) -> None:
    """Write down what a handler came to: the end of the job, or a part after which it goes on."""
    if isinstance(outcome, GoOn):
        go_on(job, outcome)
    else:
        finish(job, outcome)


def go_on(job: Job, part: GoOn) -> None:
    """Put a job back for its next part; each part may be tried as often as a whole job."""
    db.session.refresh(job)
    job.state, job.attempts, job.lease_until, job.problem = "queued", 0, None, ""
    job.done, job.total, job.words = part.done, part.total, part.words
    job.run_at = func.now()


def list_jobs(kind: str, person: Any, limit: int = 10) -> list[Job]:
    """List the jobs of that kind that a person asked for last."""
    query = select(Job).where(Job.kind == kind, Job.requested_by == person.id)
    return rows(query.order_by(Job.created_at.desc(), Job.id.desc()).limit(limit))


def finish(job: Job, result: dict[str, Any] | None) -> None:
    """Write down that a job is done and what came of it."""
    db.session.refresh(job)
    job.state, job.result, job.words = "done", result or {}, "Done"
    job.done = job.total
    _close(job)


def fail(job: Job, problem: str) -> None:
    """Write down that a job cannot be done, and why."""
    job.state, job.problem, job.words = "failed", problem, "Stopped"
    _close(job)


def postpone(job: Job, problem: str) -> None:
    """Put a job back to be tried again, later after each attempt: a fault needs time to pass."""
    job.state, job.problem, job.lease_until = "queued", problem, None
    job.run_at = clock.now() + timedelta(seconds=PATIENCE**job.attempts)
    job.words = "Waiting to be tried again"


def _close(job: Job) -> None:
    job.finished_at, job.singleton, job.lease_until = clock.now(), None, None
