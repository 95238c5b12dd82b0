"""The audit as auditors read it; looking at it is itself an event."""

import uuid
from typing import Any

from flask import Blueprint, render_template, request

from casemgr import navigation
from casemgr.audit.forms import AuditFilter
from casemgr.audit.models import AuditEvent
from casemgr.audit.queries import Wanted, find_events
from casemgr.database.rows import fetch
from casemgr.permissions import Permission, requires

LAST_SEQUENCE = 2**63 - 1

bp = Blueprint("audit", __name__, url_prefix="/audit", template_folder="templates")
navigation.offer("Audit", "audit.index", Permission.AUDIT_READ, 90, icon="audit", key="a")


@bp.get("/")
@requires(Permission.AUDIT_READ)
def index() -> Any:
    """List events, newest first, as the filter asks."""
    form = AuditFilter(request.args)
    wanted = Wanted(**form.entries()) if form.validate() else Wanted()
    found = find_events(wanted, request.args.get("before", type=sequence_of))
    page = render_template("audit/index.html", form=form, found=found)
    return page, 422 if form.errors else 200


def sequence_of(text: str) -> int:
    """Read the number of an event; one that no event can have is no number."""
    number = int(text)
    if not 0 <= number <= LAST_SEQUENCE:
        raise ValueError(text)
    return number


@bp.get("/<uuid:event_id>")
@requires(Permission.AUDIT_READ)
def show(event_id: uuid.UUID) -> Any:
    """Show everything that one event tells."""
    return render_template("audit/show.html", event=fetch(AuditEvent, event_id))
