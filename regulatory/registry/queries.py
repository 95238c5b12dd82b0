"""Looking into a registry for what a question may mean."""

from sqlalchemy import func, or_, select

from casemgr.extensions import db
from casemgr.tenants import current_pack
from regulatory.guard_rails import refuse_owner_query
from regulatory.registry.models import Licence


def refuse_owners(typed: str) -> None:
    """Refuse a question for owners of firearms, unless a licensee is called so."""
    refuse_owner_query(typed, current_pack().schemes.values(), is_name=is_name)


def is_name(key: str) -> bool:
    """Tell whether the name or the trade name of a licensee begins with a folded text."""
    begins = (func.starts_with(one, key) for one in (Licence.name_key, Licence.trade_key))
    return db.session.scalar(select(Licence.id).where(or_(*begins)).limit(1)) is not None
