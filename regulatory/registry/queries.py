"""Looking into a registry for what a question may mean."""

from typing import Any

from sqlalchemy import select

from casemgr.extensions import db
from casemgr.tenants import current_pack
from regulatory.guard_rails import refuse_owner_query
from regulatory.registry.models import Licence


def refuse_owners(typed: str) -> None:
    """Refuse a question for owners of firearms, unless a licensee is called so."""
    refuse_owner_query(typed, current_pack().schemes.values(), is_name=is_name)


def is_name(key: str) -> bool:
    """Tell whether the name or the trade name of a licensee begins with a folded text."""
    return any(_begins(column, key) for column in (Licence.name_key, Licence.trade_key))


def _begins(column: Any, key: str) -> bool:
    """Look at the first that follows in the order of an index, however large the registry is."""
    following = select(column).where(column >= key).order_by(column).limit(1)
    return (db.session.scalar(following) or "").startswith(key)
