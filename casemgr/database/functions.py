"""Calls of the audited functions in the schema `guard`."""

import json
import uuid
from typing import Any

from psycopg.errors import QueryCanceled
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

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
_PATIENCE = text("SELECT set_config('statement_timeout', :patience, true)")
_FIND_LICENCES = text(
    "SELECT * FROM guard.find_licences(CAST(:asked AS jsonb), CAST(:edge AS uuid), :most)"
)
_LIST_LICENCES = text(
    "SELECT * FROM guard.list_licences(CAST(:asked AS jsonb), CAST(:edge AS uuid), :most)"
)
_COUNT_LICENCES = text("SELECT guard.count_licences(CAST(:asked AS jsonb), :most)")
_FIND_SPELLINGS = text("SELECT * FROM guard.find_spellings(:word, :most)")
_FIND_HEARD = text("SELECT * FROM guard.find_heard(:said, :most)")
_FIND_MISSPELLED = text("SELECT * FROM guard.find_misspelled(:said, :most)")
_LOOK_ACROSS = text("SELECT * FROM guard.look_across(:owner, CAST(:asked AS jsonb), :job)")
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


def bound_time(patience: str) -> None:
    """Let no statement of this transaction take longer than this, such as 4s."""
    db.session.execute(_PATIENCE, {"patience": patience})


def find_licences(
    asked: list[dict[str, Any]], edge: uuid.UUID | None, most: int
) -> list[tuple[int, uuid.UUID]]:
    """Return the keys of what is asked for, way by way, each with the place of its way."""
    values = {"asked": json.dumps(asked), "edge": edge, "most": most}
    return [(place, key) for place, key in _in_time(_FIND_LICENCES, values)]


def list_licences(asked: dict[str, Any], edge: uuid.UUID, most: int) -> list[uuid.UUID]:
    """Return the keys of all that is asked for, beyond the one at the edge."""
    return list(db.session.scalars(_LIST_LICENCES, _asking(asked, edge=edge, most=most)))


def count_licences(asked: dict[str, Any], most: int) -> int:
    """Count what is asked for, up to a bound."""
    counted: int = _in_time(_COUNT_LICENCES, _asking(asked, most=most)).scalar_one()
    return counted


def find_spellings(word: str, most: int) -> list[str]:
    """Return the words of the registry that are spelled nearly like one."""
    return list(_in_time(_FIND_SPELLINGS, {"word": word, "most": most}).scalars())


def find_heard(said: str, most: int) -> list[uuid.UUID]:
    """Return the people behind licences of whose folded name all that was typed sounds so."""
    return list(_in_time(_FIND_HEARD, {"said": said, "most": most}).scalars())


def find_misspelled(said: str, most: int) -> list[uuid.UUID]:
    """Return the people behind licences in whose folded name all is nearly spelled so."""
    return list(_in_time(_FIND_MISSPELLED, {"said": said, "most": most}).scalars())


def look_across(owner: str, asked: dict[str, Any]) -> list[dict[str, Any]]:
    """Look into the registry of another tenant that grants it, which is told of it."""
    values = _asking(asked, owner=owner, job=new_id())
    return list(db.session.scalars(_LOOK_ACROSS, values))


def _in_time(statement: Any, values: dict[str, Any]) -> Any:
    """Ask, and raise TimeoutError when the answer takes longer than it may."""
    try:
        return db.session.execute(statement, values)
    except OperationalError as error:
        if not isinstance(error.orig, QueryCanceled):
            raise
        db.session.rollback()
        raise TimeoutError from error


def _asking(asked: dict[str, Any], **values: Any) -> dict[str, Any]:
    return {"asked": json.dumps(asked), **values}
