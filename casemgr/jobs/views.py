"""How a job is getting on."""

import uuid
from typing import Any

from flask import Blueprint, render_template

from casemgr.database.rows import fetch
from casemgr.jobs.models import Job
from casemgr.permissions import Permission, requires

bp = Blueprint("jobs", __name__, url_prefix="/jobs", template_folder="templates")


@bp.get("/<uuid:job_id>")
@requires(Permission.JOB_READ)
def show(job_id: uuid.UUID) -> Any:
    """Show a job's progress and what came of it."""
    return render_template("jobs/show.html", job=fetch(Job, job_id))


@bp.get("/<uuid:job_id>/progress")
@requires(Permission.JOB_READ)
def progress(job_id: uuid.UUID) -> Any:
    """Answer with the progress alone, for a page that keeps asking."""
    return render_template("jobs/progress.html", job=fetch(Job, job_id))
