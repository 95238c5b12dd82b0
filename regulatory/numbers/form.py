"""What a form of number offers: reading any spelling of it, and what the number says."""

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple, Self


class Part(NamedTuple):
    """One part of a number in words: what it is, what stands there, and what that means."""

    name: str
    value: str
    meaning: str


class Number(ABC):
    """A number that was read: each form keeps its own parts."""

    @property
    @abstractmethod
    def text(self) -> str:
        """The number as certificates print it."""

    @property
    @abstractmethod
    def identity(self) -> str:
        """What neither a renewal nor a move to another county changes."""

    @property
    @abstractmethod
    def sequence(self) -> str:
        """The digits by which people remember it."""

    @property
    def compact(self) -> str:
        """The number without dashes."""
        return self.text.replace("-", "")

    @property
    def type_code(self) -> str:
        """The type of licence that the number names; empty where it names none."""
        return ""

    @property
    def warnings(self) -> tuple[str, ...]:
        """What is doubtful about a number that can be valid all the same."""
        return ()

    def expires_on(self, reference: date) -> date | None:
        """The day until which it runs as seen on a day; None when the number does not tell."""
        return None

    def expiry_in_list(self, listed: date) -> date | None:
        """The expiry that a list of that day means, past or to come; None when not told."""
        return None

    def with_expiry(self, expiry: date) -> Self:
        """The number after a renewal up to that day."""
        return self

    @abstractmethod
    def explain(self) -> list[Part]:
        """Say part by part what the number means."""


@dataclass(frozen=True)
class NumberForm:
    """A form of number by the name that packs use.

    `parse` reads any spelling and raises Invalid with what is wrong. `identify` is for lists of
    millions: the identity of a number in its plain form without dashes, or nothing when only
    `parse` can tell.
    """

    name: str
    label: str
    example: str
    parse: Callable[[str], Number]
    identify: Callable[[str], str]
