"""The life of one record as a diagram, for whoever has access to the record."""

import uuid
from collections.abc import Callable
from typing import Any

from flask import Blueprint, render_template, request

from casemgr.changes.described import step_needs
from casemgr.changes.records import RECORDS
from casemgr.database.rows import fetch
from casemgr.permissions import Permission, requires
from casemgr.workflows.diagram import draw
from casemgr.workflows.publishing import definition_of
from casemgr.workflows.services import history, instance_of

bp = Blueprint("lives", __name__, url_prefix="/lives", template_folder="../templates")

READERS = {
    "case": Permission.CASE_READ,
    "report": Permission.REPORT_READ,
    "exhibit": Permission.EVIDENCE_READ,
    "packet": Permission.PACKET_READ,
    "submission": Permission.SUBMISSION_READ,
}


def _page_of(subject: str) -> Callable[[uuid.UUID], Any]:
    """Return the page of that kind of record."""

    def show(record_id: uuid.UUID) -> Any:
        """Show the record's life with its present state marked."""
        record = fetch(RECORDS[subject].model, record_id)
        life = instance_of(record)
        definition = definition_of(life)
        return render_template(
            "workflows/life.html",
            record=record,
            definition=definition,
            picture=draw(definition, here=life.states),
            here=life.states,
            history=history(record),
            back=request.args.get("from", ""),
            step_needs=step_needs,
        )

    return show


for _subject, _permission in READERS.items():
    bp.add_url_rule(
        f"/{_subject}/<uuid:record_id>", _subject, requires(_permission)(_page_of(_subject))
    )
