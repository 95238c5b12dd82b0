"""The files of a pack as JSON Schema, by which an editor completes names and marks what is wrong.

It is derived from the shapes that the loader checks, so both say the same. What no schema can say,
such as whether a code list exists, only `casemgr tenants check` finds.
"""

import re
from functools import singledispatch
from typing import Any

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

DRAFT = "https://json-schema.org/draft/2020-12/schema"
LEFT_OUT = {
    "type": "object",
    "description": "Leaves out what the extended pack has.",
    "properties": {"drop": {"const": True}},
    "required": ["drop"],
    "additionalProperties": False,
}


class Book:
    """The definitions that a schema refers to, so that a shape within itself comes to an end."""

    def __init__(self, *, whole: bool, prefix: str = "") -> None:
        self.whole = whole
        self.prefix = prefix
        self.definitions: dict[str, Any] = {}
        self._names: dict[int, str] = {}

    def refer(self, record: Record) -> dict[str, str]:
        """Refer to the definition of a record; it is written down at the first mention."""
        name = self._names.get(id(record))
        if name is None:
            name = self.prefix + record.what.partition(" ")[2].replace(" ", "_")
            while name in self.definitions:
                name = f"other_{name}"
            self._names[id(record)] = name
            self.definitions[name] = {}
            self.definitions[name] = _body(record, self)
        return {"$ref": f"#/$defs/{name}"}

    def entry(self, shape: Shape) -> dict[str, Any]:
        """Describe a named entry, which a pack that extends another may leave out."""
        described = describe(shape, self)
        return described if self.whole else {"anyOf": [described, {"$ref": "#/$defs/left_out"}]}


def json_schema(title: str, shape: Shape, *, whole: bool, prefix: str = "") -> dict[str, Any]:
    """Write the schema of one kind of file; `whole` asks that nothing needed is missing."""
    book = Book(whole=whole, prefix=prefix)
    if not whole:
        book.definitions["left_out"] = LEFT_OUT
    described = describe(shape, book)
    return {"$schema": DRAFT, "title": title, **described, "$defs": book.definitions}


def either_schema(key: str, given: dict[str, Any], otherwise: dict[str, Any]) -> dict[str, Any]:
    """Join the schemas of a file that has a key and of one that lacks it."""
    return {
        "$schema": DRAFT,
        "title": otherwise["title"],
        "if": {"required": [key]},
        "then": {"$ref": given["$ref"]},
        "else": {"$ref": otherwise["$ref"]},
        "$defs": otherwise["$defs"] | given["$defs"],
    }


@singledispatch
def describe(shape: Shape, book: Book) -> dict[str, Any]:
    """Describe one shape as JSON Schema; features register those of their own."""
    raise TypeError(f"nothing describes {type(shape).__name__}")


@describe.register
def _(shape: Text, book: Book) -> dict[str, Any]:
    types = ["string", "number"] if not shape.pattern or _fits_a_number(shape) else "string"
    found: dict[str, Any] = {"type": types, "maxLength": shape.longest, "pattern": r"\S"}
    if shape.pattern:
        found["pattern"] = anchored(shape.pattern)
        found["description"] = f"Write: {shape.mend}"
    return found


@describe.register
def _(shape: Number, book: Book) -> dict[str, Any]:
    return {"type": "integer", "minimum": shape.least, "maximum": shape.most}


@describe.register
def _(shape: YesNo, book: Book) -> dict[str, Any]:
    return {"type": "boolean"}


@describe.register
def _(shape: Sensitivity, book: Book) -> dict[str, Any]:
    named = {"type": "string", "pattern": anchored(NAME.pattern)}
    return {"anyOf": [{"type": "boolean"}, named]}


@describe.register
def _(shape: OneOf, book: Book) -> dict[str, Any]:
    return {"enum": list(shape.names), "description": shape.what.capitalize()}


@describe.register
def _(shape: ListOf, book: Book) -> dict[str, Any]:
    return {
        "type": "array",
        "items": describe(shape.item, book),
        "uniqueItems": True,
        "maxItems": shape.most,
    }


@describe.register
def _(shape: MapOf, book: Book) -> dict[str, Any]:
    return {
        "type": "object",
        "propertyNames": {"pattern": anchored(shape.pattern.pattern)},
        "additionalProperties": book.entry(shape.value),
        "maxProperties": shape.most,
    }


@describe.register
def _(shape: Either, book: Book) -> dict[str, Any]:
    return {"anyOf": [describe(shape.short, book), describe(shape.long, book)]}


@describe.register
def _(shape: Record, book: Book) -> dict[str, Any]:
    return book.refer(shape)


def _body(record: Record, book: Book) -> dict[str, Any]:
    body: dict[str, Any] = {
        "type": "object",
        "description": record.what.capitalize(),
        "properties": {name: book.entry(part) for name, part in record.parts.items()},
        "additionalProperties": False,
    }
    if book.whole and record.needed:
        body["required"] = list(record.needed)
    return body


def anchored(pattern: str) -> str:
    """Write a pattern that must match the whole text in the words of JSON Schema."""
    return f"^(?:{pattern.removesuffix(chr(92) + 'Z')})$"


def _fits_a_number(shape: Text) -> bool:
    """Tell whether what is written without quotes, such as 17, may stand here."""
    return any(re.fullmatch(shape.pattern, number) for number in ("1", "17", "785040"))
