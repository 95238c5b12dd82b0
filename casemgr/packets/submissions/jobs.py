"""Taking in what was delivered, under the office's service account."""

from typing import Any

from casemgr.accounts.models import Account
from casemgr.database.rows import acting
from casemgr.extensions import db
from casemgr.jobs.models import Job
from casemgr.jobs.registry import Progress, handles
from casemgr.packets.submissions.queries import get_submission
from casemgr.packets.submissions.services import register_submission


@handles("submissions.register")
def register(job: Job, progress: Progress) -> dict[str, Any]:
    """Give a delivered submission its files, its number and its place in the inbox."""
    submission = get_submission(job.payload["submission_id"])
    service = db.session.get(Account, (acting().tenant_id, job.requested_by))
    progress(0, 1, "Checking the files that arrived")
    register_submission(submission, by=service)
    return {"submission_id": str(submission.id), "number": submission.number}
