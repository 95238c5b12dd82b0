"""The timeline of a case: what happened in the matter, and what was done with the record."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask_login import current_user

from casemgr.cases.models import Case
from casemgr.permissions import Permission


@dataclass(frozen=True)
class Event:
    """Something that happened: on a day in the matter, or at a moment in the record."""

    at: date | datetime
    title: str
    text: str = ""
    by: str = ""
    url: str = ""
    kind: str = ""
    change_url: str = ""

    @property
    def in_the_matter(self) -> bool:
        """Whether it tells of the matter under investigation: then it has a day and no moment."""
        return not isinstance(self.at, datetime)


Find = Callable[[Case], Iterable[Event]]
_offered: list[tuple[Permission, Find]] = []


def offer_events(permission: Permission, find: Find) -> None:
    """Add what `find(case)` lists to the timeline of every case."""
    if (permission, find) not in _offered:
        _offered.append((permission, find))


def events_of(case: Case) -> tuple[list[Event], list[Event]]:
    """List what happened in the matter and what was done with the record, newest first."""
    found = [
        event
        for permission, find in _offered
        if permission in current_user.permissions
        for event in find(case)
    ]
    matter = [event for event in found if event.in_the_matter]
    record: list[Any] = [event for event in found if not event.in_the_matter]
    return _newest_first(matter), _newest_first(record)


def _newest_first(events: list[Event]) -> list[Event]:
    return sorted(events, key=lambda event: event.at, reverse=True)
