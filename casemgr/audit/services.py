"""Writing the audit: an event in the same transaction as the change it tells of."""

from typing import Any

from flask import g, has_request_context, request
from flask_login import current_user
from sqlalchemy.exc import DBAPIError

from casemgr.database import functions
from casemgr.errors import Unavailable

UNWRITTEN = "The audit cannot be written. Nothing was changed, and nothing can be shown."


def record(
    action: str,
    thing: Any = None,
    *,
    by: Any = None,
    outcome: str = "done",
    reason: str = "",
    **facts: Any,
) -> None:
    """Write who did what to which thing; who and when are the database's to say.

    Raises Unavailable when it cannot be written: then nothing is done or shown either.
    """
    event = {"action": action, "outcome": outcome, "reason": reason, "facts": facts}
    try:
        functions.write_audit({**event, **_description(thing), **_origin(by)})
    except DBAPIError as error:
        raise Unavailable(UNWRITTEN) from error


def record_reads(things: list[Any]) -> None:
    """Write what is about to be shown, each thing once, with the sensitive fields among it."""
    for thing in {(type(thing), thing.id): thing for thing in things}.values():
        sensitive = getattr(thing, "sensitive_shown", None)
        record("read", thing, **({"sensitive": sensitive} if sensitive else {}))


def _description(thing: Any) -> dict[str, Any]:
    """Name the thing so that the event still tells its story when the thing has changed."""
    if thing is None:
        return {"object_type": "", "object_id": None}
    return {
        "object_type": thing.__tablename__,
        "object_id": getattr(thing, "id", None),
        "object_label": _label(thing),
        "case_id": getattr(thing, "case_id", None),
        "compartments": list(getattr(thing, "compartments", None) or ()),
    }


def _label(thing: Any) -> str:
    for name in ("label", "name", "title", "number", "citation"):
        text = getattr(thing, name, None)
        if text:
            return str(text)[:300]
    return ""


def _origin(by: Any) -> dict[str, Any]:
    """Tell from which session and address, where there is one."""
    session = getattr(by, "session_id", None)
    if not has_request_context():
        return {"session_id": session, "source": "command line or worker"}
    if session is None and g.get("person") is not None:
        session = getattr(current_user, "session_id", None)
    return {"session_id": session, "source": request.remote_addr or ""}
