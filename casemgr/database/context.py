"""The signed context: who acts for which tenant, told to the database once per transaction.

Row security reads it through the functions in the schema `guard`, which check the signature with
a key that the application's own database role cannot read. No token, no rows.
"""

import hashlib
import hmac
import re
import time
import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import event
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Session, SessionTransaction

_PLAIN = re.compile(r"[A-Za-z0-9_.:-]*")
_TELL = "SELECT set_config('app.context', %s, true), set_config('transaction_read_only', %s, true)"
NOBODY = uuid.UUID(int=0)


@dataclass(frozen=True)
class Actor:
    """What the database is told of the person for whom a transaction runs."""

    tenant_id: int
    account_id: uuid.UUID = NOBODY
    clearances: tuple[str, ...] = ()
    offices: tuple[str, ...] = ()
    reach: str = "team"
    purpose: str = "work"
    seconds: int = 60
    pack: str = ""  # the version of the pack by which they work; nothing the database is told


def sign(key: bytes, actor: Actor, backend_pid: int) -> str:
    """Return the token that guard.context() accepts on that backend until it expires."""
    expires = f"{time.time() + actor.seconds:.0f}"
    fields = (
        "v1",
        str(actor.tenant_id),
        str(actor.account_id),
        _listed(actor.clearances),
        _listed(actor.offices),
        _plain(actor.reach),
        _plain(actor.purpose),
        expires,
        str(backend_pid),
    )
    body = "|".join(fields)
    return f"{body}|{hmac.new(key, body.encode(), hashlib.sha256).hexdigest()}"


def _listed(words: Iterable[str]) -> str:
    return ",".join(_plain(word) for word in words)


def _plain(word: str) -> str:
    """A separator inside a word could forge a field, so such words never get that far."""
    if not _PLAIN.fullmatch(word):
        raise ValueError(f"{word!r} cannot be part of a security context")
    return word


def install(session_factory: Any, key: Callable[[], bytes]) -> None:
    """Give each transaction of these sessions its context, and READ ONLY where it only shows."""

    @event.listens_for(session_factory, "after_begin")
    def set_context(
        session: Session, transaction: SessionTransaction, connection: Connection
    ) -> None:
        tell(session, connection, key())


def tell(session: Session, connection: Connection, key: bytes) -> None:
    """Tell the transaction that has begun for whom it runs; one without anybody stays untold.

    Without a context the guard refuses at the first tenant row.
    """
    actor = session.info.get("actor")
    if actor is not None:
        token = sign(key, actor, _backend_pid(connection))
        read_only = "on" if session.info.get("read_only") else "off"
        connection.exec_driver_sql(_TELL, (token, read_only))


def _backend_pid(connection: Connection) -> int:
    return connection.connection.driver_connection.info.backend_pid  # type: ignore[union-attr]
