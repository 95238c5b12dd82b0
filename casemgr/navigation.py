"""Where a person can go from every page: the entries that features offer, and links back here."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from flask import Flask, current_app, request, url_for

from casemgr.permissions import Permission

CURSORS = frozenset({"after", "before"})


@dataclass(frozen=True)
class Entry:
    """A place in the primary navigation, shown to those who carry its permission, when it is."""

    label: str
    endpoint: str
    permission: Permission
    order: int
    icon: str
    key: str
    when: Callable[[Any], bool]


@dataclass(frozen=True)
class Link:
    """An entry as one person sees it on one page."""

    label: str
    url: str
    icon: str
    key: str
    current: bool


_offered: dict[str, Entry] = {}


def offer(
    label: str,
    endpoint: str,
    permission: Permission,
    order: int,
    *,
    icon: str = "page",
    key: str = "",
    when: Callable[[Any], bool] = lambda person: True,
) -> None:
    """Put a page into the primary navigation; `key` is the letter that follows g to go there.

    It stands there for people of whose agency `when(person)` holds.
    """
    _offered[endpoint] = Entry(label, endpoint, permission, order, icon, key, when)


def navigation(person: Any) -> list[Link]:
    """List where this person may go, marking where they are."""
    permissions: Collection[Permission] = getattr(person, "permissions", frozenset())
    known = current_app.view_functions
    allowed = [
        entry
        for entry in _offered.values()
        if entry.permission in permissions and entry.endpoint in known and entry.when(person)
    ]
    allowed.sort(key=lambda entry: (entry.order, entry.label))
    current = _current(allowed)
    return [
        Link(
            person.pack.say(entry.label),
            url_for(entry.endpoint),
            entry.icon,
            entry.key,
            entry is current,
        )
        for entry in allowed
    ]


def _current(entries: list[Entry]) -> Entry | None:
    """Find the entry of this very page, or else one above it, or the first of the same feature."""
    exact = (entry for entry in entries if entry.endpoint == request.endpoint)
    above = (entry for entry in entries if _is_above(url_for(entry.endpoint)))
    related = (entry for entry in entries if _feature(entry.endpoint) == request.blueprint)
    return next(exact, None) or next(above, None) or next(related, None)


def _is_above(place: str) -> bool:
    """Tell whether this page's address goes on from a place's, such as a part of one case."""
    return place != "/" and request.path.startswith(place.rstrip("/") + "/")


def _feature(endpoint: str) -> str:
    return endpoint.rpartition(".")[0]


def here(**changes: Any) -> str:
    """Return this page's address with some of its query changed, from the first page of results.

    None takes a part of the query away.
    """
    query = request.args.to_dict(flat=False)
    wanted = {name: value for name, value in query.items() if name not in CURSORS} | changes
    kept = {name: value for name, value in wanted.items() if value is not None}
    return f"{request.path}?{urlencode(kept, doseq=True)}" if kept else request.path


def init_app(app: Flask) -> None:
    """Let templates list the primary navigation and link to variants of the same page."""
    app.jinja_env.globals.update(navigation=navigation, here=here)
