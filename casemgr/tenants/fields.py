"""The typed fields that a tenant adds to its cases, subjects, exhibits, reports and charges."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from casemgr import clock
from casemgr.tenants.field_logic import (
    Outcome,
    Values,
    guard_values,
    guard_variables,
    hidden_fields,
    holds,
    is_answerable,
    work_out,
)
from casemgr.tenants.field_model import Condition, Field, Option, Rule, Slot
from casemgr.tenants.field_options import offered

__all__ = [
    "Condition",
    "Field",
    "Messages",
    "Option",
    "Rule",
    "Slot",
    "Values",
    "clean_fields",
    "guard_values",
    "guard_variables",
    "hidden_fields",
    "show_value",
    "sort_key",
]

Messages = dict[str, str]
# What a form says of each row besides its parts; no part can be called so.
ROW = "@row"
REMOVE = "@remove"


def clean_fields(
    fields: Iterable[Field],
    raw: Mapping[str, Any],
    context: Mapping[str, str] | None = None,
    *,
    stored: Mapping[str, Any] | None = None,
    asked: Collection[str] | None = None,
    required: Collection[str] = (),
) -> tuple[Values, Messages]:
    """Read what was typed into typed values; the messages name each field that needs mending.

    Every field that was asked is among the values, emptied ones as None, so that merging them
    into a record clears what was cleared and leaves alone what was not on the form: what is
    `stored` counts where a field was not asked. A field that does not apply to the record is
    neither read nor cleared. `required` names fields that a step asks for besides.
    """
    every, kept = tuple(fields), dict(stored or {})
    entered = [one for one in every if one.is_entered and (asked is None or one.name in asked)]
    values: Values = {}
    messages: Messages = {}
    entries = _Entries(kept, context or {}, values, messages)
    for field in entered:
        entries.read(field, raw.get(field.name))
    outcome = work_out(every, kept | values, context)
    for name in outcome.hidden:
        _forget(name, values, messages)
    shown = [field for field in entered if field.name not in outcome.hidden]
    _check_needed(every, shown, kept | values | outcome.computed, required, outcome, messages)
    _check_rules(every, shown, outcome, messages)
    return values | outcome.computed, messages


def show_value(field: Field, value: Any, names: Mapping[str, str] | None = None) -> str:
    """Show a stored value to a person; `names` tells the names of people by their ids."""
    if value is None or value in ("", []):
        return ""
    if field.type == "person":
        return (names or {}).get(str(value), "A person or organization on record")
    if field.type == "group":
        return _leniently(lambda: "; ".join(_show_rows(field, value)), str(value))
    return _leniently(lambda: field.type_of.show(field, value), str(value))


def sort_key(field: Field, value: Any) -> tuple[bool, Any]:
    """Return what puts records in the order of this field, those without a value last."""
    if value is None or value in ("", []):
        return (True, "")
    if field.options or field.type == "group":
        return (False, show_value(field, value).casefold())
    return (False, _leniently(lambda: field.type_of.compared(value), str(value)))


def _show_rows(group: Field, rows: Any) -> Iterator[str]:
    for row in rows:
        cells = [(part, show_value(part, row.get(part.name))) for part in group.parts]
        yield ", ".join(f"{part.label} {cell}" for part, cell in cells if cell)


@dataclass(frozen=True)
class _Entries:
    """What was typed, being read: the values so far, and what is to be said at each field."""

    stored: Mapping[str, Any]
    context: Mapping[str, str]
    values: Values
    messages: Messages

    def read(self, field: Field, raw: Any) -> None:
        """Read one field; what cannot be read leaves a message and no value."""
        if field.type == "group":
            self._read_rows(field, raw)
        elif _is_blank(raw):
            self.values[field.name] = None
        else:
            self._read_value(field, raw)

    def _read_value(self, field: Field, raw: Any) -> None:
        present = offered(field, clock.today(), self.stored.get(field.name))
        try:
            value = field.type_of.read(present, raw)
        except ValueError as error:
            self.messages[field.name] = str(error)
        else:
            self.values[field.name] = None if value in ("", []) else value

    def _read_rows(self, group: Field, raw: Any) -> None:
        """Read the rows of a group; what a row held of parts that are gone stays in it."""
        rows, sound = [], True
        for index, typed in enumerate(_row_list(raw)):
            if typed.get(REMOVE) or _is_blank([typed.get(one.name) for one in group.parts]):
                continue
            kept = _row_before(self.stored.get(group.name), typed.get(ROW))
            row, faults = clean_fields(group.parts, typed, self.context, stored=kept)
            sound = sound and not faults
            self.messages.update({row_key(group, index, name): faults[name] for name in faults})
            rows.append({key: value for key, value in (kept | row).items() if value is not None})
        if sound:
            self._keep_rows(group, rows)

    def _keep_rows(self, group: Field, rows: list[Values]) -> None:
        if rows and not group.least <= len(rows) <= group.most:
            self.messages[group.name] = _counted(group, len(rows))
        else:
            self.values[group.name] = rows or None


def row_key(group: Field, index: int, part: str) -> str:
    """Return the name by which a message speaks of one part of one row."""
    return f"{group.name}-{index}-{part}"


def _row_list(raw: Any) -> list[Mapping[str, Any]]:
    given = raw if isinstance(raw, Sequence) and not isinstance(raw, str) else ()
    return [row for row in given if isinstance(row, Mapping)]


def _row_before(stored: Any, place: Any) -> Values:
    """Return the row that stood at the place which the form remembers."""
    text = str(place or "")
    index = int(text) if text.isascii() and text.isdigit() and len(text) < 6 else -1
    return dict(stored[index]) if isinstance(stored, list) and 0 <= index < len(stored) else {}


def _counted(group: Field, count: int) -> str:
    if count > group.most:
        return f"At most {group.most} can be kept here; there are {count}. Remove some."
    return f"At least {group.least} are needed here; there is {count}. Add some."


def _forget(name: str, values: Values, messages: Messages) -> None:
    """Neither store nor blame what was typed in a field that does not apply."""
    values.pop(name, None)
    for key in [key for key in messages if key == name or key.startswith(f"{name}-")]:
        del messages[key]


def _check_needed(
    every: Iterable[Field],
    shown: Collection[Field],
    values: Values,
    required: Collection[str],
    outcome: Outcome,
    messages: Messages,
) -> None:
    """Ask for what is needed and has no value: on the form, or for the step that is taken."""
    for field in every:
        by_step = field.name in required and field.name not in outcome.hidden
        if not (by_step or (field in shown and _needs(field, outcome.known))):
            continue
        if values.get(field.name) is None and not _is_blamed(field.name, messages):
            messages[field.name] = f"{field.label} is needed."


def _check_rules(
    every: Iterable[Field], shown: Collection[Field], outcome: Outcome, messages: Messages
) -> None:
    """Say at its field which rule between the fields is broken."""
    on_form = [field.name for field in shown]
    for field in every:
        for rule in field.rules:
            places = [one for one in (field.name, *on_form) if one in on_form]
            places = [one for one in places if one == field.name or one in rule.names]
            if places and places[0] not in messages and _is_broken(rule, outcome.known):
                messages[places[0]] = rule.otherwise


def _is_broken(rule: Rule, known: Values) -> bool:
    if rule.when and not holds(rule.when, known, in_doubt=True):
        return False
    return is_answerable(rule.holds, known) and not holds(rule.holds, known, in_doubt=False)


def _needs(field: Field, known: Values) -> bool:
    asked = field.required_when
    return field.required or bool(asked and holds(asked, known, in_doubt=True))


def _is_blamed(name: str, messages: Messages) -> bool:
    return any(key == name or key.startswith(f"{name}-") for key in messages)


def _is_blank(raw: Any) -> bool:
    if isinstance(raw, Mapping):
        return all(_is_blank(part) for part in raw.values())
    if isinstance(raw, Sequence) and not isinstance(raw, str):
        return all(_is_blank(part) for part in raw)
    return raw is None or not str(raw).strip()


def _leniently(read: Callable[[], Any], otherwise: Any) -> Any:
    """Read a value that an earlier version of the pack stored in another form."""
    try:
        return read()
    except (TypeError, ValueError, KeyError, AttributeError):
        return otherwise
