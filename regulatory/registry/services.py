"""Keeping queries under a name, each person their own."""

from typing import Any

from sqlalchemy import select

from casemgr import audit
from casemgr.database.rows import flush, rows
from casemgr.errors import Conflict
from casemgr.extensions import db
from regulatory.registry.models import SavedQuery
from regulatory.registry.queries import refuse_owners

MOST = 50


def list_saved_queries() -> list[SavedQuery]:
    """List the queries that the person keeps, by name; row security shows nobody else's."""
    return rows(select(SavedQuery).order_by(SavedQuery.name, SavedQuery.id))


def save_query(name: str, asked: dict[str, list[str]], *, by: Any) -> SavedQuery:
    """Keep a query under a name; one of that name is replaced.

    Raises Conflict at too many, OwnerQuery for one that the law forbids.
    """
    for typed in asked.get("q", ()):
        refuse_owners(typed)
    kept = list_saved_queries()
    query = next((one for one in kept if one.name.casefold() == name.casefold()), None)
    if query is None and len(kept) >= MOST:
        raise Conflict(f"You keep {MOST} queries already. Remove one first.")
    if query is None:
        query = SavedQuery(tenant_id=by.tenant_id, created_by=by.id, name=name)
        db.session.add(query)
    query.asked = asked
    flush()
    audit.record("save_query", query, by=by, query=asked)
    return query


def remove_query(query: SavedQuery, *, by: Any) -> None:
    """Keep a query no longer."""
    audit.record("remove_query", query, by=by)
    db.session.delete(query)
    flush()
