"""What two versions of a text have in common, so that a person can bring them together."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

WORDS = re.compile(r"\s+|[^\s]+")
MOST_WORDS = 4000
SAME, SAVED, TYPED = "same", "saved", "typed"


@dataclass(frozen=True)
class Piece:
    """A run of text that stands in both versions, or in one only."""

    kind: str
    text: str


@dataclass(frozen=True)
class Difference:
    """An entry that differs: what is saved, what was typed, and the pieces of both."""

    label: str
    pieces: Sequence[Piece]


def compare(saved: str, typed: str) -> list[Piece]:
    """Part two texts into what they share and what only one has: lines first, then words."""
    return _joined(_compare_lines(_lines(saved), _lines(typed)))


def _lines(text: str) -> list[str]:
    return text.replace("\r\n", "\n").splitlines(keepends=True)


def _compare_lines(saved: list[str], typed: list[str]) -> Iterator[Piece]:
    for kind, before, after in _matched(saved, typed):
        old, new = "".join(before), "".join(after)
        if kind == "equal":
            yield Piece(SAME, old)
        elif len(old) + len(new) > MOST_WORDS * 6:
            yield from (Piece(SAVED, old), Piece(TYPED, new))
        else:
            yield from _compare_words(WORDS.findall(old), WORDS.findall(new))


def _compare_words(saved: list[str], typed: list[str]) -> Iterator[Piece]:
    """Compare word by word; a lone space between two changes is part of one longer change."""
    old, new = "", ""
    for kind, before, after in _matched(saved, typed):
        shared = "".join(before)
        if kind == "equal" and not (shared.isspace() and (old or new)):
            yield from (Piece(SAVED, old), Piece(TYPED, new), Piece(SAME, shared))
            old, new = "", ""
        else:
            old, new = old + shared, new + "".join(after)
    yield from (Piece(SAVED, old), Piece(TYPED, new))


def _matched(
    saved: list[str], typed: list[str]
) -> Iterator[tuple[str, Sequence[str], Sequence[str]]]:
    matcher = SequenceMatcher(None, saved, typed, autojunk=False)
    for kind, start, end, other_start, other_end in matcher.get_opcodes():
        yield kind, saved[start:end], typed[other_start:other_end]


def _joined(pieces: Iterator[Piece]) -> list[Piece]:
    """Put neighbours of one kind together and leave empty ones out."""
    found: list[Piece] = []
    for piece in pieces:
        if piece.text and found and found[-1].kind == piece.kind:
            found[-1] = Piece(piece.kind, found[-1].text + piece.text)
        elif piece.text:
            found.append(piece)
    return found
