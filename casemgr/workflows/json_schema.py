"""The shapes that only workflows have, as JSON Schema."""

from typing import Any

from casemgr.tenants.json_schema import Book, describe
from casemgr.workflows import schema
from casemgr.workflows.schema import Anything, OneOrMore, Used, YesOrNames


@describe.register
def _(shape: OneOrMore, book: Book) -> dict[str, Any]:
    one = describe(shape.item, book)
    return {"anyOf": [one, {"type": "array", "items": one, "uniqueItems": True}]}


@describe.register
def _(shape: YesOrNames, book: Book) -> dict[str, Any]:
    return {"anyOf": [{"type": "boolean"}, describe(schema.names, book)]}


@describe.register
def _(shape: Anything, book: Book) -> dict[str, Any]:
    one = {"type": ["string", "number", "boolean"]}
    return {"anyOf": [one, {"type": "array", "items": one}]}


@describe.register
def _(shape: Used, book: Book) -> dict[str, Any]:
    name = describe(schema.name, book)
    with_arguments = {
        "type": "object",
        "propertyNames": name,
        "additionalProperties": {
            "type": "object",
            "additionalProperties": describe(Anything(), book),
        },
        "minProperties": 1,
        "maxProperties": 1,
    }
    return {"anyOf": [name, with_arguments]}
