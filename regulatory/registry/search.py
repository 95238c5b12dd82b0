"""The query of a registry: page by page through the ways to match, or in one order of its own."""

import hashlib
import re
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import select

from casemgr.database.rows import rows
from casemgr.errors import Invalid, NotFound
from casemgr.extensions import db
from casemgr.navigation import here
from casemgr.paging import SIZE, Page
from regulatory.registry.earlier import earlier_of
from regulatory.registry.finding import (
    Condition,
    Cursor,
    Hit,
    Question,
    bound_time,
    count_up_to,
    find,
    known_words,
    list_spellings,
)
from regulatory.registry.folding import lexeme
from regulatory.registry.models import Licence
from regulatory.registry.people import find_misspelled, find_people
from regulatory.registry.typed import Tier, Typed

RELEVANCE = "relevance"
FEW, MANY = 5, 40  # spellings of a word
SORTS = ("name", "number", "expires_on", "place")
DATED, UNDATED = ("since", "-infinity"), ("words", lexeme("month:0"))
_CURSOR = re.compile(r"(\d{1,9})\.(\d{1,2})\.([0-9a-f-]{36})\.([0-9a-f]{8})\Z", re.ASCII)
# By what licences are sorted, in any order.
_PLACES = ("name_key", "trade_key", "compact", "zip", "expires_on")
MOVED = (
    "The license after which this page begins was changed since the page before was shown, and"
    " lies elsewhere now. Search again, so that none is left out."
)


@dataclass(frozen=True)
class Answer:
    """A part of what was found, and the question as it was understood."""

    page: Page
    question: Question


def question_of(text: str, filters: tuple[Condition, ...] = ()) -> Question:
    """Read a question; an earlier number and a person are looked up where it can be one."""
    typed = Typed(text)
    typed = Typed(text, is_whole=bool(known_words(typed.words[-1:])))
    known = {"earlier": earlier_of(text)} if typed.compact else {}
    known |= find_people(text) if typed.is_name else {}
    return Question(typed, filters, {name: found for name, found in known.items() if found})


def search(question: Question, sort: str, asked: Mapping[str, str], *, noun: str) -> Answer:
    """Return the part of the answer that `after` or `before` in the address asks for.

    Only when nothing is spelled as it was typed are the nearest spellings looked for.
    """
    bound_time()
    cursor, backward = _cursor(asked.get("before") or asked.get("after") or ""), "before" in asked
    _refuse_moved(cursor)
    hits = _walk(question, sort, cursor, backward)
    if not hits and (guess := spelled(question)).is_guess:
        question, tiers = guess, enumerate(tiers_of(guess, sort))
        near = [place for place, one in tiers if one.name in ("near", "close")]
        start = cursor if cursor.edge else Cursor(tier=near[0] if near else 0)
        hits = _walk(question, sort, start, backward)
    return Answer(_page(hits, cursor, backward, noun), question)


def tiers_of(question: Question, sort: str) -> list[Tier]:
    """List the ways to match one after the other or, in an order of its own, the sure ones as one.

    What is only alike follows, in the same order. What has no date of expiry comes last in either
    order of dates: nothing is before or after it.
    """
    column = sort.removeprefix("-")
    if column not in SORTS:
        return question.tiers()
    groups = [Tier("all", conditions, column) for conditions in question.groups()]
    if column != "expires_on":
        return groups
    halves = {DATED: column, UNDATED: "name"}
    return [one._replace(sort=by, within=(half,)) for one in groups for half, by in halves.items()]


def spelled(question: Question) -> Question:
    """Return the question with what may have been meant by words that may be mistyped.

    Words that occur somewhere stay as they are if that finds anything, and of the others the
    nearest few are taken if one of these does.
    """
    words = [word for word in question.typed.words if len(word) > 2 and word.isalpha()]
    found = {word: list_spellings(word, MANY) for word in words if word.isascii()}
    near = {word: others for word in found if (others := [x for x in found[word] if x != word])}
    few = {word: others[:FEW] for word, others in near.items()}
    unknown = few.keys() - known_words(list(few))
    meant = [{word: few[word] for word in unknown}, few, near]
    guesses = [replace(question, spelled=one) for one in meant if one]
    guess = next((one for one in guesses if count_up_to(one, 1)), question)
    close = find_misspelled(question.typed.text) if question.typed.is_name else {}
    return replace(guess, known=guess.known | {"close": close}) if close else guess


def load(hits: list[Hit]) -> list[Licence]:
    """Read the licences that were found, in their order; row security has the last word."""
    found = {one.id: one for one in rows(select(Licence).where(Licence.id.in_(_keys(hits))))}
    return [found[key] for key in _keys(hits) if key in found]


def _walk(question: Question, sort: str, cursor: Cursor, backward: bool) -> list[Hit]:
    down = sort.startswith("-") != backward
    return find(question, tiers_of(question, sort), cursor, down=down, backward=backward)


def _page(hits: list[Hit], cursor: Cursor, backward: bool, noun: str) -> Page:
    more, hits = len(hits) > SIZE, hits[:SIZE]
    place = max(cursor.place - len(hits), 1) if backward else cursor.place
    if backward:
        hits.reverse()
    earlier = more if backward else cursor.edge is not None
    found = load(hits)
    edges = list(zip(hits, found, strict=False))
    return Page(
        found,
        place,
        noun,
        previous_url=_url("before", place, edges[:1]) if earlier else "",
        next_url=_url("after", place + len(hits), edges[-1:]) if backward or more else "",
    )


def _url(direction: str, place: int, edge: list[tuple[Hit, Licence]]) -> str:
    if not edge:
        return ""
    ((hit, licence),) = edge
    mark = _mark(getattr(licence, name) for name in _PLACES)
    return here(**{direction: f"{place}.{hit.tier}.{licence.id}.{mark}"})


def _mark(places: Iterable[Any]) -> str:
    """Tell one place in all orders from another, in an address that names neither."""
    return hashlib.sha256("\n".join(map(str, places)).encode()).hexdigest()[:8]


def _refuse_moved(cursor: Cursor) -> None:
    """Refuse to go on from a licence that lies elsewhere now: much would be left out."""
    if cursor.edge is None:
        return
    query = select(*(getattr(Licence, name) for name in _PLACES)).where(Licence.id == cursor.edge)
    places = db.session.execute(query).one_or_none()
    if places is None:
        raise NotFound
    if _mark(places) != cursor.mark:
        raise Invalid(MOVED)


def _cursor(text: str) -> Cursor:
    """Read a cursor; an address that was tampered with is a page that does not exist."""
    if not text:
        return Cursor()
    found = _CURSOR.match(text)
    try:
        return Cursor(int(found[1]), int(found[2]), uuid.UUID(found[3]), found[4])  # type: ignore[index]
    except (TypeError, ValueError):
        raise NotFound from None


def _keys(hits: list[Hit]) -> list[uuid.UUID]:
    return [hit.key for hit in hits]
