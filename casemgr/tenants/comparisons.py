"""A rule parted into its comparisons, as far as they can be told from how it is written."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any, NamedTuple

_TOKEN = re.compile(
    r"\s*(\"(?:\\.|[^\"\\])*\"|'(?:\\.|[^'\\])*'|[A-Za-z_][\w.]*|\d[\w.]*"
    r"|&&|\|\||[=!<>]=|//|\S)"
)
MOST_TOKENS = 300
ORDER = ("<", "<=", ">", ">=")
EQUAL = ("==", "!=")
QUOTES = "'\""


@dataclass(frozen=True)
class Comparison:
    """A part of a rule that is true or false by itself, and what its answer depends on.

    Without `fields` nothing is known of it: it may be either.
    """

    text: str
    fields: tuple[str, ...] = ()
    written: tuple[Any, ...] = ()


@dataclass(frozen=True)
class Not:
    """The contrary of a part."""

    part: "Part"


@dataclass(frozen=True)
class Joined:
    """Parts of which all must hold, or of which any is enough."""

    every: bool
    parts: tuple["Part", ...]


Part = Comparison | Not | Joined


class Token(NamedTuple):
    """A word or sign of a rule, and where it stands."""

    text: str
    start: int
    end: int


def part_rule(rule: str, kinds: Mapping[str, str]) -> Part:
    """Part a rule that compiles into its comparisons; one of an unusual form stays whole."""
    tokens = [Token(hit[1], hit.start(1), hit.end(1)) for hit in _TOKEN.finditer(rule)]
    if len(tokens) > MOST_TOKENS or _is_unusual(tokens):
        return Comparison(rule)
    return _part(tokens, rule, kinds)


def comparisons_in(part: Part) -> Iterator[Comparison]:
    """Yield each comparison of a rule."""
    if isinstance(part, Comparison):
        yield part
    else:
        for inner in (part.part,) if isinstance(part, Not) else part.parts:
            yield from comparisons_in(inner)


def _is_unusual(tokens: Sequence[Token]) -> bool:
    """Tell whether there is a comment, or a text in a form other than plain quotes."""
    pairs = pairwise(tokens)
    marked = any(
        two.text[0] in QUOTES and one.end == two.start and (one.text[-1] in QUOTES or _is_name(one))
        for one, two in pairs
    )
    return marked or any(token.text in ("//", *QUOTES) or "?" in token.text for token in tokens)


def _is_name(token: Token) -> bool:
    return token.text[0].isalpha() or token.text[0] == "_"


def _part(tokens: Sequence[Token], rule: str, kinds: Mapping[str, str]) -> Part:
    for sign, every in (("||", False), ("&&", True)):
        parts = _split(tokens, sign)
        if len(parts) > 1:
            return Joined(every, tuple(_part(part, rule, kinds) for part in parts))
    if _is_wrapped(tokens):
        return _part(tokens[1:-1], rule, kinds)
    if len(tokens) > 1 and tokens[0].text == "!" and _is_whole(tokens[1:]):
        return Not(_part(tokens[1:], rule, kinds))
    return _comparison(tokens, rule, kinds)


def _split(tokens: Sequence[Token], sign: str) -> list[Sequence[Token]]:
    """Part the tokens at a sign that stands within no brackets."""
    cuts = [at for at, depth in enumerate(_depths(tokens)) if not depth and tokens[at].text == sign]
    edges = [-1, *cuts, len(tokens)]
    return [tokens[start + 1 : end] for start, end in pairwise(edges)]


def _depths(tokens: Sequence[Token]) -> Iterator[int]:
    depth = 0
    for token in tokens:
        depth -= token.text in ")]}"
        yield depth
        depth += token.text in "([{"


def _is_wrapped(tokens: Sequence[Token]) -> bool:
    """Tell whether the first bracket closes only at the end."""
    if len(tokens) < 2 or tokens[0].text != "(" or tokens[-1].text != ")":
        return False
    return all(list(_depths(tokens))[1:-1])


def _is_whole(tokens: Sequence[Token]) -> bool:
    """Tell whether what follows `!` is one thing: a field, a call or something in brackets."""
    if _is_name(tokens[0]):
        return len(tokens) == 1 or _is_wrapped(tokens[1:])
    return tokens[0].text == "!" or _is_wrapped(tokens)


def _comparison(tokens: Sequence[Token], rule: str, kinds: Mapping[str, str]) -> Comparison:
    if not tokens:
        return Comparison(rule)
    text = rule[tokens[0].start : tokens[-1].end]
    for read in _FORMS:
        found = read([token.text for token in tokens], kinds)
        if found is not None:
            return Comparison(text, *found)
    return Comparison(text)


Found = tuple[tuple[str, ...], tuple[Any, ...]] | None


def _alone(words: list[str], kinds: Mapping[str, str]) -> Found:
    """Read `field` and `has(field)`."""
    if len(words) == 1 and kinds.get(words[0]) == "yes_no":
        return (words[0],), ()
    if len(words) == 4 and words[:2] == ["has", "("] and words[2] in kinds:
        return (words[2],), ()
    return None


def _beside(words: list[str], kinds: Mapping[str, str]) -> Found:
    """Read `field == 'a'`, `5 < field` and `field <= other_field`."""
    at = next((at for at, word in enumerate(words) if word in (*ORDER, *EQUAL)), 0)
    sides = [words[:at], words[at + 1 :]]
    fields = tuple(side[0] for side in sides if len(side) == 1 and side[0] in kinds)
    written = tuple(_written(side) for side in sides if len(side) != 1 or side[0] not in kinds)
    if not at or not fields or None in written:
        return None
    kind = kinds[fields[0]]
    comparable = (
        kind in ("text", "number", "date", "yes_no") and len({*map(kinds.get, fields)}) == 1
    )
    in_order = kind in ("number", "date") or words[at] in EQUAL
    return (fields, written) if comparable and in_order else None


def _among(words: list[str], kinds: Mapping[str, str]) -> Found:
    """Read `field in ['a', 'b']` and `'a' in field`."""
    if len(words) < 3 or "in" not in words[1:3]:
        return None
    if len(words) == 3 and kinds.get(words[2]) == "list(text)":
        written = _written(words[:1])
        return ((words[2],), (written,)) if written is not None else None
    if words[0] not in kinds or words[1:3] != ["in", "["] or words[-1] != "]":
        return None
    listed = [_written([word]) for word in words[3:-1:2]]
    plain = all(comma == "," for comma in words[4:-1:2]) and None not in listed
    return ((words[0],), tuple(listed)) if plain else None


def _written(words: list[str]) -> Any:
    """Read a text, a number, a day or yes/no that is written in a rule; None is anything else."""
    if len(words) == 4 and words[:2] == ["date", "("] and words[2][0] in QUOTES:
        return date.fromisoformat(words[2][1:-1])
    sign, word = ("-", words[-1]) if words[:1] == ["-"] else ("", "".join(words[:1]))
    if len(words) - len(sign) != 1 or not word:
        return None
    if word[0] in QUOTES and not sign:
        return None if "\\" in word else word[1:-1]
    if word in ("true", "false"):
        return word == "true"
    try:
        return float(sign + word) if word[0].isdigit() else None
    except ValueError:
        return None


_FORMS: tuple[Callable[[list[str], Mapping[str, str]], Found], ...] = (_alone, _beside, _among)
