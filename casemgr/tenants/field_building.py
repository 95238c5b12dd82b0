"""Turning the fields that a pack describes into typed fields with their options and conditions."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from casemgr.tenants.field_conditions import Conditions, check_cycles
from casemgr.tenants.fields import Field, Option, Slot
from casemgr.tenants.pack import CodeList
from casemgr.tenants.problems import Problem, problem_at, shorten, unknown_name
from casemgr.tenants.source import Map

REPEATED_GROUP = re.compile(r"\((?:[^()\\]|\\.)*[+*}](?:[^()\\]|\\.)*\)[+*{]")
LONGEST = {"long_text": 20_000}

Lists = Mapping[str, CodeList]


def build_fields(
    described: Mapping[str, Map], lists: Lists, problems: list[Problem]
) -> dict[str, tuple[Field, ...]]:
    """Build the fields of each kind of record, in the order of their groups."""
    return {name: _fields_of(entry, lists, problems) for name, entry in described.items()}


def _fields_of(file: Map, lists: Lists, problems: list[Problem]) -> tuple[Field, ...]:
    bare = {
        name: _field(name, attributes, file, lists, problems)
        for name, attributes in file["fields"].items()
    }
    conditions = Conditions(bare.values(), problems)
    rules = conditions.rules(file)
    fields = [
        replace(
            field,
            rules=rules.get(name, ()),
            parts=_parts(file["fields"][name], lists, problems),
            **conditions.of(field, file["fields"][name]),
        )
        for name, field in bare.items()
    ]
    problems += check_cycles(fields, file["fields"])
    order = list(file.get("groups", {}))
    return tuple(sorted(fields, key=lambda field: _position(field, order)))


def _parts(attributes: Map, lists: Lists, problems: list[Problem]) -> tuple[Field, ...]:
    """Build the parts of each row of a group; their conditions speak of the same row."""
    written = attributes.get("fields")
    return _fields_of(attributes, lists, problems) if written else ()


def read_options(entries: Map, problems: list[Problem]) -> tuple[Option, ...]:
    """Read the entries of a code list or of a field's own choices."""
    return tuple(_option(code, entry, problems) for code, entry in entries.items())


def _field(name: str, attributes: Map, file: Map, lists: Lists, problems: list[Problem]) -> Field:
    given: dict[str, Any] = {key: str(attributes[key]) for key in TEXTS if key in attributes}
    given |= {key: attributes[key] for key in FLAGS if key in attributes}
    problems += _check_pattern(attributes)
    problems += _check_bounds(attributes)
    problems += _check_count(attributes)
    problems += _check_group(attributes, file)
    problems += _check_was(attributes, file["fields"])
    sensitive = attributes.get("sensitive", False)
    return Field(
        name=name,
        sensitive=bool(sensitive),
        compartment=sensitive if isinstance(sensitive, str) else "",
        most=attributes.get("most", 1 if attributes["type"] == "attachment" else 50),
        parts=_bare_parts(attributes),
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
FLAGS = ("required", "list_column", "filter", "least")


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


def _options(attributes: Map, lists: Lists, problems: list[Problem]) -> tuple[Option, ...]:
    if "choices" in attributes:
        return read_options(attributes["choices"], problems)
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


def _option(code: str, entry: Any, problems: list[Problem]) -> Option:
    if not isinstance(entry, Map):
        return Option(code, str(entry), {})
    days = {name: _effect(entry, name, problems) for name in DATED}
    if days["from"] and days["until"] and days["until"] < days["from"]:
        message = f"{code} ends before it begins"
        problems.append(problem_at(entry.value_at("until"), message, "a later day"))
    facts = {name: str(entry[name]) for name in entry if name not in ("label", *DATED)}
    return Option(code, str(entry["label"]), facts, days["from"], days["until"])


DATED = ("from", "until")


def _effect(entry: Map, name: str, problems: list[Problem]) -> date | None:
    """Read the first or the last day on which a code can be chosen."""
    if name not in entry:
        return None
    try:
        return date.fromisoformat(str(entry[name]))
    except ValueError:
        message = f"{entry[name]} is not a day of the calendar"
        problems.append(problem_at(entry.value_at(name), message, "a day as 2026-02-03"))
        return None


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


def _check_count(attributes: Map) -> Iterator[Problem]:
    if attributes.get("least", 0) > attributes.get("most", 50):
        message = f"least {attributes['least']} is more than most {attributes.get('most', 50)}"
        yield problem_at(attributes.value_at("least"), message, "a smaller number")


def _is_bound(text: str, type_: str) -> bool:
    dated = text == "today" or text.count("-") == 2
    if type_ != "date" or text == "today":
        return dated == (type_ == "date")
    try:
        return bool(date.fromisoformat(text))
    except ValueError:
        return False


def _bare_parts(attributes: Map) -> tuple[Field, ...]:
    """Name the parts of a group with their types, as conditions need to know them."""
    written = attributes.get("fields", {})
    return tuple(Field(name, name, part["type"]) for name, part in written.items())


def _check_group(attributes: Map, file: Map) -> Iterator[Problem]:
    groups = file.get("groups", {})
    group = attributes.get("group")
    if group is not None and group not in groups:
        place = attributes.value_at("group")
        yield unknown_name(place, "a group of this file", group, groups)
