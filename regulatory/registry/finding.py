"""Asking the database for the keys of licences, part by part and in a bounded time."""

import uuid
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple, TypeVar

from sqlalchemy import select

from casemgr.database import functions
from casemgr.database.rows import rows
from casemgr.errors import Invalid
from casemgr.paging import SIZE
from regulatory.registry.models import RegistryWord
from regulatory.registry.typed import SIMILAR, WAYS, Tier, Typed, query_of

Condition = tuple[str, str]
BOUNDS = ("since", "until")  # one end each of the order by expiry
# What every licence meets that has a place in an order: the whole is read along that order.
EVERY = {
    "name": ("name", ""),
    "number": ("begins", ""),
    "place": ("zip", ""),
    "expires_on": ("since", "-infinity"),
}
PATIENCE = "4s"
TOO_LONG = (
    "This takes too long in a registry of this size. Write more of the name or the number,"
    " or narrow it by a state, a type or a status."
)

Answer = TypeVar("Answer")


class TooWide(Invalid):
    """A question that cannot be answered in the time that somebody waits."""

    title = "This question is too wide"


@dataclass(frozen=True)
class Question:
    """What is looked for: what was typed, what it is narrowed to, and who was meant by it.

    `known` maps, by the way of finding, licences to the words for why: an earlier number, a person;
    `spelled` maps a word to those of the registry that may have been meant.
    """

    typed: Typed
    filters: tuple[Condition, ...] = ()
    known: dict[str, dict[uuid.UUID, str]] = field(default_factory=dict)
    spelled: dict[str, list[str]] = field(default_factory=dict)

    def tiers(self) -> list[Tier]:
        """List the ways to match, the surest first."""
        if self.typed.is_empty:
            return [Tier("all", ())]
        tiers = self.typed.tiers()
        for name, found in self.known.items():
            tiers.append(Tier(name, (_among(found),), final=name == "earlier"))
        if self.spelled:
            tiers.append(Tier("near", (("words", query_of(self.typed.words, self.spelled)),)))
        return sorted(tiers, key=lambda tier: WAYS.index(tier.name))

    @property
    def is_guess(self) -> bool:
        """Whether the nearest spellings are looked for as well."""
        return bool(self.spelled) or "close" in self.known

    def groups(self) -> list[tuple[Condition, ...]]:
        """Group all conditions into those that tell what was typed, and those that are like it."""
        tiers = self.tiers()
        sure = tuple(one for tier in tiers if tier.name not in SIMILAR for one in tier.conditions)
        alike = tuple(one for tier in tiers if tier.name in SIMILAR for one in tier.conditions)
        return [sure, alike] if alike else [sure]

    def conditions(self) -> list[Condition]:
        """List all conditions of which any suffices; what sounds so takes in what is spelled so."""
        tiers = self.tiers()
        heard = any(tier.name == "sounds" for tier in tiers)
        kept = [tier for tier in tiers if not (heard and tier.name == "words")]
        return [one for tier in kept for one in tier.conditions]

    def without(self, condition: Condition) -> "Question":
        """Return the same question without one of its filters."""
        return replace(self, filters=tuple(one for one in self.filters if one != condition))


class Hit(NamedTuple):
    """A licence that was found, and the place of the way by which it was."""

    tier: int
    key: uuid.UUID


class Cursor(NamedTuple):
    """Where a part of the answer begins: after which hit, the how-manieth it is.

    By the mark of the hit one sees that it still lies where it lay.
    """

    place: int = 1
    tier: int = 0
    edge: uuid.UUID | None = None
    mark: str = ""


START = Cursor()


def find(
    question: Question,
    tiers: Sequence[Tier],
    cursor: Cursor = START,
    *,
    down: bool = False,
    backward: bool = False,
) -> list[Hit]:
    """Find one more than a page of licences, from the edge on, each by the first way it matches."""
    last = len(tiers) - 1
    first = min(cursor.tier, last) if backward else cursor.tier
    places = range(first, -1, -1) if backward else range(first, last + 1)
    asked = [_asked(question, tiers, place, down=down, backward=backward) for place in places]
    found = ask(lambda: functions.find_licences(asked, cursor.edge, SIZE + 1))
    return [Hit(places[place], key) for place, key in found]


def _asked(
    question: Question, tiers: Sequence[Tier], place: int, *, down: bool, backward: bool
) -> dict[str, Any]:
    """Write what matches by this tier and by none before."""
    tier = tiers[place]
    others = [one for one in tiers[:place] if one.conditions != tier.conditions]
    before = list(dict.fromkeys(one for other in others for one in other.conditions))
    narrowed = [*question.filters, *tier.within]
    window = [one for one in question.filters if one[0] in BOUNDS and tier.sort == "expires_on"]
    if not (tier.conditions or question.filters):
        window = [EVERY[tier.sort]]
    narrow = [one for one in narrowed if one not in window]
    asked = {
        "range": tier.conditions if tier.ranged else window,
        "any": () if tier.ranged else tier.conditions,
        "all": together(narrow),
        "but": before,
        "sort": tier.sort,
        "down": down,
        "final": tier.final and not backward,
    }
    if [kind for kind, _ in tier.conditions] == ["words"]:
        unsaid = [("words", f"!({said})") for kind, said in before if kind == "words"]
        asked["any"], asked["all"] = (), together([*tier.conditions, *narrow, *unsaid])
        asked["but"] = [one for one in before if one[0] != "words"]
    return {name: given for name, given in asked.items() if given}


def together(conditions: Sequence[Condition]) -> list[Condition]:
    """Join what is asked of words into one query, for which their index starts from the rarest."""
    words = list(dict.fromkeys(f"({said})" for kind, said in conditions if kind == "words"))
    others = [one for one in conditions if one[0] != "words"]
    return [*others, ("words", " & ".join(words))] if words else others


def count_up_to(question: Question, most: int = 1001) -> int:
    """Count what matches in any way, up to a bound."""
    return ask(lambda: functions.count_licences(_whole(question), most))


def list_keys(question: Question, edge: uuid.UUID, most: int) -> list[uuid.UUID]:
    """List what matches in any way, in the order of the keys, beyond the one at the edge."""
    return functions.list_licences(_whole(question), edge, most)


def _among(licences: Iterable[uuid.UUID]) -> Condition:
    return "ids", f"{{{','.join(map(str, licences))}}}"


def _whole(question: Question) -> dict[str, Any]:
    asked = {"any": question.conditions(), "all": together(question.filters)}
    return {name: given for name, given in asked.items() if given}


def known_words(words: Sequence[str]) -> set[str]:
    """Return those of the words that occur in the registry as they are."""
    query = select(RegistryWord.word).where(RegistryWord.word.in_(words))
    return set(rows(query)) if words else set()


def list_spellings(word: str, most: int = 5) -> list[str]:
    """List the words of the registry that are spelled nearly like one, the nearest first."""
    return ask(lambda: functions.find_spellings(word, most))


def bound_time() -> None:
    """Let no statement of this transaction take longer than somebody waits for an answer."""
    functions.bound_time(PATIENCE)


def ask(find: Callable[[], Answer]) -> Answer:
    """Ask within the bounds of time; what takes longer is a question to be narrowed."""
    try:
        return find()
    except TimeoutError as error:
        raise TooWide(TOO_LONG) from error
