"""Looking into a registry for what a question may mean."""

from datetime import timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from casemgr.audit.models import AuditEvent
from casemgr.database.rows import rows
from casemgr.extensions import db
from casemgr.tenants import current_pack
from regulatory.guard_rails import refuse_owner_query
from regulatory.registry.finding import Question, count_up_to
from regulatory.registry.models import Licence
from regulatory.registry.typed import MOST_WORDS, Typed, query_of

LATELY, EVENTS = timedelta(minutes=1), 200  # the newest events of the audit, however large it is


def refuse_owners(typed: str) -> None:
    """Refuse a question for owners of firearms, unless it is what a list says of a licensee."""
    refuse_owner_query(typed, current_pack().schemes.values(), is_listed=is_listed)


def is_listed(key: str) -> bool:
    """Tell whether a licensee's name begins with a folded text, or a licence has all its words."""
    names = (Licence.name_key, Licence.trade_key)
    return any(_begins(one, key) for one in names) or _has_words(key.split())


def is_told(typed: str, action: str, *, by: Any) -> bool:
    """Tell whether the audit has lately been told of a refused question that this one goes on."""
    newest = select(AuditEvent).order_by(AuditEvent.sequence.desc()).limit(EVENTS).subquery()
    event = aliased(AuditEvent, newest)
    query = select(event.facts["typed"].astext).where(
        event.actor_id == by.id,
        event.action == action,
        event.outcome == "refused",
        event.at > func.now() - LATELY,
    )
    return any(typed.startswith(told) for told in rows(query) if told)


def _has_words(words: list[str]) -> bool:
    asked = Question(Typed(""), (("words", query_of(words)),))
    return len(words) <= MOST_WORDS and bool(count_up_to(asked, 1))


def _begins(column: Any, key: str) -> bool:
    """Look at the first that follows in the order of an index, however large the registry is."""
    following = select(column).where(column >= key).order_by(column).limit(1)
    return (db.session.scalar(following) or "").startswith(key)
