"""What follows from a record's values: which fields apply, and those that are worked out.

A field that does not apply counts as unanswered for all the others, though what it holds is kept.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from graphlib import TopologicalSorter
from typing import Any

from casemgr.expressions import ExpressionError
from casemgr.tenants.field_model import Condition, Field

Values = dict[str, Any]
# What expressions can ask of the rows of a group, by the kind of the part.
LISTS = {"text": "list(text)", "number": "list(number)"}


COMPARED: Mapping[str, Callable[[Any], Any]] = {
    "money": lambda cents: cents / 100,
    "attachment": lambda files: [file["name"] for file in files],
    "composite": lambda code: code["code"],
}


@dataclass(frozen=True)
class Outcome:
    """What holds for a record: the values as expressions see them, and what follows."""

    known: Values
    hidden: frozenset[str]
    computed: Values


def work_out(
    fields: Iterable[Field], values: Mapping[str, Any], context: Mapping[str, str] | None = None
) -> Outcome:
    """Tell which fields do not apply to a record with these values, and work the computed out."""
    every, stored = tuple(fields), dict(values)
    known, hidden, computed = guard_values(every, stored) | dict(context or {}), set(), {}
    for field in dependent_fields(every):
        if field.visible_when and not holds(field.visible_when, known, in_doubt=True):
            hidden.add(field.name)
            stored[field.name] = None
        elif field.computed:
            computed[field.name] = stored[field.name] = _computed(field, field.computed, known)
        known |= guard_values([field], stored)
    return Outcome(known, frozenset(hidden), computed)


def hidden_fields(
    fields: Iterable[Field], values: Mapping[str, Any], context: Mapping[str, str] | None = None
) -> frozenset[str]:
    """Name the fields that do not apply to a record with these values."""
    every = tuple(fields)
    if not any(field.visible_when for field in every):
        return frozenset()
    return work_out(every, values, context).hidden


def holds(condition: Condition, known: Mapping[str, Any], *, in_doubt: bool) -> bool:
    """Work a yes-or-no expression out; where that cannot be done, answer `in_doubt`."""
    try:
        return bool(condition(known))
    except ExpressionError:
        return in_doubt


def is_answerable(condition: Condition, known: Mapping[str, Any]) -> bool:
    """Tell whether every number and date that the expression counts with is there."""
    return all(known.get(name) is not None for name in condition.counted)


@lru_cache(maxsize=1024)
def dependent_fields(fields: tuple[Field, ...]) -> tuple[Field, ...]:
    """List the fields that depend on others, each after those on which it depends."""
    by_name = {field.name: field for field in fields if field.visible_when or field.computed}
    order = TopologicalSorter({name: dependencies(one) for name, one in by_name.items()})
    return tuple(by_name[name] for name in order.static_order() if name in by_name)


def dependencies(field: Field) -> set[str]:
    """Name the fields whose values decide whether a field applies, or what it holds."""
    conditions = (field.visible_when, field.computed)
    return {name.partition(".")[0] for one in conditions if one for name in one.names}


def guard_variables(fields: Iterable[Field], prefix: str = "") -> dict[str, str]:
    """Name the fields and their kinds as expressions know them; `prefix` as in `case.`."""
    known: dict[str, str] = {}
    for field in fields:
        if field.type == "group":
            known |= {
                f"{prefix}{field.name}.{part.name}": LISTS[part.type_of.kind]
                for part in _listed(field)
            }
        else:
            known[prefix + field.name] = field.type_of.kind
    return known


def guard_values(fields: Iterable[Field], values: Mapping[str, Any], prefix: str = "") -> Values:
    """Give stored values in the form that expressions compare: dollars, and codes as text."""
    known: Values = {}
    for field in fields:
        value = field.value_in(values)
        if field.type == "group":
            known |= {f"{prefix}{field.name}.{name}": all_ for name, all_ in _columns(field, value)}
        else:
            known[prefix + field.name] = compared(field, value)
    return known


def compared(field: Field, value: Any) -> Any:
    """Give one stored value in the form that expressions compare.

    One that an earlier version of the pack stored under another type counts as missing.
    """
    try:
        return COMPARED[field.type](value) if field.type in COMPARED and value else value
    except (TypeError, KeyError):
        return None


def _listed(group: Field) -> list[Field]:
    return [part for part in group.parts if part.type_of.kind in LISTS]


def _columns(group: Field, rows: Any) -> Iterable[tuple[str, list[Any]]]:
    """Yield what the rows hold in each part, without the empty ones."""
    for part in _listed(group):
        found = [compared(part, row.get(part.name)) for row in rows or ()]
        yield part.name, [value for value in found if value is not None]


def _computed(field: Field, formula: Condition, known: Mapping[str, Any]) -> Any:
    """Work a field out; it stays empty while a number or a date that it counts with is missing."""
    take = field.type_of.take
    if take is None or not is_answerable(formula, known):
        return None
    try:
        value = take(field, formula(known))
    except (ExpressionError, ValueError, OverflowError):
        return None
    return None if value in ("", []) else value
