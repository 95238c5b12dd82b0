"""The chain of custody read from its events: who holds an exhibit, since when, what is missing.

A person holds an exhibit from the moment in which they received it until the next has received
it, so the holdings tile the time from the acquisition to now. What breaks that is a gap.
"""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from itertools import pairwise, takewhile, zip_longest
from typing import Any
from zoneinfo import ZoneInfo

from casemgr.evidence.models import CustodyEvent, Exhibit
from casemgr.evidence.movements import COLLECTION, MOVEMENTS
from casemgr.tenants import current_pack
from casemgr.wording import day

WEIGHT = "gross_weight"


@dataclass(frozen=True)
class Holding:
    """Somebody holds an exhibit, from a moment until another; without an end, until now."""

    holder_id: uuid.UUID | None
    holder: str
    since: datetime
    until: datetime | None
    event: CustodyEvent

    @property
    def is_outside(self) -> bool:
        """Whether the exhibit has left the agency's hands."""
        return self.holder_id is None

    def is_with(self, person: Any) -> bool:
        """Whether that person holds it."""
        return self.holder_id == person.id


class Lack(StrEnum):
    """The kinds of things that a chain of custody can lack."""

    CONFIRMATION = "confirmation"
    RECEIPT = "receipt"
    HOLDER = "holder"
    TIME = "time"
    WEIGHT = "weight"


@dataclass(frozen=True)
class Gap:
    """One thing that is missing, in words, and the page on which it can be mended."""

    lack: Lack
    text: str
    endpoint: str
    arguments: dict[str, Any] = field(default_factory=dict)


def holdings(exhibit: Exhibit) -> list[Holding]:
    """List who has held the exhibit, in order; what is not confirmed does not count yet."""
    received = [(event, event.received_at) for event in exhibit.custody if event.received_at]
    ends = [at for _, at in received[1:]]
    return [
        Holding(event.receiver_id, event.receiver_name, since, until, event)
        for (event, since), until in zip_longest(received, ends)
    ]


def present_holding(exhibit: Exhibit) -> Holding | None:
    """Return who answers for the exhibit now; nobody until its collection is confirmed."""
    return next(reversed(holdings(exhibit)), None)


def held_since(exhibit: Exhibit) -> datetime | None:
    """Return since when its present holder has had it, wherever they kept it meanwhile."""
    found = holdings(exhibit)
    whose = [(one.holder_id, one.holder) for one in found]
    own = takewhile(lambda one: (one.holder_id, one.holder) == whose[-1], reversed(found))
    return next(reversed([one.since for one in own]), None)


def pending_event(exhibit: Exhibit) -> CustodyEvent | None:
    """Return the hand-over that waits for its receiver, if there is one."""
    return next((event for event in exhibit.custody if event.received_at is None), None)


def answers_for(exhibit: Exhibit, person: Any) -> bool:
    """Tell whether the person holds the exhibit, or a hand-over to them waits to be confirmed."""
    holding, waiting = present_holding(exhibit), pending_event(exhibit)
    receives = waiting is not None and waiting.receiver_id == person.id
    return not has_ended(exhibit) and (receives or bool(holding and holding.is_with(person)))


def can_pass_on(exhibit: Exhibit, person: Any) -> bool:
    """Tell whether the person holds the exhibit and no hand-over of it waits."""
    holding = present_holding(exhibit)
    free = pending_event(exhibit) is None and not has_ended(exhibit)
    return free and holding is not None and holding.is_with(person)


def has_ended(exhibit: Exhibit) -> bool:
    """Tell whether the exhibit was destroyed or given back."""
    return any(MOVEMENTS[event.kind].ends for event in exhibit.custody)


def needs_receipt(event: CustodyEvent) -> bool:
    """Tell whether a hand-over needs a paper receipt: one that crosses the agency's border.

    Between two persons of the agency the receiver's own confirmation is the receipt.
    """
    leaves = event.receiver_id is None
    comes_back = event.released_by is None and event.kind != COLLECTION
    return leaves or comes_back


