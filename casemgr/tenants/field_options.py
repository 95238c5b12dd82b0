"""Which entries of a code list can be chosen: those in force, and those that a record holds."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from casemgr.tenants.field_model import Field, Option


def offered(field: Field, on: date, stored: Any = None) -> Field:
    """Return the field with the entries that can be chosen on that day, and those it holds."""
    if not any(one.since or one.until for one in _all_options(field)):
        return field
    held = _codes_in(stored)
    return replace(
        field,
        options=effective(field.options, on, held),
        slots=tuple(replace(s, options=effective(s.options, on, held)) for s in field.slots),
    )


def effective(options: Sequence[Option], on: date, held: Iterable[str] = ()) -> tuple[Option, ...]:
    """List the entries that are in force on that day, and those that are held anyway."""
    return tuple(one for one in options if one.is_effective(on) or one.code in held)


def _all_options(field: Field) -> Iterable[Option]:
    yield from field.options
    for slot in field.slots:
        yield from slot.options


def _codes_in(stored: Any) -> Iterable[str]:
    """List the codes that a stored value consists of."""
    if isinstance(stored, dict):
        return list((stored.get("slots") or {}).values())
    return stored if isinstance(stored, list) else [stored]
