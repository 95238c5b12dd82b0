"""What is wrong in an agency pack: where, what, and what to write instead."""

from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from typing import NamedTuple

from casemgr.errors import CaseMgrError


class Place(NamedTuple):
    """A spot in a pack's file; lines and columns count from 1."""

    file: str
    line: int = 1
    column: int = 1


class Problem(NamedTuple):
    """One thing to mend in a pack, in words for the person who wrote it."""

    file: str
    line: int
    column: int
    message: str
    mend: str
    lacking: tuple[str, str] = ("", "")
    """The name that nothing has, and what it was to be, such as a role."""

    @property
    def words(self) -> str:
        """What is wrong and how to mend it, for a page that tells the place apart."""
        return f"{self.message[:1].upper()}{self.message[1:]}. Write: {self.mend}"

    @property
    def where(self) -> str:
        """The place in words."""
        return f"{self.file.removeprefix('config/')}, line {self.line}"

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}: {self.message}. Write: {self.mend}"


class PackInvalid(CaseMgrError):
    """Agency packs cannot be used as they stand; `problems` says what to mend, and where."""

    status = 500
    title = "An agency pack needs mending"

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = list(problems)


def problem_at(place: Place, message: str, mend: str) -> Problem:
    """Name what is wrong at a place and what to write there."""
    return Problem(*place, message, mend)


def unknown_name(place: Place, what: str, name: str, known: Iterable[str]) -> Problem:
    """Report a name that nothing has, with the nearest spelling or else the names there are."""
    names = sorted(known)
    near = get_close_matches(name, names, n=1, cutoff=0.6)
    mend = near[0] if near else one_of(names)
    return Problem(*place, f'"{shorten(name)}" is not {what}', mend, (name, what))


def one_of(names: Sequence[str]) -> str:
    """List the names that may be written; a long list is cut."""
    if not names:
        return "nothing; leave the line out"
    shown = ", ".join(names[:12])
    more = f" … ({len(names) - 12} more)" if len(names) > 12 else ""
    return f"one of {shown}{more}" if len(names) > 1 else shown


def shorten(text: object, width: int = 60) -> str:
    """Quote what was written on one line and without control characters."""
    line = "".join(letter if letter.isprintable() else " " for letter in str(text))
    return line if len(line) <= width else line[: width - 1] + "…"
