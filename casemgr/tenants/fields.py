"""The typed fields that a tenant adds to its cases, subjects, exhibits, reports and charges."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from casemgr.tenants.field_types import TYPES, FieldType

Values = dict[str, Any]
Messages = dict[str, str]


@dataclass(frozen=True, eq=False)
class Option:
    """An entry that can be chosen; `facts` are what the code list says besides its label."""

    code: str
    label: str
    facts: Mapping[str, str]


@dataclass(frozen=True, eq=False)
class Slot:
    """One part of a composite code, with the entries that it can take."""

    name: str
    label: str
    options: tuple[Option, ...]


class Condition(Protocol):
    """A compiled expression over the other fields of the same record."""

    source: str

    def __call__(self, values: Mapping[str, Any]) -> Any:
        """Return what the expression gives for these values."""
        ...


@dataclass(frozen=True, eq=False)
class Field:
    """One typed field of a record, as an agency defines it."""

    name: str
    label: str
    type: str
    help: str = ""
    group: str = ""
    required: bool = False
    required_when: Condition | None = None
    options: tuple[Option, ...] = ()
    slots: tuple[Slot, ...] = ()
    code_list: str = ""
    format: str = ""
    pattern: str = ""
    max_length: int = 200
    minimum: str | None = None
    maximum: str | None = None
    unit: str = ""
    list_column: bool = False
    filter: bool = False
    sensitive: bool = False
    kinds: frozenset[str] = frozenset()
    case_types: frozenset[str] = frozenset()
    was: str = ""

    @property
    def type_of(self) -> FieldType:
        """How values of this field are read and shown."""
        return TYPES[self.type]

    def applies(self, kinds: Collection[str] = (), case_type: str = "") -> bool:
        """Tell whether a record of these kinds, in a case of that type, has this field."""
        fits_kind = not self.kinds or not kinds or bool(self.kinds & set(kinds))
        return fits_kind and (not self.case_types or not case_type or case_type in self.case_types)

    def value_in(self, values: Mapping[str, Any]) -> Any:
        """Return the stored value; a record that may not change has it under the earlier name."""
        return values.get(self.name if self.name in values else self.was)


def clean_fields(
    fields: Iterable[Field],
    raw: Mapping[str, Any],
    context: Mapping[str, str] | None = None,
) -> tuple[Values, Messages]:
    """Read what was typed into typed values; the messages name each field that needs mending.

    Every field that was asked is among the values, emptied ones as None, so that merging them
    into a record clears what was cleared and leaves alone what was not on the form.
    """
    asked = list(fields)
    values: Values = {}
    messages: Messages = {}
    for field in asked:
        _read_into(field, raw.get(field.name), values, messages)
    known = guard_values(asked, values) | dict(context or {})
    for field in asked:
        if values.get(field.name) is None and field.name not in messages and _needs(field, known):
            messages[field.name] = f"{field.label} is needed."
    return values, messages


def show_value(field: Field, value: Any, names: Mapping[str, str] | None = None) -> str:
    """Show a stored value to a person; `names` tells the names of people by their ids."""
    if value is None or value in ("", []):
        return ""
    if field.type == "person":
        return (names or {}).get(str(value), "A person or organization on record")
    return _leniently(lambda: field.type_of.show(field, value), str(value))


def sort_key(field: Field, value: Any) -> tuple[bool, Any]:
    """Return what puts records in the order of this field, those without a value last."""
    if value is None or value in ("", []):
        return (True, "")
    if field.options:
        return (False, show_value(field, value).casefold())
    return (False, _leniently(lambda: field.type_of.compared(value), str(value)))


def guard_variables(fields: Iterable[Field], prefix: str = "") -> dict[str, str]:
    """Name the fields and their kinds as expressions know them; `prefix` as in `case.`."""
    return {prefix + field.name: field.type_of.kind for field in fields}


def guard_values(fields: Iterable[Field], values: Mapping[str, Any], prefix: str = "") -> Values:
    """Give stored values in the form that expressions compare: dollars, and codes as text."""
    return {prefix + field.name: _compared(field, field.value_in(values)) for field in fields}


def _compared(field: Field, value: Any) -> Any:
    if field.type == "money":
        return _leniently(lambda: value / 100, None)
    return _leniently(lambda: value["code"], None) if field.type == "composite" else value


def _read_into(field: Field, raw: Any, values: Values, messages: Messages) -> None:
    """Read one field; what cannot be read leaves a message and no value."""
    if _is_blank(raw):
        values[field.name] = None
        return
    try:
        value = field.type_of.read(field, raw)
    except ValueError as error:
        messages[field.name] = str(error)
    else:
        values[field.name] = None if value in ("", []) else value


def _needs(field: Field, known: Values) -> bool:
    return field.required or bool(field.required_when and field.required_when(known))


def _is_blank(raw: Any) -> bool:
    if isinstance(raw, Mapping):
        return not any(str(part or "").strip() for part in raw.values())
    if isinstance(raw, Sequence) and not isinstance(raw, str):
        return not any(str(part or "").strip() for part in raw)
    return raw is None or not str(raw).strip()


def _leniently(read: Callable[[], Any], otherwise: Any) -> Any:
    """Read a value that an earlier version of the pack stored in another form."""
    try:
        return read()
    except (TypeError, ValueError, KeyError, AttributeError):
        return otherwise
