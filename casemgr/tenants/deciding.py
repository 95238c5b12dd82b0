"""Whether a rule can hold at all: decided by trying every value that makes a difference.

What is claimed is proved. A comparison whose form is not known may be either, and a rule with too
many combinations to try is taken to be possible.
"""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from itertools import product
from math import prod
from typing import Any, NamedTuple

from casemgr.expressions import ExpressionError, compile_rule
from casemgr.tenants.comparisons import Comparison, Joined, Not, Part, comparisons_in, part_rule
from casemgr.tenants.domains import KINDS, Domain

MOST_TRIED = 20_000

Answer = bool | None
Values = Mapping[str, Any]


class Verdict(StrEnum):
    """Whether a rule holds for some records, for none or for all."""

    SOMETIMES = "sometimes"
    NEVER = "never"
    ALWAYS = "always"


class Rule(NamedTuple):
    """Rules that must all hold, parted into comparisons, and the values to try them with."""

    part: Part
    kinds: Mapping[str, str]
    tried: Mapping[str, list[Any]]


def decide(
    rules: Iterable[str], kinds: Mapping[str, str], domains: Mapping[str, Domain]
) -> Verdict:
    """Decide whether rules that compile can all hold together, for what the fields may hold."""
    known = {name: kind for name, kind in kinds.items() if kind in KINDS}
    part = Joined(True, tuple(part_rule(rule, known) for rule in rules))
    rule = Rule(part, kinds, _values(part, kinds, domains))
    if prod(len(values) for values in rule.tried.values()) > MOST_TRIED:
        return Verdict.SOMETIMES
    answers = set(_answers(rule))
    if answers == {False}:
        return Verdict.NEVER
    return Verdict.ALWAYS if answers == {True} else Verdict.SOMETIMES


def domains_asked(rules: Iterable[str], domains: Mapping[str, Domain]) -> str:
    """Say what the fields that rules compare may hold."""
    kinds = {name: domain.kind for name, domain in domains.items()}
    parts = [part_rule(rule, kinds) for rule in rules]
    asked = dict.fromkeys(
        name for part in parts for one in comparisons_in(part) for name in one.fields
    )
    return "; ".join(f"{name} {domains[name].words()}" for name in asked)


def _values(
    part: Part, kinds: Mapping[str, str], domains: Mapping[str, Domain]
) -> dict[str, list[Any]]:
    """List for each field the values to try; fields of one kind may be compared with each other."""
    found = list(comparisons_in(part))
    names = list(dict.fromkeys(name for one in found for name in one.fields))
    tried = {}
    for name in names:
        alike = [other for other in names if kinds[other] == kinds[name]]
        written = [one for one in found if not set(one.fields).isdisjoint(alike)]
        domain = domains.get(name, Domain(kinds[name]))
        marks = dict.fromkeys(value for one in written for value in one.written)
        tried[name] = list(domain.values(list(marks), len(alike)))
    return tried


def _answers(rule: Rule) -> Iterable[Answer]:
    """Work the rule out for every combination of values."""
    known = {one: _table(one, rule) for one in comparisons_in(rule.part)}
    names = list(rule.tried)
    for places in product(*(range(len(values)) for values in rule.tried.values())):
        yield _answer(rule.part, dict(zip(names, places, strict=True)), known)


Tables = Mapping[Comparison, Mapping[tuple[int, ...], Answer]]


def _answer(part: Part, places: Mapping[str, int], known: Tables) -> Answer:
    """Answer yes, no, or None where it may be either."""
    if isinstance(part, Comparison):
        return known[part].get(tuple(places[name] for name in part.fields))
    if isinstance(part, Not):
        inner = _answer(part.part, places, known)
        return None if inner is None else not inner
    answers = [_answer(inner, places, known) for inner in part.parts]
    if (not part.every) in answers:
        return not part.every
    return None if None in answers else part.every


def _table(one: Comparison, rule: Rule) -> dict[tuple[int, ...], Answer]:
    """Work a comparison out for every combination of the values of its own fields."""
    if not one.fields:
        return {}
    program = compile_rule(one.text, rule.kinds)
    lists = [rule.tried[name] for name in one.fields]
    places = product(*(range(len(values)) for values in lists))
    return {at: _try(program, _chosen(one, at, rule)) for at in places}


def _chosen(one: Comparison, places: tuple[int, ...], rule: Rule) -> Values:
    return {name: rule.tried[name][at] for name, at in zip(one.fields, places, strict=True)}


def _try(program: Any, values: Values) -> Answer:
    try:
        return bool(program(values))
    except ExpressionError:
        return None
