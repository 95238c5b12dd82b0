"""What was typed into the one box, and everything that it can mean."""

import re
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from regulatory.registry.folding import (
    MARK,
    compact_of,
    digits_of,
    key_of,
    lexeme,
    plain,
    sound_of,
)
from regulatory.registry.spellings import readings_of, telling

LONGEST, MOST_WORDS, SHORTEST_PART = 200, 8, 4
_NUMBER = re.compile(r"[\w\s().+#/-]*\d[\w\s().+#/-]*")
_KEY = re.compile(r"\d{3}\D*\d{5}")
_ZIP = re.compile(r"(\d{5})(?:[- ]?(\d{4}))?")
_PHONE = re.compile(
    r"(?:(?:tele)?ph(?:one)?|tel|fax|cell)?[.: ]*"
    r"([+\d\s()./-]+?)(?:[, ]*(?:x|ext)[a-z.: ]*\d{1,6})?",
    re.IGNORECASE,
)
# The ways to match, the surest first. A person comes after the licensee's own names.
WAYS = (
    *("number", "earlier", "key", "phone", "zip", "begins", "sequence", "ends", "part"),
    *("name", "trade", "person", "words", "sounds", "heard", "near", "close"),
)
SIMILAR = ("sounds", "heard", "near", "close")


class Tier(NamedTuple):
    """One way in which licences can match, of which any condition suffices.

    `ranged` says that they lie side by side in the order of `sort`; `within` narrows them, so that
    tiers of the same conditions share what these match; whoever finds something by a `final` one
    looks for nothing else.
    """

    name: str
    conditions: tuple[tuple[str, str], ...]
    sort: str = "name"
    ranged: bool = False
    within: tuple[tuple[str, str], ...] = ()
    final: bool = False


@dataclass(frozen=True)
class Typed:
    """A text, read as a number, as a telephone number, as the beginning of a name, as words.

    `is_whole` says that its last word is known to occur, not only something that begins so.
    """

    text: str
    is_whole: bool = False

    @cached_property
    def key(self) -> str:
        """The text as names are folded."""
        return key_of(self.text)

    @cached_property
    def words(self) -> list[str]:
        """The words that tell licences apart."""
        return telling(list(dict.fromkeys(self.key.split())))[:MOST_WORDS]

    @cached_property
    def compact(self) -> str:
        """The text as numbers are compared, when it can be one or a part of one."""
        text = plain(self.text)
        short = all(len(part) < 4 or any(map(str.isdigit, part)) for part in text.split())
        return compact_of(text) if short and _NUMBER.fullmatch(text) else ""

    @cached_property
    def zips(self) -> list[str]:
        """A ZIP code as it is stored, all nine digits and the first five of them, or nothing."""
        found = _ZIP.fullmatch(plain(self.text).strip())
        return [] if not found else [f"{found[1]}-{found[2]}"] * bool(found[2]) + [found[1]]

    @cached_property
    def phone(self) -> str:
        """A whole telephone number, or nothing."""
        found = _PHONE.fullmatch(plain(self.text).strip())
        digits = digits_of(found[1]) if found else ""
        return digits if len(digits) == 10 else ""

    @property
    def is_name(self) -> bool:
        """Whether it can be the name of a person."""
        return len(self.key) > 2 and not self.compact

    @property
    def is_empty(self) -> bool:
        """Whether nothing was typed by which anything can be found."""
        return not self.key

    def tiers(self) -> list[Tier]:
        """List the ways to match, the surest first."""
        return [*self._as_number(), *self._as_name(), *self._as_words()]

    def _as_number(self) -> list[Tier]:
        number = self.compact
        phone = [Tier("phone", (("phone", self.phone),), final=True)] if self.phone else []
        if not number:
            return phone
        tiers = [Tier("number", (("number", number),), final=True)] if len(number) >= 8 else []
        if _KEY.fullmatch(plain(self.text).strip()):
            tiers.append(Tier("key", (("key", number),), final=True))
        zips = [Tier("zip", (("zip", one),), "place", ranged=True) for one in self.zips]
        return [*tiers, *phone, *zips, *_as_part(number)]

    def _as_name(self) -> list[Tier]:
        return [
            Tier("name", (("name", self.key),), "name", ranged=True),
            Tier("trade", (("trade", self.key),), "trade", ranged=True),
        ]

    def _as_words(self) -> list[Tier]:
        begins = not self.is_whole
        tiers = [Tier("words", (("words", query_of(self.words, begins=begins)),))]
        heard = [word for word in self.words if sound_of(word) and len(word) > 2]
        if heard:
            said = {word: [MARK + sound_of(word)] for word in heard}
            tiers.append(Tier("sounds", (("words", query_of(self.words, said, begins=begins)),)))
        return tiers


def _as_part(number: str) -> list[Tier]:
    """List where a part of a number can stand in it: at its beginning, at its end, within."""
    tiers = [Tier("begins", (("begins", number),), "number", ranged=True)]
    if 5 <= len(number) <= 8:
        tiers.append(Tier("sequence", (("sequence", number),)))
    if len(number) > 5:
        tiers.append(Tier("ends", (("ends", number),)))
    if len(number) >= SHORTEST_PART:
        tiers.append(Tier("part", (("part", number),)))
    return tiers if len(number) > 2 else []


def query_of(
    words: list[str], others: dict[str, list[str]] | None = None, *, begins: bool = False
) -> str:
    """Write the query that all these words must answer; the last one may go on."""
    terms = readings_of(words)
    return " & ".join(
        _term(ways + (others or {}).get(ways[0], []), begins=begins and ways is terms[-1])
        for ways in terms
    )


def _term(ways: list[str], *, begins: bool) -> str:
    first, *rest = (" & ".join(map(lexeme, way.split())) for way in ways)
    mark = ":*" if begins and len(ways[0]) > 2 and " " not in ways[0] else ""
    written = [first + mark, *rest]
    return "(" + " | ".join(f"({one})" if "&" in one else one for one in written) + ")"
