"""Pausing a time limit of a record, and letting it run again."""

import uuid
from typing import Any

from flask import Blueprint, redirect, render_template
from flask_login import current_user

from casemgr.cases.forms import ReasonForm
from casemgr.database.rows import fetch
from casemgr.errors import NotFound
from casemgr.permissions import Permission, requires
from casemgr.workflows.clocks import PAUSED, check_may_pause, pause_clock, resume_clock
from casemgr.workflows.models import WorkflowClock
from casemgr.workflows.subjects import page_of, record_of

bp = Blueprint("clocks", __name__, url_prefix="/clocks")


@bp.route("/<uuid:clock_id>", methods=["GET", "POST"])
@requires(Permission.CASE_READ)
def change(clock_id: uuid.UUID) -> Any:
    """Pause a time limit or let it run again, with the reason."""
    row = fetch(WorkflowClock, clock_id)
    record, form = record_of(row.instance), ReasonForm.of_request()
    if record is None:
        raise NotFound
    check_may_pause(record, row.name, by=current_user)
    change = resume_clock if row.state == PAUSED else pause_clock
    if form.is_sent() and form.carries_out(
        lambda: change(record, row.name, by=current_user, reason=form.reason.data)
    ):
        return redirect(page_of(record))
    shown = {"row": row, "record": record, "form": form, "back": page_of(record)}
    return render_template("cases/clock.html", **shown), form.status
