"""What the box of every page finds besides cases and names: features offer their own records."""

from collections.abc import Callable
from dataclasses import dataclass

from flask_login import current_user

from casemgr.permissions import Permission
from casemgr.tenants.pack import Pack


@dataclass(frozen=True)
class Match:
    """A record that was found: what it is called, where it is shown, and what it is."""

    title: str
    url: str
    about: str


Find = Callable[[str], list[Match]]
_offered: dict[str, tuple[Permission, Find, Callable[[Pack], bool]]] = {}


def offer_matches(
    title: str, permission: Permission, find: Find, *, when: Callable[[Pack], bool]
) -> None:
    """Let the box find records of a kind too, in agencies for whose pack `when` holds.

    The title may name a word of the agency, such as {licence:s}.
    """
    _offered[title] = (permission, find, when)


def matches_of(typed: str) -> list[tuple[str, list[Match]]]:
    """List, by kind, the records offered that the person signed in may find by what was typed."""
    asked = _open().items() if typed else ()
    return [(title, matches) for title, find in asked if (matches := find(typed))]


def kinds_found() -> list[str]:
    """Name what the box finds besides cases and people, in the middle of a sentence."""
    return [title.lower() for title in _open()]


def _open() -> dict[str, Find]:
    held, pack = current_user.permissions, current_user.pack
    return {
        pack.say(title): find
        for title, (permission, find, when) in _offered.items()
        if permission in held and when(pack)
    }
