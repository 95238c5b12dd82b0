"""Calls of the audited functions in the schema `guard`."""

import json
import uuid
from typing import Any

from sqlalchemy import text

from casemgr.database.base import new_id
from casemgr.extensions import db

_PERSON_OF_SESSION = text("SELECT guard.person_of_session(:digest)")
_PERSON = text("SELECT guard.person()")
_TAKE_TURNS = text("SELECT pg_advisory_xact_lock(hashtextextended(:name, 0))")
_KEEP_PACK = text("SELECT pg_try_advisory_xact_lock_shared(:beginning, :tenant)")
_CLOSE_PACK = text("SELECT pg_advisory_xact_lock(:beginning, :tenant)")
_BEGINNING = 7202  # beside the lock of changes; the second part is the tenant
_USE_PACK = text("SELECT guard.use_pack(:number)")
_WRITE_AUDIT = text("SELECT guard.write_audit(:id, CAST(:event AS jsonb))")
_DELIVER = text("SELECT guard.deliver(:recipient, :id, :job, CAST(:sent AS jsonb))")
_ANSWER = text("SELECT guard.answer(:submission, :id, :job, CAST(:said AS jsonb))")


def person_of_session(digest: bytes) -> dict[str, Any] | None:
    """Return whom a sign-in session stands for, or None when it has ended."""
    return db.session.execute(_PERSON_OF_SESSION, {"digest": digest}).scalar()


def person() -> dict[str, Any] | None:
    """Return the active account of the signed context with its roles and clearances."""
    return db.session.execute(_PERSON).scalar()


def take_turns(name: str) -> None:
    """Wait until nobody else is about the same until the end of this transaction."""
    db.session.execute(_TAKE_TURNS, {"name": name})


def keep_pack(tenant_id: int) -> bool:
    """Let no change of the pack begin until this transaction ends, unless one has begun."""
    values = {"beginning": _BEGINNING, "tenant": tenant_id}
    return bool(db.session.execute(_KEEP_PACK, values).scalar_one())


def close_pack(tenant_id: int) -> None:
    """Wait for those who keep the pack; until this transaction ends nobody else can."""
    db.session.execute(_CLOSE_PACK, {"beginning": _BEGINNING, "tenant": tenant_id})


def use_pack(number: int) -> None:
    """Take the newest version of the tenant's pack into use, and open or close its exchange."""
    db.session.execute(_USE_PACK, {"number": number})


def write_audit(event: dict[str, Any]) -> None:
    """Append an event to the audit; who and when come from the database."""
    told = json.dumps(event, default=str, ensure_ascii=False)
    db.session.execute(_WRITE_AUDIT, {"id": new_id(), "event": told})


def deliver(recipient: str, sent: dict[str, Any]) -> uuid.UUID:
    """Put a packet into its recipient's tenant and return the submission's id."""
    values = {"recipient": recipient, "id": new_id(), "job": new_id(), "sent": json.dumps(sent)}
    return db.session.execute(_DELIVER, values).scalar_one()


def answer(submission: uuid.UUID, said: dict[str, Any]) -> None:
    """Send the answer to a submission back to the agency that sent it."""
    values = {"submission": submission, "id": new_id(), "job": new_id(), "said": json.dumps(said)}
    db.session.execute(_ANSWER, values)
