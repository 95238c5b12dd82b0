"""Lists too long for one page: part by part from where the last part ended, never counted.

A cursor names the record at the edge and its place in the list; what the list is sorted by is
looked up, so that no address carries a name.
"""

import re
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, Select, literal, select, tuple_

from casemgr.database.rows import rows
from casemgr.errors import NotFound
from casemgr.navigation import here
from casemgr.wording import plain

SIZE = 25
CURSOR = re.compile(r"(\d{1,9})\.([0-9a-f-]{36})\Z", re.ASCII)


@dataclass(frozen=True)
class Order:
    """What a list is sorted by; rows that are equal in it follow the order of their making."""

    key: Any
    descending: bool = False


@dataclass(frozen=True)
class Page:
    """One part of a list, with the way to the parts before and after it."""

    items: Sequence[Any] = field(default_factory=list)
    first: int = 1
    noun: str = "rows"
    previous_url: str = ""
    next_url: str = ""

    @property
    def words(self) -> str:
        """Which part this is: Cases 26 to 50."""
        if not self.items:
            return ""
        return f"{plain(self.noun)} {self.first:,} to {self.first + len(self.items) - 1:,}"


def page_of(
    query: Select[Any], model: Any, order: Order, asked: Mapping[str, str], *, noun: str
) -> Page:
    """Return the part of a list that `after` or `before` in the address asks for."""
    backward = "before" in asked
    place, edge = _cursor(asked.get("before") or asked.get("after") or "")
    if edge is not None:
        query = query.where(_beyond(model, order, edge, backward))
    found = rows(_sorted(query, model, order, backward).limit(SIZE + 1))
    more, items = len(found) > SIZE, found[:SIZE]
    if backward:
        items.reverse()
        place = max(place - len(items), 1)
    return Page(
        items,
        place,
        noun,
        previous_url=_url("before", place, items[:1]) if (more if backward else edge) else "",
        next_url=_url("after", place + len(items), items[-1:]) if backward or more else "",
    )


def _cursor(text: str) -> tuple[int, uuid.UUID | None]:
    """Read a cursor; an address that was tampered with is a page that does not exist."""
    if not text:
        return 1, None
    found = CURSOR.match(text)
    try:
        return int(found[1]), uuid.UUID(found[2])  # type: ignore[index]
    except (TypeError, ValueError):
        raise NotFound from None


def _beyond(model: Any, order: Order, edge: uuid.UUID, backward: bool) -> ColumnElement[bool]:
    key = select(order.key).where(model.id == edge).correlate(None).scalar_subquery()
    ours, theirs = tuple_(order.key, model.id), tuple_(key, literal(edge))
    return ours < theirs if order.descending != backward else ours > theirs


def _sorted(query: Select[Any], model: Any, order: Order, backward: bool) -> Select[Any]:
    if order.descending != backward:
        return query.order_by(order.key.desc(), model.id.desc())
    return query.order_by(order.key, model.id)


def _url(direction: str, place: int, edge: Sequence[Any]) -> str:
    return here(**{direction: f"{place}.{edge[0].id}"}) if edge else ""
