"""Looking into a registry for what a question may mean."""

from typing import Any

from sqlalchemy import select

from casemgr.extensions import db
from casemgr.tenants import current_pack
from regulatory.guard_rails import refuse_owner_query
from regulatory.registry.finding import Question, count_up_to
from regulatory.registry.models import Licence
from regulatory.registry.typed import MOST_WORDS, Typed, query_of


def refuse_owners(typed: str) -> None:
    """Refuse a question for owners of firearms, unless it is what a list says of a licensee."""
    refuse_owner_query(typed, current_pack().schemes.values(), is_listed=is_listed)


def is_listed(key: str) -> bool:
    """Tell whether a licensee's name begins with a folded text, or a licence has all its words."""
    names = (Licence.name_key, Licence.trade_key)
    return any(_begins(one, key) for one in names) or _has_words(key.split())


def _has_words(words: list[str]) -> bool:
    asked = Question(Typed(""), (("words", query_of(words)),))
    return len(words) <= MOST_WORDS and bool(count_up_to(asked, 1))


def _begins(column: Any, key: str) -> bool:
    """Look at the first that follows in the order of an index, however large the registry is."""
    following = select(column).where(column >= key).order_by(column).limit(1)
    return (db.session.scalar(following) or "").startswith(key)
