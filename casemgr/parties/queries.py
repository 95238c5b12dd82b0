"""Finding people and organizations in the name index."""

import uuid
from collections.abc import Collection, Iterable, Mapping

from sqlalchemy import ColumnElement, func, literal, or_, select

from casemgr.database.rows import rows
from casemgr.paging import Order, Page, page_of
from casemgr.parties.models import Party
from casemgr.parties.naming import fold, readings

ALIASES = 10
# Written out, not given as a value: so the index over those with aliases answers it.
NONE = literal(0, literal_execute=True)


def list_parties(asked: Mapping[str, str]) -> Page:
    """List the index, or the names that begin with what was typed, in the order of the names."""
    query, typed = select(Party), asked.get("q", "")
    if typed.strip():
        query = query.where(_begins(typed))
    return page_of(query, Party, Order(Party.sort_name), asked, noun="names")


def find_parties(typed: str, limit: int = 10) -> list[Party]:
    """Find the parties whose name, or else whose alias, begins with what was typed."""
    if not typed.strip():
        return []
    query = select(Party).where(_begins(typed)).order_by(Party.sort_name, Party.id).limit(limit)
    found = rows(query)
    return (found + list_by_alias(typed, but=found))[:limit]


def list_by_alias(typed: str, *, but: Collection[Party] = ()) -> list[Party]:
    """List those, but for some, of whom what was typed begins a word of another name."""
    wanted = fold(typed)
    if not wanted:
        return []
    known_as = func.lower(func.array_to_string(Party.aliases, " | "))
    words = wanted.split()
    query = select(Party).where(
        func.cardinality(Party.aliases) > NONE,
        *(known_as.contains(word, autoescape=True) for word in words),
    )
    found = rows(query.order_by(Party.sort_name, Party.id).limit(ALIASES * 5))
    fitting = [party for party in found if party not in but and _is_alias(party, wanted)]
    return fitting[:ALIASES]


def list_namesakes(kind: str, sort_name: str, stem: str) -> list[Party]:
    """List parties of the same folded name, or of the same family and given names."""
    same = or_(Party.sort_name == sort_name, func.starts_with(Party.sort_name, stem + " "))
    alike = or_(same, Party.sort_name == stem) if stem else Party.sort_name == sort_name
    query = select(Party).where(Party.kind == kind, alike)
    return rows(query.order_by(Party.sort_name, Party.id).limit(5))


def names_of(keys: Iterable[uuid.UUID | str | None]) -> dict[str, str]:
    """Return the names of these parties, as far as they may be known; of anything else nothing."""
    wanted = {key for key in map(_key, keys) if key}
    if not wanted:
        return {}
    query = select(Party).where(Party.id.in_(wanted))
    return {str(party.id): party.name for party in rows(query)}


def _key(value: uuid.UUID | str | None) -> uuid.UUID | None:
    """Read what a record holds: a field that was retyped may hold words where a person stood."""
    try:
        return uuid.UUID(str(value))
    except ValueError:
        return None


def _begins(typed: str) -> ColumnElement[bool]:
    """Match by prefix, in the form that the index answers and row security lets through to it."""
    return or_(*(func.starts_with(Party.sort_name, one) for one in readings(typed)))


def _is_alias(party: Party, wanted: str) -> bool:
    folded = (fold(alias) for alias in party.aliases)
    return any(f" {alias}".find(f" {wanted}") >= 0 for alias in folded)
