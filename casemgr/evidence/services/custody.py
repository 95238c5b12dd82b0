"""Custody: an exhibit passes from its holder to the next, and two people say so.

Only the present holder releases. A receiver inside the agency confirms in their own session; one
outside signs a receipt. The exhibit's row is locked meanwhile, so of two hand-overs at the same
moment one is refused. Times are kept to the minute, as on the paper form.
"""

import uuid
from datetime import datetime
from typing import Any

from casemgr import audit, clock
from casemgr.accounts.models import Account
from casemgr.accounts.people import Person
from casemgr.database.rows import flush
from casemgr.errors import Invalid, NotAllowed
from casemgr.evidence.access import check_may_handle, may_take_over
from casemgr.evidence.chain import local_day, pending_event
from casemgr.evidence.models import CustodyEvent, CustodyReceipt, Exhibit
from casemgr.evidence.movements import (
    COLLECTION,
    MOVEMENTS,
    RELEASES,
    RELOCATION,
    TAKE_BACK,
    TAKE_OVER,
    TRANSFER,
    WITHDRAWN,
    Movement,
)
from casemgr.evidence.services.holding import (
    CustodyRefused,
    append_event,
    held_away,
    held_by,
    lock_chain,
    read_marks,
    read_moment,
    sealed_anew,
    to_the_minute,
)
from casemgr.evidence.services.receivers import find_receiver, keep_apart
from casemgr.evidence.services.vault import enter_vault, leave_vault
from casemgr.extensions import db


def begin_custody(exhibit: Exhibit, acquirer: Account, *, by: Person) -> CustodyEvent:
    """Write the first event: who acquired it. Logged for a colleague, it waits for their word."""
    event = append_event(
        exhibit,
        COLLECTION,
        by=by,
        released_at=exhibit.acquired_at,
        released_by_name=exhibit.acquired_from.name if exhibit.acquired_from else "",
        receiver_id=acquirer.id,
        receiver_name=acquirer.name,
        received_at=exhibit.acquired_at if acquirer.id == by.id else None,
        location=exhibit.acquired_where,
        reason="Collected as evidence",
        seal=exhibit.seal,
    )
    audit.record("collect_exhibit", exhibit, by=by, receiver=event.receiver_name)
    return event


def release_exhibit(
    exhibit: Exhibit,
    movement: str = TRANSFER,
    *,
    by: Person,
    reason: str,
    receiver_id: uuid.UUID | None = None,
    receiver_name: str = "",
    at: datetime | None = None,
    receipt: str = "",
    **marks: str,
) -> CustodyEvent:
    """Hand an exhibit over to a person of the agency, who confirms, or to a holder outside it."""
    way, holding = _way_out(movement), held_by(exhibit, by)
    receiver = find_receiver(exhibit, way, receiver_id, receiver_name, by=by)
    moment, noted = read_moment(at, holding.since), read_marks(exhibit, **marks)
    leave_vault(exhibit, way, receiver, by=by, reason=_given(reason))
    noted |= _released(by, moment) | _received(receiver, receiver_name, moment)
    event = append_event(exhibit, way.name, by=by, reason=reason.strip(), **noted)
    audit.record("release_exhibit", exhibit, by=by, kind=way.name, receiver=event.receiver_name)
    return _with_receipt(event, receipt, by=by)


def relocate_exhibit(
    exhibit: Exhibit, *, by: Person, location: str, reason: str, at: datetime | None = None
) -> CustodyEvent:
    """Write in the chain where its holder keeps an exhibit from now on; nobody else receives it."""
    holding = held_by(exhibit, by)
    if not location.strip():
        raise Invalid("Say where it is kept.", {"location": "Say where it is kept from then on."})
    moment, noted = read_moment(at, holding.since), read_marks(exhibit, location=location)
    noted |= _released(by, moment) | {"receiver_id": by.id, "receiver_name": by.name}
    noted |= {"received_at": moment, "reason": _given(reason)}
    event = append_event(exhibit, RELOCATION, by=by, **noted)
    audit.record("relocate_exhibit", exhibit, by=by, reason=event.reason)
    return event


def confirm_custody(
    event: CustodyEvent,
    *,
    by: Person,
    at: datetime | None = None,
    location: str = "",
    seal: str = "",
) -> CustodyEvent:
    """Confirm, as the receiver, that the exhibit is in one's own hands."""
    exhibit = event.exhibit
    lock_chain(exhibit, event)
    if event.received_at:
        raise CustodyRefused(f"{event.receiver_name} has confirmed this before.")
    if event.receiver_id != by.id:
        raise NotAllowed(f"Only {event.receiver_name} can confirm this, and in their own session.")
    collected = event.kind == COLLECTION
    moment = event.released_at if collected else read_moment(at, event.released_at)
    event.seal = sealed_anew(exhibit, seal) or event.seal
    if not collected:
        enter_vault(exhibit, by=by, reason=event.reason)
    event.location = location.strip() or event.location
    event.received_at = moment
    flush()
    audit.record("confirm_custody", exhibit, by=by, kind=event.kind, released_by=event.released_by)
    return event


