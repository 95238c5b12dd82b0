"""Finding controlled substances by code, name, other name, street name, schedule and narcotic."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Select, func, or_, select

from casemgr.extensions import db
from regulatory.substances.models import Substance

LONGEST_SEARCH = 200


def list_substances(asked: Mapping[str, str], *, offset: int, limit: int) -> list[Substance]:
    """List what is asked for in the order of the list, names that begin so before others."""
    named_so = Substance.name.istartswith(asked["q"], autoescape=True)
    found = _matching(select(Substance), asked).order_by(named_so.desc(), Substance.position)
    return list(db.session.scalars(found.offset(offset).limit(limit)))


def count_substances(asked: Mapping[str, str]) -> int:
    """Count what is asked for."""
    return db.session.scalar(_matching(select(func.count(Substance.position)), asked)) or 0


def _matching(query: Select[Any], asked: Mapping[str, str]) -> Select[Any]:
    """Narrow to those whose code begins with `q`, or one of whose names has it."""
    if q := asked["q"]:
        street = func.array_to_string(Substance.street_names, "\n")
        named = (Substance.name, Substance.other_names, street)
        parts = [column.icontains(q, autoescape=True) for column in named]
        query = query.where(or_(Substance.code.startswith(q, autoescape=True), *parts))
    if asked["schedule"]:
        query = query.where(Substance.schedule == asked["schedule"])
    if asked["narcotic"]:
        query = query.where(Substance.narcotic == (asked["narcotic"] == "yes"))
    return query
