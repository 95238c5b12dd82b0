"""When a licence was in force and when it was not, as far as its lists tell."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from casemgr.wording import day
from regulatory.licences.terms import months_of
from regulatory.registry.models import Licence, LicenceEvent, Status
from regulatory.registry.standing import today_here

LOST = {Status.GONE: "Gone from the list", Status.INACTIVE: "Inactive by the list"}
MONTH = timedelta(days=31)
BESIDE = timedelta(days=60)  # so much of the line lies after today, however soon all of it ends


@dataclass(frozen=True)
class State:
    """What a list of a day says of a licence: where it stands, and until when it runs."""

    on: date
    status: str
    expires_on: date | None

    @property
    def runs_until(self) -> date | None:
        """The last day; none of what is not in force, and where the list names none."""
        return None if self.status in LOST else self.expires_on

    @property
    def words(self) -> str:
        """How it stands."""
        return LOST.get(Status(self.status)) or ("In force" if self.expires_on else "Listed")


@dataclass(frozen=True)
class Span:
    """Days in which a licence stood in one way."""

    start: date
    end: date
    words: str

    @property
    def is_good(self) -> bool:
        """Whether it was in force."""
        return self.words in ("In force", "Listed")

    @property
    def told(self) -> str:
        """How it stood, from when until when."""
        return f"{self.words} {day(self.start)} to {day(self.end)}"


@dataclass(frozen=True)
class Validity:
    """The spans of a licence, on a line that reaches from its first day beyond today."""

    spans: tuple[Span, ...]
    today: date

    @property
    def first(self) -> date:
        """The first day that is known of."""
        return self.spans[0].start

    @property
    def last(self) -> date:
        """The day on which the line ends."""
        return max(self.today + BESIDE, self.spans[-1].end)

    def place(self, when: date) -> float:
        """Return where a day is on the line, in percent."""
        return round(100 * (when - self.first) / (self.last - self.first), 2)


def validity_of(licence: Licence, events: Iterable[LicenceEvent]) -> Validity:
    """Tell from what became of a licence when it was in force."""
    today, states = today_here(), list(_states(licence, sorted(events, key=lambda one: one.on)))
    spans = _spans(states, months_of(licence) * MONTH, today)
    return Validity(tuple(one for one in spans if one.start < one.end), today)


def _states(licence: Licence, events: list[LicenceEvent]) -> Iterator[State]:
    """Say how it stood on its first list, and then on each list that says otherwise."""
    standing = {name: _at_first(licence, events, name) for name in ("status", "expires_on")}
    found = {licence.listed_on: _state(licence.listed_on, standing)}
    for event in events:
        standing |= {name: event.after[name] for name in standing.keys() & event.after.keys()}
        found[event.on] = _state(event.on, standing)
    last = None
    for state in found.values():
        if last is None or (state.status, state.expires_on) != (last.status, last.expires_on):
            yield (last := state)


def _at_first(licence: Licence, events: list[LicenceEvent], name: str) -> Any:
    """Return a value as the first list had it: as the first change of it found it."""
    return next((one.before[name] for one in events if name in one.before), getattr(licence, name))


def _state(on: date, standing: dict[str, Any]) -> State:
    expiry = standing["expires_on"]
    return State(on, str(standing["status"]), date.fromisoformat(str(expiry)) if expiry else None)


def _spans(states: list[State], term: timedelta, today: date) -> Iterator[Span]:
    """Part the time from the first list on; between an expiry and a later list it had run out."""
    start = min(states[0].on, states[0].runs_until or today)
    for state, coming in zip(states, [*states[1:], None], strict=True):
        end, resumed = _bounds(state, coming, term, today)
        end, resumed = max(start, end), max(start, end, resumed)
        yield Span(start, end, state.words)
        yield Span(end, resumed, "Expired")
        start = resumed


def _bounds(state: State, coming: State | None, term: timedelta, today: date) -> tuple[date, date]:
    """Return when a state ended, and when the next one began.

    A renewal goes on where the term before it ended, though a list tells of it later or earlier.
    """
    end, told = state.runs_until, coming.on if coming else today
    if end is None:
        return told, told
    if coming is None:
        return end, told
    renewed = coming.runs_until
    if renewed and end < renewed <= end + term:
        return end, end
    return min(end, told), told
