"""What evidence offers to the features around it: the tab of a case, work, events."""

from typing import Any

from flask import url_for

from casemgr.cases.events import Event, offer_events
from casemgr.cases.models import Case
from casemgr.cases.services.team import offer_assignment_check
from casemgr.cases.tabs import counting, offer_tab
from casemgr.cases.work import Item, offer_work
from casemgr.evidence.chain import local_day
from casemgr.evidence.models import CustodyEvent, Exhibit
from casemgr.evidence.movements import COLLECTION, MOVEMENTS
from casemgr.evidence.queries import list_exhibits, list_to_confirm
from casemgr.evidence.services.receivers import keep_agent_apart
from casemgr.permissions import Permission


def offer_all() -> None:
    """Make evidence known to cases and the page My work."""
    read = Permission.EVIDENCE_READ
    offer_tab("Evidence", "evidence.case_index", read, 40, counting(Exhibit))
    offer_work("Custody to confirm", read, 20, list_work)
    offer_events(read, list_events)
    offer_assignment_check("custodian", keep_agent_apart)


def list_work(person: Any) -> list[Item]:
    """List the hand-overs that wait for a person's confirmation, for the page My work."""
    return [
        Item(
            title=f"{event.exhibit.label} from {event.released_by_name or 'its collection'}",
            url=url_for("evidence.confirm", custody_id=event.id),
            about=f"{event.exhibit.case.label}, handed over {local_day(event.released_at)}",
        )
        for event in list_to_confirm(person)
    ]


def list_events(case: Case) -> list[Event]:
    """List what happened to the exhibits of a case, for its timeline."""
    return [_told(exhibit, event) for exhibit in list_exhibits(case) for event in exhibit.custody]


def _told(exhibit: Exhibit, event: CustodyEvent) -> Event:
    collected = event.kind == COLLECTION
    done = MOVEMENTS[event.kind].done.lower()
    return Event(
        at=event.received_at or event.released_at,
        title=f"{exhibit.label} {done}",
        text=exhibit.description if collected else f"To {event.receiver_name}: {event.reason}",
        by=event.receiver_name if collected else event.released_by_name,
        url=url_for("evidence.show", exhibit_id=exhibit.id),
        kind="" if event.received_at else "waiting",
    )