def custody_gaps(exhibit: Exhibit) -> list[str]:
    """List in words whatever keeps custody from being accounted for, from acquisition to now."""
    return [gap.text for gap in find_gaps(exhibit)]


def find_gaps(exhibit: Exhibit) -> list[Gap]:
    """List whatever keeps custody from being accounted for, with the pages to mend it on."""
    return [
        *_weight_missing(exhibit),
        *_beginning_missing(exhibit),
        *_breaks(exhibit),
        *_confirmations_missing(exhibit),
        *_receipts_missing(exhibit),
    ]


def lacks_weight(exhibit: Exhibit) -> bool:
    """Tell whether the exhibit is of a kind that is weighed and has not been."""
    weight = current_pack().field("exhibit", WEIGHT)
    weighed = weight is not None and weight.applies([exhibit.kind])
    return weighed and exhibit.fields.get(WEIGHT) is None


def local_day(moment: datetime) -> str:
    """Write the day of a moment as it was where the agency keeps its time."""
    return day(moment.astimezone(ZoneInfo(current_pack().time_zone)))


def _weight_missing(exhibit: Exhibit) -> Iterator[Gap]:
    if lacks_weight(exhibit):
        text = f"{exhibit.label} has no gross weight."
        yield Gap(Lack.WEIGHT, text, "evidence.edit", {"exhibit_id": exhibit.id})


def _beginning_missing(exhibit: Exhibit) -> Iterator[Gap]:
    first = next(iter(exhibit.custody), None)
    if first is None:
        yield _break(exhibit, Lack.HOLDER, "nobody is recorded as having collected it")
    elif first.received_at and first.received_at != exhibit.acquired_at:
        acquired, received = local_day(exhibit.acquired_at), local_day(first.received_at)
        words = f"acquired {acquired}, but in custody from {received}"
        yield _break(exhibit, Lack.TIME, words)


def _breaks(exhibit: Exhibit) -> Iterator[Gap]:
    """Compare each hand-over with the one before: same holder, and not before they held it."""
    for before, after in pairwise(exhibit.custody):
        if before.received_at is None:
            words = f"{_receiver(before)} passed it on without having confirmed it"
            yield _break(exhibit, Lack.HOLDER, words)
        elif after.released_at < before.received_at or (after.received_at or after.released_at) < (
            after.released_at
        ):
            words = f"the times of the hand-over of {local_day(after.released_at)} overlap"
            yield _break(exhibit, Lack.TIME, words)
        if not _continues(before, after):
            words = f"{_releaser(after)} handed it over, but {_receiver(before)} held it"
            yield _break(exhibit, Lack.HOLDER, words)


def _continues(before: CustodyEvent, after: CustodyEvent) -> bool:
    if before.receiver_id or after.released_by:
        return before.receiver_id == after.released_by
    return before.receiver_name == after.released_by_name


def _confirmations_missing(exhibit: Exhibit) -> Iterator[Gap]:
    for event in exhibit.custody:
        if event.received_at is None:
            what = "collecting" if event.kind == COLLECTION else "receiving"
            words = (
                f"{_receiver(event)} has not confirmed {what} it on {local_day(event.released_at)}"
            )
            yield _break(exhibit, Lack.CONFIRMATION, words)


def _receipts_missing(exhibit: Exhibit) -> Iterator[Gap]:
    for event in exhibit.custody:
        if event.received_at and needs_receipt(event) and not event.receipts:
            movement = MOVEMENTS[event.kind].done.lower()
            outside = _receiver(event) if event.receiver_id is None else _releaser(event)
            on = local_day(event.released_at)
            text = f"{exhibit.label}: no receipt for “{movement}” on {on} ({outside})."
            yield Gap(Lack.RECEIPT, text, "evidence.receipt", {"custody_id": event.id})


def _break(exhibit: Exhibit, lack: Lack, words: str) -> Gap:
    text = f"{exhibit.label}: {words}."
    return Gap(lack, text, "evidence.show", {"exhibit_id": exhibit.id})


def _receiver(event: CustodyEvent) -> str:
    return event.receiver_name or "the receiver"


def _releaser(event: CustodyEvent) -> str:
    return event.released_by_name or "the releaser"
