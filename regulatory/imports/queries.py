"""Finding imports, and what is wrong with their rows."""

import uuid
from collections.abc import Iterator
from datetime import date
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.exc import OperationalError

from casemgr.database.rows import acting, rows
from casemgr.errors import Conflict, NotFound
from casemgr.extensions import db
from casemgr.spreadsheets import line
from regulatory.imports.models import ImportProblem
from regulatory.registry.models import RegistryImport, Stage

UNFINISHED = (Stage.READING, Stage.APPLYING)


def list_imports(limit: int = 50) -> list[RegistryImport]:
    """List the latest imports of the agency."""
    newest = RegistryImport.created_at.desc(), RegistryImport.id.desc()
    return rows(select(RegistryImport).order_by(*newest).limit(limit))


def find_unfinished(scheme: str) -> RegistryImport | None:
    """Return the import of a registry that is under way."""
    return db.session.scalar(
        select(RegistryImport).where(
            RegistryImport.scheme == scheme, RegistryImport.stage.in_(UNFINISHED)
        )
    )


def find_read(scheme: str, sha256: str, day: date | None) -> RegistryImport | None:
    """Return the import of that very list which is read to its end and waits to be applied."""
    days = [RegistryImport.list_date == day] if day else []
    waiting = select(RegistryImport).where(
        RegistryImport.scheme == scheme,
        RegistryImport.stage == Stage.READ,
        RegistryImport.sha256 == sha256,
        *days,
    )
    return db.session.scalar(waiting.order_by(RegistryImport.created_at.desc()).limit(1))


def lock_waiting(scheme: str) -> list[RegistryImport]:
    """Return the lists that wait to be applied, but for those in other hands."""
    waiting = select(RegistryImport).where(
        RegistryImport.scheme == scheme, RegistryImport.stage == Stage.READ
    )
    return rows(waiting.order_by(RegistryImport.id).with_for_update(skip_locked=True))


def latest_applied(scheme: str) -> RegistryImport | None:
    """Return the list that a registry took in last."""
    latest = RegistryImport.finished_at.desc(), RegistryImport.list_date.desc()
    return db.session.scalar(_applied(scheme).order_by(*latest).limit(1))


def newest_told(scheme: str) -> RegistryImport | None:
    """Return the newest list that a registry holds among those whose day is no guess."""
    told = _applied(scheme).where(RegistryImport.day_is_guessed.is_(False))
    newest = RegistryImport.list_date.desc(), RegistryImport.finished_at.desc()
    return db.session.scalar(told.order_by(*newest).limit(1))


def list_guessed(scheme: str) -> list[RegistryImport]:
    """List what a registry holds from lists whose day is a guess."""
    return rows(_applied(scheme).where(RegistryImport.day_is_guessed))


def _applied(scheme: str) -> Select[Any]:
    return select(RegistryImport).where(
        RegistryImport.scheme == scheme, RegistryImport.stage == Stage.DONE
    )


def lock_import(key: uuid.UUID) -> RegistryImport:
    """Return an import that nobody else reads or applies meanwhile. Raises Conflict."""
    wanted = select(RegistryImport).where(
        RegistryImport.tenant_id == acting().tenant_id, RegistryImport.id == key
    )
    query = wanted.with_for_update(nowait=True).execution_options(populate_existing=True)
    try:
        one: RegistryImport | None = db.session.scalar(query)
    except OperationalError as error:
        raise Conflict("This file is being read at this moment by somebody else.") from error
    if one is None:
        raise NotFound
    return one


def problems_of(one: RegistryImport) -> Select[Any]:
    """Select the refused and doubtful rows of an import in the order of the file."""
    return (
        select(ImportProblem)
        .where(ImportProblem.import_id == one.id)
        .order_by(ImportProblem.line, ImportProblem.id)
    )


def report_of(one: RegistryImport) -> Iterator[str]:
    """Write the report of an import, line by line."""
    yield line(["Line", "Result", "Reason", "Row"])
    for problem in rows(problems_of(one)):
        yield line([str(problem.line), problem.severity, problem.reason, problem.row])
