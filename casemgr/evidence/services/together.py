"""Many exhibits that go the same way at once: all of them, or none, each in a chain of its own."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any, TypeVar

from casemgr.accounts.people import Person
from casemgr.errors import CaseMgrError, Unavailable
from casemgr.evidence.models import CustodyEvent, Exhibit
from casemgr.evidence.movements import TRANSFER
from casemgr.evidence.services.custody import confirm_custody, release_exhibit, relocate_exhibit
from casemgr.evidence.services.holding import CustodyRefused, read_moment, to_the_minute
from casemgr.extensions import db

MOST = 100
Thing = TypeVar("Thing", Exhibit, CustodyEvent)


class SomeRefused(CustodyRefused):
    """Some of many exhibits cannot go; `reasons` name each of them, and none has gone."""

    title = "None of them was moved"

    def __init__(self, reasons: list[str]) -> None:
        super().__init__(" ".join(reasons))
        self._reasons = reasons

    @property
    def reasons(self) -> list[str]:
        """Which exhibits are in the way, and why."""
        return ["Nothing was done with any of them.", *self._reasons]


def relocate_exhibits(
    exhibits: Iterable[Exhibit], *, by: Person, at: datetime, **facts: Any
) -> list[CustodyEvent]:
    """Keep exhibits in another place from now on. Raises SomeRefused."""
    return _all(exhibits, at, lambda one: relocate_exhibit(one, by=by, at=at, **facts))


def hand_over_exhibits(
    exhibits: Iterable[Exhibit], *, by: Person, at: datetime, **facts: Any
) -> list[CustodyEvent]:
    """Hand exhibits over to a colleague, who confirms each of them. Raises SomeRefused."""
    return _all(exhibits, at, lambda one: release_exhibit(one, TRANSFER, by=by, at=at, **facts))


def confirm_all(
    events: Iterable[CustodyEvent], *, by: Person, at: datetime, **facts: Any
) -> list[CustodyEvent]:
    """Confirm, as the receiver, hand-overs with the seals as they are recorded."""
    return _all(events, at, lambda one: confirm_custody(one, by=by, at=at, **facts))


def _all(
    things: Iterable[Thing], at: datetime, act: Callable[[Thing], CustodyEvent]
) -> list[CustodyEvent]:
    """Do it with each, locked in one order so that no two wait for each other."""
    read_moment(at, earliest=to_the_minute(at))  # a time to come is no fault of any of them
    done, refused = [], []
    with db.session.begin_nested():
        for one in sorted(things, key=_lock_order):
            exhibit = _exhibit_of(one)
            named = f"{exhibit.case.label}, {exhibit.label}"
            try:
                with db.session.begin_nested():
                    done.append(act(one))
            except Unavailable:
                raise
            except CaseMgrError as error:
                refused.append(f"{named}: {' '.join(error.reasons)}")
        if refused:
            raise SomeRefused(sorted(refused))
    return done


def _lock_order(one: Exhibit | CustodyEvent) -> Any:
    return _exhibit_of(one).id


def _exhibit_of(one: Exhibit | CustodyEvent) -> Exhibit:
    return one if isinstance(one, Exhibit) else one.exhibit
