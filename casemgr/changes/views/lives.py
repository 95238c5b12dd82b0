"""The life of one record as a diagram, for whoever has access to the record."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, render_template, url_for

from casemgr.changes.described import needs_in
from casemgr.changes.records import RECORDS
from casemgr.database.rows import fetch
from casemgr.permissions import Permission, requires
from casemgr.tenants import current_pack
from casemgr.workflows.diagram import draw
from casemgr.workflows.publishing import definition_of
from casemgr.workflows.services import history, instance_of

bp = Blueprint("lives", __name__, url_prefix="/lives", template_folder="../templates")

READERS = {
    "case": (Permission.CASE_READ, "cases.show", "case_id"),
    "charge": (Permission.CASE_READ, "cases.charge", "charge_id"),
    "report": (Permission.REPORT_READ, "reports.show", "report_id"),
    "exhibit": (Permission.EVIDENCE_READ, "evidence.show", "exhibit_id"),
    "packet": (Permission.PACKET_READ, "packets.show", "packet_id"),
    "submission": (Permission.SUBMISSION_READ, "submissions.show", "submission_id"),
}


def _page_of(subject: str) -> Callable[..., Any]:
    """Return the page of that kind of record."""

    def show(**key: Any) -> Any:
        """Show the record's life with its present state marked."""
        (record_id,) = key.values()
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
            back=url_for(READERS[subject][1], **key),
            step_needs=needs_in(current_pack(), definition.subject),
        )

    return show


for _subject, (_permission, _, _key) in READERS.items():
    bp.add_url_rule(
        f"/{_subject}/<uuid:{_key}>", _subject, requires(_permission)(_page_of(_subject))
    )
