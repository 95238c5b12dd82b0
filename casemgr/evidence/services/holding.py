"""The chain of custody while it is being changed: locked, in order, and to the minute."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from casemgr import clock
from casemgr.accounts.people import Person
from casemgr.database.rows import flush
from casemgr.errors import Conflict, Invalid
from casemgr.evidence import chain
from casemgr.evidence.access import may_take_over
from casemgr.evidence.chain import local_day
from casemgr.evidence.models import CustodyEvent, Exhibit
from casemgr.extensions import db
from casemgr.tenants import current_pack


class CustodyRefused(Conflict):
    """A hand-over that would leave custody in doubt; the message says who has the exhibit."""

    title = "The exhibit cannot change hands like this"


def lock_chain(exhibit: Exhibit, event: CustodyEvent | None = None) -> None:
    """Keep others from moving the exhibit until this is done, and read its chain as it is now."""
    db.session.refresh(exhibit, with_for_update=True)
    db.session.expire(exhibit, ["custody"])
    if event is not None:
        db.session.refresh(event)


def append_event(exhibit: Exhibit, kind: str, *, by: Person, **facts: Any) -> CustodyEvent:
    """Add an event to the end of the chain."""
    event = CustodyEvent(
        tenant_id=exhibit.tenant_id,
        exhibit_id=exhibit.id,
        case_id=exhibit.case_id,
        compartments=exhibit.compartments,
        position=len(exhibit.custody) + 1,
        kind=kind,
        recorded_by=by.id,
        **facts,
    )
    db.session.add(event)
    flush()
    db.session.expire(exhibit, ["custody"])
    return event


def held_by(exhibit: Exhibit, by: Person) -> chain.Holding:
    """Return the present holding, locked; refused unless it is this person's."""
    holding = _settled(exhibit)
    if not holding.is_with(by):
        raise CustodyRefused(
            f"{holding.holder} has had {exhibit.label} since"
            f" {local_day(chain.held_since(exhibit) or holding.since)}."
            " Only the present holder can hand it over."
        )
    return holding


def held_away(exhibit: Exhibit, by: Person) -> chain.Holding:
    """Return the present holding, locked; refused while its holder can hand the exhibit over."""
    holding = _settled(exhibit)
    if not holding.is_outside and not may_take_over(holding.holder_id, by):
        raise CustodyRefused(f"{exhibit.label} is with {holding.holder}, who has to hand it over.")
    return holding


def _settled(exhibit: Exhibit) -> chain.Holding:
    """Return the present holding, locked; refused while it is open or when it has ended."""
    lock_chain(exhibit)
    if chain.has_ended(exhibit):
        raise CustodyRefused(f"{exhibit.label} is no longer held: its custody has ended.")
    waiting = chain.pending_event(exhibit)
    if waiting is not None:
        raise CustodyRefused(
            f"{waiting.receiver_name} has not confirmed receiving {exhibit.label} on"
            f" {local_day(waiting.released_at)}. That comes first."
        )
    holding = chain.present_holding(exhibit)
    assert holding is not None, "custody begins with the exhibit"
    return holding


def read_marks(exhibit: Exhibit, *, location: str = "", seal: str = "") -> dict[str, Any]:
    """Return what a hand-over says of the place and the seal."""
    return {"location": location.strip(), "seal": sealed_anew(exhibit, seal)}


def sealed_anew(exhibit: Exhibit, seal: str) -> str:
    """Return the seal that the exhibit now bears; a new one replaces the old one on its record."""
    if seal.strip() and seal.strip() != exhibit.seal:
        exhibit.seal = seal.strip()
        flush()
    return exhibit.seal


def read_moment(at: datetime | None, earliest: datetime) -> datetime:
    """Return when something happened, or now; refused in the future and before the earliest."""
    if at is None:
        return max(to_the_minute(clock.now()), earliest)
    moment = to_the_minute(at)
    if moment > clock.now():
        told = "This lies in the future. Enter when it happened."
        raise Invalid("This time lies in the future.", {"at": told})
    if moment < earliest:
        began = earliest.astimezone(ZoneInfo(current_pack().time_zone))
        words = f"Not before {began:%b %-d, %Y, %H:%M}, when the custody before it began."
        raise Invalid("This would overlap with the custody before it.", {"at": words})
    return moment


def to_the_minute(moment: datetime) -> datetime:
    """Return a moment as custody keeps it."""
    return moment.replace(second=0, microsecond=0)
