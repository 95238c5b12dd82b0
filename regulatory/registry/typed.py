"""What was typed into the one box, and everything that it can mean."""

import re
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from regulatory.registry.folding import MARK, compact_of, digits_of, key_of, sound_of
from regulatory.registry.spellings import readings_of, telling

LONGEST, MOST_WORDS = 200, 8
_NUMBER = re.compile(r"[\w\s().+#/-]*\d[\w\s().+#/-]*")
_KEY = re.compile(r"\d{3}\D*\d{5}")
_ZIP = re.compile(r"(\d{5})(-?\d{4})?")


class Tier(NamedTuple):
    """One way in which licences can match, of which any condition suffices.

    `ranged` says that they lie side by side in the order of `sort`; `within` narrows them, so that
    tiers of the same conditions share what these match.
    """

    name: str
    conditions: tuple[tuple[str, str], ...]
    sort: str = "name"
    ranged: bool = False
    within: tuple[tuple[str, str], ...] = ()


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
        parts = self.text.split()
        short = all(len(part) < 4 or any(map(str.isdigit, part)) for part in parts)
        return compact_of(self.text) if short and _NUMBER.fullmatch(self.text) else ""

    @cached_property
    def zip(self) -> str:
        """The first five digits of a ZIP code, or nothing."""
        found = _ZIP.fullmatch(self.text.strip())
        return found[1] if found else ""

    @cached_property
    def phone(self) -> str:
        """A whole telephone number, or nothing."""
        digits = digits_of(self.text)
        return digits if self.compact.isdigit() and len(digits) == 10 else ""

    @property
    def is_empty(self) -> bool:
        """Whether nothing was typed by which anything can be found."""
        return not self.key

    def tiers(self) -> list[Tier]:
        """List the ways to match, the surest first."""
        return [*self._as_number(), *self._as_name(), *self._as_words()]

    def _as_number(self) -> list[Tier]:
        number = self.compact
        if not number:
            return []
        ways = {
            "number": ("number", number if len(number) >= 8 else ""),
            "key": ("key", number if _KEY.fullmatch(self.text.strip()) else ""),
            "phone": ("phone", self.phone),
            "zip": ("zip", self.zip),
            "begins": ("begins", number if len(number) >= 3 else ""),
            "sequence": ("sequence", number if 5 <= len(number) <= 8 else ""),
            "ends": ("ends", number if len(number) > 5 else ""),
        }
        sorts = {"zip": "place", "begins": "number"}
        return [
            Tier(name, (way,), sorts.get(name, "name"), name in sorts)
            for name, way in ways.items()
            if way[1]
        ]

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
    first, *rest = (" & ".join(f"'{word}'" for word in way.split()) for way in ways)
    mark = ":*" if begins and len(ways[0]) > 2 and " " not in ways[0] else ""
    written = [first + mark, *rest]
    return "(" + " | ".join(f"({one})" if "&" in one else one for one in written) + ")"
