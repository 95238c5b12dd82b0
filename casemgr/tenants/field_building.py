"""Turning the fields that a pack describes into typed fields with their options and conditions."""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from casemgr.expressions import ExpressionError, compile_rule
from casemgr.tenants.field_types import TYPES
from casemgr.tenants.fields import Condition, Field, Option, Slot
from casemgr.tenants.pack import CodeList
from casemgr.tenants.problems import Problem, problem_at, shorten, unknown_name
from casemgr.tenants.source import Map

# What a field's condition may ask besides the other fields of the same record.
CONTEXT = {"case_type": "text", "kind": "text"}
REPEATED_GROUP = re.compile(r"\((?:[^()\\]|\\.)*[+*}](?:[^()\\]|\\.)*\)[+*{]")
LONGEST = {"long_text": 20_000}

Lists = Mapping[str, CodeList]


def build_fields(
    described: Mapping[str, Map], lists: Lists, problems: list[Problem]
) -> dict[str, tuple[Field, ...]]:
    """Build the fields of each kind of record, in the order of their groups."""
    built = {}
    for subject, entry in described.items():
        fields = [
            _field(name, attributes, entry, lists, problems)
            for name, attributes in entry["fields"].items()
        ]
        order = list(entry.get("groups", {}))
        built[subject] = tuple(sorted(fields, key=lambda field: _position(field, order)))
    return built


def read_options(entries: Mapping[str, Any]) -> tuple[Option, ...]:
    """Read the entries of a code list or of a field's own choices."""
    return tuple(_option(code, entry) for code, entry in entries.items())


def _field(name: str, attributes: Map, file: Map, lists: Lists, problems: list[Problem]) -> Field:
    given: dict[str, Any] = {key: str(attributes[key]) for key in TEXTS if key in attributes}
    given |= {key: attributes[key] for key in FLAGS if key in attributes}
    problems += _check_pattern(attributes)
    problems += _check_bounds(attributes)
    problems += _check_group(attributes, file)
    problems += _check_was(attributes, file["fields"])
    return Field(
        name=name,
        required_when=_condition(attributes, file["fields"], problems),
        options=_options(attributes, lists, problems),
        slots=_slots(attributes, lists, problems),
        max_length=attributes.get("max_length", LONGEST.get(attributes["type"], 200)),
        kinds=frozenset(attributes.get("kinds", ())),
        case_types=frozenset(attributes.get("case_types", ())),
        **given,
    )


TEXTS = (
    *("label", "type", "help", "group", "code_list", "format"),
    *("pattern", "minimum", "maximum", "unit", "was"),
)
FLAGS = ("required", "list_column", "filter", "sensitive")


def _position(field: Field, order: list[str]) -> int:
    return order.index(field.group) if field.group in order else len(order)


def _check_was(attributes: Map, fields: Map) -> Iterator[Problem]:
    """Report an earlier name that is still in use, or that two fields claim."""
    was = attributes.get("was")
    if was in fields:
        message = f"there is still a field {was}, so no other can be its successor"
        yield problem_at(attributes.value_at("was"), message, "a name that no field has now")
    claimed = [name for name, field in fields.items() if was and field.get("was") == was]
    if len(claimed) > 1:
        message = f"{' and '.join(claimed)} both say that they were {was}"
        yield problem_at(attributes.value_at("was"), message, "one successor for each field")


def _condition(attributes: Map, fields: Map, problems: list[Problem]) -> Condition | None:
    """Compile the expression that says when the field is needed."""
    source = attributes.get("required_when")
    if source is None:
        return None
    try:
        return compile_rule(str(source), _variables(fields))
    except ExpressionError as error:
        place = attributes.value_at("required_when")
        message = f"required_when cannot be used: {error.message}"
        mend = "an expression over the fields beside it, such as kind == 'drug'"
        problems.append(problem_at(place, message, mend))
        return None


def _variables(fields: Map) -> dict[str, str]:
    return CONTEXT | {name: TYPES[field["type"]].kind for name, field in fields.items()}


def _options(attributes: Map, lists: Lists, problems: list[Problem]) -> tuple[Option, ...]:
    if "choices" in attributes:
        return read_options(attributes["choices"])
    return _listed(attributes, lists, problems)


def _slots(attributes: Map, lists: Lists, problems: list[Problem]) -> tuple[Slot, ...]:
    return tuple(
        Slot(name, str(slot["label"]), _listed(slot, lists, problems))
        for name, slot in attributes.get("slots", {}).items()
    )


def _listed(attributes: Map, lists: Lists, problems: list[Problem]) -> tuple[Option, ...]:
    """Return the entries of the code list that is named, if there is one."""
    name = attributes.get("code_list")
    if name is None or name in lists:
        return lists[name].options if name else ()
    problems.append(unknown_name(attributes.value_at("code_list"), "a code list", name, lists))
    return ()


def _option(code: str, entry: Any) -> Option:
    if not isinstance(entry, Mapping):
        return Option(code, str(entry), {})
    facts = {name: str(value) for name, value in entry.items() if name != "label"}
    return Option(code, str(entry["label"]), facts)


def _check_pattern(attributes: Map) -> Iterator[Problem]:
    """Report a pattern that cannot be read, or that could be made to run for hours."""
    pattern = attributes.get("pattern")
    if pattern is None:
        return
    place = attributes.value_at("pattern")
    try:
        re.compile(str(pattern))
    except (re.error, OverflowError) as error:
        message = f'the pattern "{shorten(pattern)}" cannot be read ({error})'
        yield problem_at(place, message, "a regular expression such as '[A-Z]{2}[0-9]{6}'")
    if REPEATED_GROUP.search(str(pattern)):
        message = "a group that repeats holds something that repeats, which can take hours"
        yield problem_at(place, message, "the pattern without the inner or the outer + or *")


def _check_bounds(attributes: Map) -> Iterator[Problem]:
    for name in ("minimum", "maximum"):
        if name in attributes and not _is_bound(str(attributes[name]), attributes["type"]):
            place = attributes.value_at(name)
            wanted = "a date as 2026-02-03, or today"
            mend = wanted if attributes["type"] == "date" else "a number"
            message = f"{attributes[name]} cannot bound a field of type {attributes['type']}"
            yield problem_at(place, message, mend)


def _is_bound(text: str, type_: str) -> bool:
    dated = text == "today" or text.count("-") == 2
    if type_ != "date" or text == "today":
        return dated == (type_ == "date")
    try:
        return bool(date.fromisoformat(text))
    except ValueError:
        return False


def _check_group(attributes: Map, file: Map) -> Iterator[Problem]:
    groups = file.get("groups", {})
    group = attributes.get("group")
    if group is not None and group not in groups:
        place = attributes.value_at("group")
        yield unknown_name(place, "a group of this file", group, groups)