def withdraw_release(event: CustodyEvent, *, by: Person, reason: str) -> CustodyEvent:
    """Take back a hand-over that nobody confirmed: the releaser has held the exhibit all along.

    For a releaser whose account was closed a custodian does it, before taking the exhibit over.
    """
    exhibit = event.exhibit
    lock_chain(exhibit, event)
    if event.received_at or event.kind == COLLECTION:
        raise CustodyRefused("This hand-over cannot be withdrawn: it is already part of the chain.")
    own = event.released_by == by.id
    if not own and not may_take_over(event.released_by, by):
        raise NotAllowed(f"Only {event.released_by_name}, who released it, can withdraw this.")
    offered = f"Offered to {event.receiver_name} on {local_day(event.released_at)}: {event.reason}"
    event.reason = f"{offered}. Withdrawn: {_given(reason)}"
    if own:
        enter_vault(exhibit, by=by, reason=reason)
    event.kind = WITHDRAWN
    event.receiver_id, event.receiver_name = event.released_by, event.released_by_name
    event.received_at = max(to_the_minute(clock.now()), event.released_at)
    flush()
    audit.record("withdraw_release", exhibit, by=by, reason=reason)
    return event


def take_back(
    exhibit: Exhibit,
    *,
    by: Person,
    reason: str,
    at: datetime | None = None,
    receipt: str = "",
    **marks: str,
) -> CustodyEvent:
    """Receive an exhibit back from a holder outside, or over from one whose account was closed.

    Who has left the agency cannot hand over any more: a custodian answers for it from then on,
    also for what was collected and not confirmed by then.
    """
    check_may_handle(exhibit.case, by)
    _settle_collection(exhibit, by, _given(reason))
    holding = held_away(exhibit, by)
    keep_apart(exhibit, by)
    moment, noted = read_moment(at, holding.since), read_marks(exhibit, **marks)
    enter_vault(exhibit, by=by, reason=_given(reason))
    noted |= {"released_at": moment, "received_at": moment}
    noted |= {"released_by": holding.holder_id, "released_by_name": holding.holder}
    noted |= {"receiver_id": by.id, "receiver_name": by.name, "reason": reason.strip()}
    way = TAKE_BACK if holding.is_outside else TAKE_OVER
    event = append_event(exhibit, way, by=by, **noted)
    audit.record(f"{way}_exhibit", exhibit, by=by, reason=reason, released_by=holding.holder)
    return _with_receipt(event, receipt, by=by)


def _settle_collection(exhibit: Exhibit, by: Person, reason: str) -> None:
    """Let a collection stand as logged whose collector cannot confirm it; the chain says so."""
    lock_chain(exhibit)
    event = pending_event(exhibit)
    if event is None or event.kind != COLLECTION or not may_take_over(event.receiver_id, by):
        return
    told = f"Not confirmed by {event.receiver_name}, whose account was closed"
    event.reason = f"{event.reason}. {told}: {reason}"
    event.received_at = event.released_at
    flush()
    audit.record("settle_collection", exhibit, by=by, reason=reason, receiver=event.receiver_name)


def file_receipt(
    event: CustodyEvent, number: str, *, by: Person, remarks: str = ""
) -> CustodyReceipt:
    """File the receipt for a hand-over: its number and what it says."""
    check_may_handle(event.exhibit.case, by)
    if not number.strip():
        raise Invalid("Enter the number of the receipt.", {"number": "Enter it as printed."})
    if event.received_at is None:
        raise CustodyRefused(f"{event.receiver_name} has to confirm the hand-over first.")
    receipt = CustodyReceipt(
        tenant_id=event.tenant_id,
        custody_event_id=event.id,
        case_id=event.case_id,
        compartments=event.compartments,
        number=number.strip(),
        filed_by=by.id,
        remarks=remarks.strip(),
    )
    db.session.add(receipt)
    flush()
    db.session.expire(event, ["receipts"])
    audit.record("file_receipt", event.exhibit, by=by, number=receipt.number)
    return receipt


def _way_out(movement: str) -> Movement:
    way = MOVEMENTS.get(movement)
    if way not in RELEASES:
        raise Invalid("Choose how the exhibit leaves your hands.", {"movement": "Choose one."})
    return way


def _released(by: Person, at: datetime) -> dict[str, Any]:
    return {"released_at": at, "released_by": by.id, "released_by_name": by.name}


def _received(receiver: Person | None, outside: str, at: datetime) -> dict[str, Any]:
    """A colleague receives when they say so; a holder outside receives at once."""
    if receiver is None:
        return {"receiver_id": None, "receiver_name": outside.strip(), "received_at": at}
    return {"receiver_id": receiver.id, "receiver_name": receiver.name, "received_at": None}


def _with_receipt(event: CustodyEvent, number: str, *, by: Person) -> CustodyEvent:
    if number.strip():
        file_receipt(event, number, by=by)
    return event


def _given(reason: str) -> str:
    if not reason.strip():
        raise Invalid("Say why. The reason stays in the chain.", {"reason": "Say why."})
    return reason.strip()
