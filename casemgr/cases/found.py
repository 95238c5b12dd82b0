"""What the box of every page finds besides cases and names: features offer their own records."""

from collections.abc import Callable
from dataclasses import dataclass

from flask_login import current_user

from casemgr.permissions import Permission


@dataclass(frozen=True)
class Match:
    """A record that was found: what it is called, where it is shown, and what it is."""

    title: str
    url: str
    about: str


Find = Callable[[str], list[Match]]
_offered: dict[str, tuple[Permission, Find, Callable[[], bool]]] = {}


def offer_matches(
    title: str, permission: Permission, find: Find, *, when: Callable[[], bool] = lambda: True
) -> None:
    """Let the box find records of a kind too, in agencies for which `when()` holds."""
    _offered[title] = (permission, find, when)


def matches_of(typed: str) -> list[tuple[str, list[Match]]]:
    """List, by kind, the records offered that the person signed in may find by what was typed."""
    held = current_user.permissions
    asked = [
        (title, find)
        for title, (permission, find, when) in _offered.items()
        if typed and permission in held and when()
    ]
    return [(title, matches) for title, find in asked if (matches := find(typed))]
