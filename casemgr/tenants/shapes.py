"""The shapes that a pack's files may have: which names, and what kind of value each takes."""

import re
from collections.abc import Callable, Iterable, Mapping, Sized
from dataclasses import dataclass, field
from typing import Any, Protocol

from casemgr.tenants.problems import Place, Problem, one_of, problem_at, shorten, unknown_name
from casemgr.tenants.source import List, Map

MOST_ENTRIES = 500
NAME = re.compile(r"[a-z][a-z0-9_]{0,59}\Z")


class Shape(Protocol):
    """A form that a value may have; `whole` asks also that nothing needed is missing."""

    def check(self, value: Any, place: Place, *, whole: bool) -> Iterable[Problem]:
        """Yield what does not fit."""
        ...


@dataclass(frozen=True)
class Text:
    """Words on one or more lines; a number that was written without quotes counts as text."""

    longest: int = 2000
    pattern: str = ""
    mend: str = "text"

    def check(self, value: Any, place: Place, *, whole: bool) -> Iterable[Problem]:
        """Yield what does not fit."""
        if isinstance(value, bool) or not isinstance(value, str | int):
            yield problem_at(place, f"{_kind(value)} stands where text belongs", self.mend)
        elif not str(value).strip():
            yield problem_at(place, "the text is empty", self.mend)
        elif len(str(value)) > self.longest:
            message = f"the text has {len(str(value))} characters"
            yield problem_at(place, message, f"at most {self.longest} characters")
        elif self.pattern and not re.fullmatch(self.pattern, str(value)):
            yield problem_at(place, f'"{shorten(value)}" does not have the right form', self.mend)


@dataclass(frozen=True)
class Number:
    """A whole number between two bounds."""

    least: int = 0
    most: int = 1_000_000

    def check(self, value: Any, place: Place, *, whole: bool) -> Iterable[Problem]:
        """Yield what does not fit."""
        wanted = f"a whole number from {self.least} up to {self.most}"
        if isinstance(value, bool) or not isinstance(value, int):
            yield problem_at(place, f"{_kind(value)} stands where a number belongs", wanted)
        elif not self.least <= value <= self.most:
            yield problem_at(place, f"{value} is out of range", wanted)


@dataclass(frozen=True)
class YesNo:
    """True or false."""

    def check(self, value: Any, place: Place, *, whole: bool) -> Iterable[Problem]:
        """Yield what does not fit."""
        if not isinstance(value, bool):
            message = f"{_kind(value)} stands where true or false belongs"
            yield problem_at(place, message, "true or false")


@dataclass(frozen=True)
class Sensitivity:
    """True or false, or the name of the compartment for which one must be cleared."""

    def check(self, value: Any, place: Place, *, whole: bool) -> Iterable[Problem]:
        """Yield what does not fit."""
        if not isinstance(value, bool) and not (isinstance(value, str) and NAME.match(value)):
            message = f"{_kind(value)} stands where true or a compartment belongs"
            yield problem_at(place, message, "true, false or the name of a compartment")


@dataclass(frozen=True)
class OneOf:
    """One of a few names."""

    what: str
    names: tuple[str, ...]

    def check(self, value: Any, place: Place, *, whole: bool) -> Iterable[Problem]:
        """Yield what does not fit."""
        if not isinstance(value, str):
            yield problem_at(place, f"{_kind(value)} is not {self.what}", one_of(self.names))
        elif value not in self.names:
            yield unknown_name(place, self.what, value, self.names)


@dataclass(frozen=True)
class ListOf:
    """A list whose entries share one shape and differ from each other."""

    item: Shape
    mend: str = "[one, two]"
    most: int = MOST_ENTRIES

    def check(self, value: Any, place: Place, *, whole: bool) -> Iterable[Problem]:
        """Yield what does not fit."""
        if not isinstance(value, List):
            yield problem_at(place, f"{_kind(value)} stands where a list belongs", self.mend)
            return
        if len(value) > self.most:
            yield _too_many(value, place, self.most)
            return
        for index, item in enumerate(value):
            spot = value.value_at(index)
            yield from self.item.check(item, spot, whole=whole)
            if item in value[:index]:
                yield problem_at(spot, f'"{shorten(item)}" is listed twice', "each entry once")


@dataclass(frozen=True)
class MapOf:
    """Named entries of one shape; `drop: true` leaves out what an extended pack has."""

    value: Shape
    pattern: re.Pattern[str] = NAME
    mend: str = "a name of small letters, digits and _ that begins with a letter"
    most: int = MOST_ENTRIES

    def check(self, value: Any, place: Place, *, whole: bool) -> Iterable[Problem]:
        """Yield what does not fit."""
        if not isinstance(value, Map):
            message = f"{_kind(value)} stands where named entries belong"
            yield problem_at(place, message, "name: value")
            return
        if len(value) > self.most:
            yield _too_many(value, place, self.most)
            return
        for name, entry in value.items():
            if not self.pattern.match(name):
                message = f'"{shorten(name)}" cannot be a name here'
                yield problem_at(value.at(name), message, self.mend)
            if whole or not is_dropped(entry):
                yield from self.value.check(entry, value.value_at(name), whole=whole)


@dataclass(frozen=True)
class Record:
    """A fixed set of names, each with its own shape, some of which must be there."""

    what: str
    parts: Mapping[str, Shape]
    needed: tuple[str, ...] = ()
    also: Callable[[Map], Iterable[Problem]] | None = field(default=None, compare=False)

    def check(self, value: Any, place: Place, *, whole: bool) -> Iterable[Problem]:
        """Yield what does not fit."""
        if not isinstance(value, Map):
            mend = ", ".join(f"{name}: …" for name in self.needed or list(self.parts)[:2])
            yield problem_at(place, f"{_kind(value)} stands where {self.what} belongs", mend)
            return
        if len(value) > MOST_ENTRIES:
            yield _too_many(value, place, len(self.parts))
            return
        found = [*self._misfits(value, whole), *(self._missing(value, place) if whole else ())]
        yield from found
        if whole and self.also and not found:
            yield from self.also(value)

    def _misfits(self, value: Map, whole: bool) -> Iterable[Problem]:
        for name, part in value.items():
            if is_dropped(part) and not whole:
                continue
            if name in self.parts:
                yield from self.parts[name].check(part, value.value_at(name), whole=whole)
            else:
                yield unknown_name(value.at(name), f"part of {self.what}", name, self.parts)

    def _missing(self, value: Map, place: Place) -> Iterable[Problem]:
        for name in self.needed:
            if name not in value:
                yield problem_at(place, f"{self.what} lacks {name}", f"{name}: …")


@dataclass(frozen=True)
class Either:
    """A short form or a long form; a mapping is read as the long one."""

    short: Shape
    long: Shape

    def check(self, value: Any, place: Place, *, whole: bool) -> Iterable[Problem]:
        """Yield what does not fit."""
        shape = self.long if isinstance(value, Map) else self.short
        return shape.check(value, place, whole=whole)


def is_dropped(entry: Any) -> bool:
    """Tell whether an entry says that it is to be left out."""
    return isinstance(entry, Map) and entry.get("drop") is True and len(entry) == 1


def _too_many(entries: Sized, place: Place, most: int) -> Problem:
    message = f"there are {len(entries)} entries in one place"
    return problem_at(place, message, f"at most {most}")


def _kind(value: Any) -> str:
    """Name the kind of a value as a person would."""
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return "true or false"
    if isinstance(value, dict):
        return "a group of named entries"
    if isinstance(value, list):
        return "a list"
    return f'"{shorten(value)}"' if isinstance(value, str) else f"the number {value}"
