"""The agency's own fields of cases as columns, filters and order of a list, in SQL.

What a person is not cleared for is no column, no filter and no order for them. A value that an
earlier pack stored in another form fits no range and stands last.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from flask_login import current_user
from sqlalchemy import Numeric, Select, cast, func
from sqlalchemy import case as chosen

from casemgr.cases.models import Case
from casemgr.tenants.clearance import is_cleared
from casemgr.tenants.fields import Field
from casemgr.tenants.pack import Pack

NUMBERS = ("number", "money")
RANGED = (*NUMBERS, "date")
FROM, TO = "-from", "-to"
BEYOND = 10**18


def list_columns(pack: Pack) -> list[Field]:
    """List the agency's fields that are columns of the list for this person."""
    return [field for field in _open(pack) if field.list_column]


def filter_fields(pack: Pack) -> list[Field]:
    """List the agency's fields by which this person can filter the list."""
    return [field for field in _open(pack) if field.filter]


def by_fields(query: Select[Any], asked: Mapping[str, Any], pack: Pack) -> Select[Any]:
    """Narrow a list to what is asked of the agency's fields; bounds are typed values."""
    for field in filter_fields(pack):
        if asked.get(field.name) not in (None, "", []):
            query = query.where(_matches(field, asked[field.name]))
        for end in (FROM, TO):
            if asked.get(field.name + end):
                query = query.where(
                    _reaches(field, read_bound(field, asked[field.name + end]), end)
                )
    return query


def read_bound(field: Field, typed: str) -> Any:
    """Read the end of a range as a value of the field. Raises ValueError."""
    return field.type_of.read(replace(field, minimum=None, maximum=None), typed)


def sortable(field: Field, down: bool) -> Any:
    """Return what puts cases in the order of an agency's field, those without it last."""
    stored = Case.fields[field.name]
    if field.type in NUMBERS:
        return func.coalesce(_number(stored), -BEYOND if down else BEYOND)
    text = stored["code"].astext if field.type == "composite" else stored.astext
    if field.options and field.type != "multi_choice":
        places = {option.code: f"{place:06}" for place, option in enumerate(field.options)}
        text = chosen(places, value=text, else_=None)
    return func.coalesce(text, "" if down else "\U0010ffff")


def _open(pack: Pack) -> list[Field]:
    return [field for field in pack.fields.get("case", ()) if is_cleared(field, current_user)]


def _matches(field: Field, value: Any) -> Any:
    """Compare a stored value with the one that is asked for, as its type is kept."""
    stored = Case.fields[field.name]
    if field.type == "multi_choice":
        return stored.contains([value])
    if field.type == "composite":
        return stored["code"].astext.startswith(value.upper(), autoescape=True)
    if field.type in ("text", "long_text"):
        return stored.astext.icontains(value, autoescape=True)
    if field.type == "yes_no":
        return stored.astext == ("true" if value == "yes" else "false")
    return stored.astext == str(value)


def _reaches(field: Field, bound: Any, end: str) -> Any:
    stored = Case.fields[field.name]
    value = _number(stored) if field.type in NUMBERS else stored.astext
    return value >= bound if end == FROM else value <= bound


def _number(stored: Any) -> Any:
    """Read a stored number; anything else is none."""
    is_number = func.jsonb_typeof(stored) == "number"
    return chosen((is_number, cast(stored.astext, Numeric)), else_=None)
