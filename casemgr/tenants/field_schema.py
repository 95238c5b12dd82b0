"""What a file of fields may say: the attributes of each type of field, its parts, and the rules."""

import re
from collections.abc import Iterable

from casemgr.tenants.field_types import TYPES
from casemgr.tenants.problems import Problem, one_of, problem_at
from casemgr.tenants.shapes import (
    NAME,
    Either,
    ListOf,
    MapOf,
    Number,
    OneOf,
    Record,
    Sensitivity,
    Shape,
    Text,
    YesNo,
)
from casemgr.tenants.source import Map

SPECIAL = (
    *("choices", "code_list", "slots", "format", "pattern", "minimum", "maximum", "unit"),
    *("fields", "least", "most"),
)
NEEDED = {
    "choice": "choices",
    "code_list": "code_list",
    "composite": "slots",
    "group": "fields",
}
PART_TYPES = tuple(name for name in TYPES if name not in ("group", "attachment", "person"))
COMPUTED_EXCLUDES = ("required", "required_when", "minimum", "maximum", "pattern", "format")
UNLISTED = {
    "group": ("list_column", "filter"),
    "attachment": ("list_column", "filter"),
    "person": ("filter",),
}

CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.+-]{0,39}\Z")
BOUND = r"-?[0-9]{1,15}(\.[0-9]{1,9})?|[0-9]{4}-[0-9]{2}-[0-9]{2}|today"

name = Text(60, NAME.pattern, "a name of small letters, digits and _")
label = Text(160)
prose = Text(2000)
names = ListOf(name)


def _check_field(field: Map) -> Iterable[Problem]:
    """Report attributes that the field's type does not know, and those that it needs."""
    type_ = TYPES[field["type"]]
    for attribute in (*SPECIAL, "max_length"):
        if attribute in field and attribute not in type_.takes:
            message = f"{attribute} does not go with the type {type_.name}"
            mend = f"type: {_suited(attribute)}; or leave {attribute} out"
            yield problem_at(field.at(attribute), message, mend)
    needed = NEEDED.get(type_.name, "")
    if needed and not field.get(needed):
        message = f"a field of type {type_.name} lacks {needed}"
        yield problem_at(field.lc.place, message, f"{needed}: …")
    yield from _check_computed(field, type_.name)
    if type_.name == "multi_choice" and bool(field.get("choices")) == bool(field.get("code_list")):
        message = "a field of type multi_choice has either choices or a code_list"
        yield problem_at(field.lc.place, message, "choices: …")


def _check_computed(field: Map, type_name: str) -> Iterable[Problem]:
    """Report what cannot be said of a field that is worked out, or of one with files or rows."""
    if "computed" in field and TYPES[type_name].take is None:
        able = one_of([name for name, type_ in TYPES.items() if type_.take])
        yield problem_at(field.at("computed"), f"a {type_name} cannot be computed", able)
    for attribute in COMPUTED_EXCLUDES if "computed" in field else ():
        if attribute in field:
            message = f"{attribute} does not go with computed: nobody enters the value"
            yield problem_at(field.at(attribute), message, f"leave {attribute} out")
    if type_name == "attachment" and ("required" in field or "required_when" in field):
        message = "files are added after the record is saved, so the form cannot require them"
        mend = "let the step that needs them require the field"
        yield problem_at(field.lc.place, message, mend)
    for attribute in UNLISTED.get(type_name, ()):
        if attribute in field:
            message = f"{attribute} does not go with the type {type_name}"
            yield problem_at(field.at(attribute), message, f"leave {attribute} out")


def _suited(attribute: str) -> str:
    return one_of([type_.name for type_ in TYPES.values() if attribute in type_.takes])


option = Either(label, Record("an entry", {"label": label, "meaning": prose}, ("label",)))
slot = Record("a slot", {"label": label, "code_list": name}, ("label", "code_list"))
rule = Record(
    "a rule",
    {"when": Text(1000), "is": Text(1000), "otherwise": prose, "at": name},
    ("is", "otherwise", "at"),
)
ENTRY: dict[str, Shape] = {
    "label": label,
    "help": prose,
    "required": YesNo(),
    "required_when": Text(1000),
    "computed": Text(1000),
    "choices": MapOf(option, CODE, "a code of letters and digits"),
    "code_list": name,
    "slots": MapOf(slot),
    "format": name,
    "pattern": Text(200),
    "max_length": Number(1, 100_000),
    "minimum": Text(20, BOUND, "a number, a date as 2026-02-03, or today"),
    "maximum": Text(20, BOUND, "a number, a date as 2026-02-03, or today"),
    "unit": Text(20),
}
part = Record(
    "a part of the rows",
    {"type": OneOf("a type that a row can hold", PART_TYPES)} | ENTRY,
    ("type", "label"),
    _check_field,
)
field = Record(
    "a field",
    {"type": OneOf("a field type", tuple(TYPES))}
    | ENTRY
    | {
        "group": name,
        "visible_when": Text(1000),
        "fields": MapOf(part),
        "least": Number(0, 100),
        "most": Number(1, 100),
        "list_column": YesNo(),
        "filter": YesNo(),
        "sensitive": Sensitivity(),
        "kinds": names,
        "case_types": names,
        "was": name,
    },
    ("type", "label"),
    _check_field,
)
fields_file = Record(
    "a file of fields",
    {"groups": MapOf(label), "fields": MapOf(field), "rules": MapOf(rule)},
    ("fields",),
)
