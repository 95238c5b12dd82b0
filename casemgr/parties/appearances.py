"""Where a party appears: features offer the records that name it, and its page lists them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask_login import current_user

from casemgr.parties.models import Party
from casemgr.permissions import Permission
from casemgr.tenants import current_pack


@dataclass(frozen=True)
class Appearance:
    """A record that names a party, and as what."""

    title: str
    url: str
    role: str = ""
    about: str = ""
    state: Any = None


Find = Callable[[Party], list[Appearance]]


@dataclass(frozen=True)
class Offer:
    """A kind of record that may name parties."""

    title: str
    permission: Permission
    order: int
    find: Find
    when: Callable[[], bool]


_offered: dict[str, Offer] = {}


def offer_appearances(
    title: str,
    permission: Permission,
    order: int,
    find: Find,
    *,
    when: Callable[[], bool] = lambda: True,
) -> None:
    """List records of a kind on a party's page, in agencies for which `when()` holds.

    `find(party)` gives those that may be seen.
    """
    _offered[title] = Offer(title, permission, order, find, when)


def appearances_of(party: Party) -> list[tuple[str, list[Appearance]]]:
    """List, by kind, the records in which the person signed in may see the party."""
    held = current_user.permissions
    allowed = [one for one in _offered.values() if one.permission in held and one.when()]
    allowed.sort(key=lambda one: one.order)
    say = current_pack().say
    return [(say(one.title), one.find(party)) for one in allowed]
