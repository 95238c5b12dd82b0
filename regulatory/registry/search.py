"""The query of a registry: page by page through the ways to match, or in one order of its own."""

import re
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import NamedTuple

from sqlalchemy import select

from casemgr.database.rows import rows
from casemgr.errors import NotFound
from casemgr.navigation import here
from casemgr.paging import SIZE, Page
from regulatory.registry.finding import (
    Condition,
    Question,
    bound_time,
    find,
    known_words,
    list_spellings,
)
from regulatory.registry.models import Licence
from regulatory.registry.people import find_parts
from regulatory.registry.typed import Tier, Typed

RELEVANCE = "relevance"
SORTS = ("name", "number", "expires_on", "place")
_CURSOR = re.compile(r"(\d{1,9})\.(\d{1,2})\.([0-9a-f-]{36})\Z", re.ASCII)


class Hit(NamedTuple):
    """A licence that was found, and the place of the way by which it was."""

    tier: int
    key: uuid.UUID


class Cursor(NamedTuple):
    """Where a part of the answer begins: after which hit, the how-manieth it is."""

    place: int = 1
    tier: int = 0
    edge: uuid.UUID | None = None


@dataclass(frozen=True)
class Answer:
    """A part of what was found, the question as it was understood, whether there is too much."""

    page: Page
    question: Question
    partial: bool = False


def question_of(text: str, filters: tuple[Condition, ...] = ()) -> Question:
    """Read a question; a person's name is looked up where it can be one."""
    typed = Typed(text)
    typed = Typed(text, is_whole=bool(known_words(typed.words[-1:])))
    is_name = len(typed.key) > 2 and not typed.compact
    return Question(typed, filters, find_parts(text) if is_name else {})


def search(question: Question, sort: str, asked: Mapping[str, str], *, noun: str) -> Answer:
    """Return the part of the answer that `after` or `before` in the address asks for.

    Only when nothing is spelled as it was typed are the nearest spellings looked for.
    """
    bound_time()
    cursor, backward = _cursor(asked.get("before") or asked.get("after") or ""), "before" in asked
    hits, partial = _walk(question, sort, cursor, backward)
    if not hits and (guess := spelled(question)).spelled:
        question = guess
        last = len(tiers_of(question, sort)) - 1
        start = cursor if cursor.edge else Cursor(tier=last)
        hits, partial = _walk(question, sort, start, backward)
    return Answer(_page(hits, cursor, backward, noun), question, partial)


def tiers_of(question: Question, sort: str) -> list[Tier]:
    """List the ways to match one after the other or, in an order of its own, all as one."""
    column = sort.removeprefix("-")
    if column in SORTS:
        return [Tier("all", tuple(question.conditions()), column)]
    return question.tiers()


def spelled(question: Question) -> Question:
    """Return the question with what may have been meant by words that may be mistyped."""
    words = [word for word in question.typed.words if len(word) > 3 and word.isalpha()]
    found = {word: list_spellings(word) for word in words if word.isascii()}
    nearest = {word: [one for one in near if one != word] for word, near in found.items()}
    return replace(question, spelled={word: near for word, near in nearest.items() if near})


def load(hits: list[Hit]) -> list[Licence]:
    """Read the licences that were found, in their order; row security has the last word."""
    found = {one.id: one for one in rows(select(Licence).where(Licence.id.in_(_keys(hits))))}
    return [found[key] for key in _keys(hits) if key in found]


def _walk(question: Question, sort: str, cursor: Cursor, backward: bool) -> tuple[list[Hit], bool]:
    """Gather one more than a page, from the edge through the tiers that follow."""
    tiers, edge = tiers_of(question, sort), cursor.edge
    down, partial = sort.startswith("-") != backward, False
    first = min(cursor.tier, len(tiers) - 1) if backward else cursor.tier
    hits: list[Hit] = []
    for place in range(first, -1, -1) if backward else range(first, len(tiers)):
        most = SIZE + 1 - len(hits)
        keys, some = find(question, tiers, place, edge, down=down, most=most)
        hits += [Hit(place, key) for key in keys]
        met = bool(keys) or edge is not None
        edge, partial = None, partial or some
        if len(hits) > SIZE or (met and tiers[place].final and not backward):
            break
    return hits, partial


def _page(hits: list[Hit], cursor: Cursor, backward: bool, noun: str) -> Page:
    more, hits = len(hits) > SIZE, hits[:SIZE]
    place = max(cursor.place - len(hits), 1) if backward else cursor.place
    if backward:
        hits.reverse()
    earlier = more if backward else cursor.edge is not None
    return Page(
        load(hits),
        place,
        noun,
        previous_url=_url("before", place, hits[:1]) if earlier else "",
        next_url=_url("after", place + len(hits), hits[-1:]) if backward or more else "",
    )


def _url(direction: str, place: int, edge: list[Hit]) -> str:
    return here(**{direction: f"{place}.{edge[0].tier}.{edge[0].key}"}) if edge else ""


def _cursor(text: str) -> Cursor:
    """Read a cursor; an address that was tampered with is a page that does not exist."""
    if not text:
        return Cursor()
    found = _CURSOR.match(text)
    try:
        return Cursor(int(found[1]), int(found[2]), uuid.UUID(found[3]))  # type: ignore[index]
    except (TypeError, ValueError):
        raise NotFound from None


def _keys(hits: list[Hit]) -> list[uuid.UUID]:
    return [hit.key for hit in hits]
