"""Telling this agency's audit that another one looked into its registry."""

from typing import Any

from casemgr import audit
from casemgr.accounts.models import Account
from casemgr.database.rows import acting
from casemgr.extensions import db
from casemgr.jobs.models import Job
from casemgr.jobs.registry import Progress, handles


@handles("registry.note_look_up")
def note_look_up(job: Job, progress: Progress) -> dict[str, Any]:
    """Write who of which agency looked for what, for which purpose, and how much was shown."""
    told = dict(job.payload)
    service = db.session.get(Account, (acting().tenant_id, job.requested_by))
    audit.record("looked_up_from_outside", by=service, reason=told.pop("purpose"), **told)
    progress(1, 1, "Written down")
    return {}
