"""Reaching rows as the person for whom the session acts."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from flask import current_app
from psycopg.errors import InsufficientPrivilege
from sqlalchemy import Select
from sqlalchemy.exc import ProgrammingError
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from casemgr.database.context import Actor, tell
from casemgr.errors import NotAllowed, NotFound, StaleEdit
from casemgr.extensions import db

OUT_OF_SIGHT = "After this change you could no longer see it; somebody who can must make it."
Row = TypeVar("Row")


def act_as(actor: Actor | None, *, read_only: bool = False) -> None:
    """From the next transaction on, act for this person; what was loaded before is forgotten."""
    db.session.remove()
    db.session().info.update(actor=actor, read_only=read_only, reads=[])


def go_on_as(actor: Actor, *, read_only: bool) -> None:
    """Act from here on for the person whom the transaction that runs has identified."""
    session = db.session()
    session.info.update(actor=actor, read_only=read_only, reads=[])
    tell(session, session.connection(), current_app.config["CONTEXT_KEY"])


def acting() -> Actor:
    """Return for whom the session acts; without anybody nothing is found."""
    actor = db.session().info.get("actor")
    if actor is None:
        raise NotFound
    return actor


@contextmanager
def transaction(actor: Actor, *, read_only: bool = False) -> Iterator[None]:
    """Do a unit of work for a person outside a request: all of it or nothing."""
    before = dict(db.session().info)
    act_as(actor, read_only=read_only)
    try:
        yield
        db.session.commit()
    finally:
        db.session.remove()
        db.session().info.update(before)


@contextmanager
def aside(actor: Actor) -> Iterator[Session]:
    """Read for another actor beside the running transaction, on a connection of its own."""
    with db.session.session_factory() as session:
        session.info.update(actor=actor, read_only=True)
        yield session


@contextmanager
def acting_also(actor: Actor) -> Iterator[None]:
    """Let the running transaction act under another context of its tenant for a while.

    When something goes wrong meanwhile the transaction ends, so that nobody goes on with rights
    that were lent.
    """
    session = db.session()
    before = session.info["actor"]
    session.flush()
    _change_actor(session, actor)
    try:
        yield
        session.flush()
        _change_actor(session, before)
    except BaseException:
        session.rollback()
        session.info["actor"] = before
        raise


def _change_actor(session: Session, actor: Actor) -> None:
    connection = session.connection()
    session.info["actor"] = actor
    tell(session, connection, current_app.config["CONTEXT_KEY"])


def fetch(model: type[Row], key: uuid.UUID | str) -> Row:
    """Return the row and note that it was read.

    A row of another tenant, one that needs a clearance and one that does not exist are the same:
    not found.
    """
    row = db.session.get(model, (acting().tenant_id, key))
    if row is None:
        raise NotFound
    note_read(row)
    return row


def note_read(row: Any) -> None:
    """Remember that the row is being shown, so that the audit has it before the page goes out."""
    db.session().info.setdefault("reads", []).append(row)


def note_sensitive(row: Any, names: list[str]) -> None:
    """Remember that these sensitive fields of the row are being shown to somebody cleared."""
    row.sensitive_shown = sorted({*getattr(row, "sensitive_shown", ()), *names})
    note_read(row)


def rows(query: Select[Any]) -> list[Any]:
    """Return the rows of a query as a list."""
    return list(db.session.scalars(query))


def flush() -> None:
    """Send pending changes to the database; a row that somebody else changed is a stale edit.

    A change after which its author could not know of the row is refused by row security.
    """
    try:
        db.session.flush()
    except ProgrammingError as error:
        if not isinstance(error.orig, InsufficientPrivilege):
            raise
        raise NotAllowed(OUT_OF_SIGHT) from error
    except StaleDataError as error:
        raise StaleEdit(
            "Somebody saved this record after you opened it. Open it again and repeat your change."
        ) from error
