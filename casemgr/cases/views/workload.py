"""The page on which a supervisor sees how work is spread and what has become old."""

from typing import Any

from flask import Blueprint, render_template

from casemgr import clock
from casemgr.cases import workload
from casemgr.permissions import Permission, requires
from casemgr.tenants import current_pack

bp = Blueprint("workload", __name__, url_prefix="/workload", template_folder="../templates")


@bp.get("/")
@requires(Permission.CASE_APPROVE)
def index() -> Any:
    """Show each agent's load, the age of cases by state, and the queue of reviews."""
    return render_template(
        "cases/workload.html",
        loads=workload.loads(),
        buckets=workload.BUCKETS,
        ageing=workload.ageing(),
        queue=workload.review_queue(),
        today=clock.today(current_pack().time_zone),
    )
