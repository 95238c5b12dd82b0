"""Finding controlled substances by code, name, other name, street name and schedule."""

from sqlalchemy import func, or_, select

from casemgr.extensions import db
from regulatory.substances.models import Substance

LONGEST_SEARCH = 200


def list_substances(q: str, schedule: str, *, offset: int, limit: int) -> list[Substance]:
    """List those whose code is `q`, or one of whose names has it, in the order of the list."""
    found = select(Substance).order_by(Substance.position).offset(offset).limit(limit)
    if q:
        street = func.array_to_string(Substance.street_names, "\n")
        named = (Substance.name, Substance.other_names, street)
        parts = [column.icontains(q, autoescape=True) for column in named]
        found = found.where(or_(Substance.code == q, *parts))
    if schedule:
        found = found.where(Substance.schedule == schedule)
    return list(db.session.scalars(found))
