"""What waits for the person who is signed in."""

from typing import Any

from flask import Blueprint, render_template, url_for
from flask_login import current_user

from casemgr.cases import queries
from casemgr.cases.work import work_of
from casemgr.permissions import Permission, requires

bp = Blueprint("work", __name__, url_prefix="/work")


@bp.get("/")
@requires(Permission.CASE_READ)
def index() -> Any:
    """Gather what waits for the person, the most pressing first."""
    states = [
        (label, count, url_for("cases.index", agent=current_user.id, state=name))
        for name, label, count in queries.count_by_state(current_user.id)
    ]
    return render_template("cases/work.html", groups=work_of(current_user), states=states)
