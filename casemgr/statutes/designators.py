"""The letters and numbers that mark the parts of a section: (g), (1), (A), (iv), (II), (aa)."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from casemgr.statutes.citations import roman_value

DIGITS = re.compile(r"([0-9]{1,3})([A-Z]?)\Z")
LETTERS = re.compile(r"([a-z])\1{0,4}\Z|([A-Z])\2{0,4}\Z")
ROMAN = re.compile(r"(?=.)(?:xl|l?x{0,3})(?:ix|iv|v?i{0,3})\Z", re.IGNORECASE)


class Reading(NamedTuple):
    """One way to read a designator: its kind, and its place in the series of that kind."""

    kind: str
    ordinal: int


def readings(designator: str) -> tuple[Reading, ...]:
    """Return every way to read it: (i) follows (h), or is the first Roman numeral."""
    return tuple(_readings(designator))


def _readings(designator: str) -> Iterator[Reading]:
    if match := DIGITS.match(designator):
        yield Reading("number", int(match[1]))
        return
    case = "upper" if designator.isupper() else "lower"
    if LETTERS.match(designator):
        letter, turns = ord(designator[0].lower()) - 96, len(designator)
        yield Reading(f"{case} letter", letter + 26 * (turns - 1))
        if turns == 2:
            yield Reading(f"{case} double letter", letter)
    if ROMAN.match(designator):
        yield Reading(f"{case} roman", roman_value(designator))


def read_as(designator: str, kind: str) -> Reading | None:
    """Read the designator as a member of one series, or None when it cannot be."""
    return next((way for way in readings(designator) if way.kind == kind), None)
