"""What runs when clocks come due, under the tenant's service account."""

from typing import Any

from casemgr.accounts.people import requester
from casemgr.jobs.models import Job
from casemgr.jobs.registry import Progress, handles
from casemgr.workflows.firing import fire_due_clocks


@handles("workflow:clocks")
def fire(job: Job, progress: Progress) -> dict[str, Any]:
    """Do all that the tenant's clocks are due to do."""
    return {"fired": fire_due_clocks(by=requester())}
