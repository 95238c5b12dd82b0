"""What waits for a person: features offer what they know of, and the page My work gathers it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from casemgr.permissions import Permission
from casemgr.tenants import current_pack


@dataclass(frozen=True)
class Item:
    """One thing that waits for a person."""

    title: str
    url: str
    about: str = ""
    due_on: date | None = None
    late: bool = False
    state: Any = None


Find = Callable[[Any], Sequence[Item]]
MOST = 50
"""How many of a kind are looked for."""


@dataclass(frozen=True)
class Group:
    """Things of one kind that can wait: what a person reads, and who can have such things."""

    title: str
    permission: Permission
    order: int
    find: Find
    kind: str
    empty: str
    more: Callable[[Any], str] | None


@dataclass(frozen=True)
class Waiting:
    """A group with what waits in it for one person."""

    group: Group
    items: Sequence[Item]
    more_url: str = ""

    @property
    def anchor(self) -> str:
        """Where the page shows it."""
        return self.group.title.lower().replace(" ", "-")

    @property
    def count(self) -> str:
        """How many there are, as far as they were looked for."""
        return f"{len(self.items)}{'+' if len(self.items) >= MOST else ''}"

    @property
    def kind(self) -> str:
        """How urgent the group looks: late things make it red."""
        return "bad" if any(item.late for item in self.items) else self.group.kind


_offered: dict[str, Group] = {}


def offer_work(
    title: str,
    permission: Permission,
    order: int,
    find: Find,
    *,
    kind: str = "waiting",
    empty: str = "",
    more: Callable[[Any], str] | None = None,
) -> None:
    """Show on the page My work what `find(person)` lists.

    `kind` colours its figure (waiting, active, bad, good). A group without anything in it is
    left out unless it has words for being empty; of a long one the first ten are shown, with a
    link to `more(person)`.
    """
    _offered[title] = Group(title, permission, order, find, kind, empty, more)


def work_of(person: Any) -> list[Waiting]:
    """List all that waits for the person, the most pressing kinds first."""
    allowed = [group for group in _offered.values() if group.permission in person.permissions]
    allowed.sort(key=lambda group: group.order)
    return [
        Waiting(_worded(group), group.find(person), group.more(person) if group.more else "")
        for group in allowed
    ]


def _worded(group: Group) -> Group:
    """Call things what the person's agency calls them."""
    say = current_pack().say
    return replace(group, title=say(group.title), empty=say(group.empty))
