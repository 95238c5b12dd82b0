"""Importing a list: begun, read part by part, weighed against the registry, applied in one act."""

import uuid
from datetime import date, timedelta
from typing import Any

from sqlalchemy.exc import IntegrityError

from casemgr import audit, clock
from casemgr.database import functions
from casemgr.database.base import new_id
from casemgr.documents.storage import Store, Stored
from casemgr.errors import Conflict, Invalid
from casemgr.extensions import db
from casemgr.tenants.pack import Pack
from regulatory.guard_rails import OwnerRegistry
from regulatory.imports import statements as sql
from regulatory.imports.dates import date_in_name
from regulatory.imports.keeping import doubt_end, keep_rows
from regulatory.imports.layouts import layouts
from regulatory.imports.queries import (
    find_read,
    find_unfinished,
    lock_import,
    lock_waiting,
    newest_told,
)
from regulatory.imports.reading import PART, read_part
from regulatory.imports.sniffing import Format
from regulatory.imports.staging import read_rows, rows_of
from regulatory.imports.unpacking import format_in, written_out
from regulatory.imports.weighing import basis_of, has_lost_rows, loses_most, reach_of, weigh
from regulatory.registry.models import RegistryImport, Stage

NOT_READ = "This list cannot be applied: it is not read to its end, or already done."
OVERTAKEN = "Another list was applied after this one was read. Import the file again."
EARLY = timedelta(days=31)  # lists are out some days before the month of their name


def begin_import(
    store: Store,
    kept: Stored,
    name: str,
    *,
    by: Any,
    list_date: date | None = None,
    scheme: str = "",
    dry_run: bool = False,
) -> RegistryImport:
    """Begin to import a file of the store, or go on where its import was broken off.

    Raises Invalid when it is no list, OwnerRegistry when the law forbids to keep it, and Conflict
    while another import of the scheme is under way or when the registry knows a newer list.
    """
    how = _format(store, kept, name, by)
    layout = layouts()[how.layout]
    if scheme and scheme != layout.scheme:
        raise Invalid(f"The file is a {layout.label.lower()}, and its scheme is {layout.scheme}.")
    if not set(layout.schemes) <= set(by.pack.schemes):
        raise Invalid(f"The file is a {layout.label.lower()}. Your agency keeps no such registry.")
    told = list_date or date_in_name(name) or date_in_name(how.member)
    one = _going_on(layout.scheme, kept, told)
    if one and not (dry_run and one.stage == Stage.READ):
        one.dry_run, one.day_is_guessed = dry_run, one.day_is_guessed and not told
        return one
    if told:
        refuse_day(layout.scheme, told)
    return _begun(store, how, kept, name, told, dry_run, by)


def _going_on(scheme: str, kept: Stored, told: date | None) -> RegistryImport | None:
    """Return the import of the same file that was broken off. Raises Conflict at another one."""
    running = find_unfinished(scheme)
    if running and (running.sha256 != kept.sha256 or told not in (None, running.list_date)):
        raise Conflict(_occupied(running))
    read = None if running else find_read(scheme, kept.sha256, told)
    if read and (read.counts["basis"] != basis_of(read) or has_lost_rows(read)):
        return None
    return running or read


def _format(store: Store, kept: Stored, name: str, by: Any) -> Format:
    try:
        return format_in(store, by.tenant_id, kept.sha256)
    except OwnerRegistry as refusal:
        audit.record(
            "import_registry", by=by, outcome="refused", reason=refusal.message, file=name[:300]
        )
        raise


def _begun(
    store: Store, how: Format, kept: Stored, name: str, told: date | None, dry_run: bool, by: Any
) -> RegistryImport:
    scheme = layouts()[how.layout].scheme
    size = store.path(by.tenant_id, how.text or kept.sha256).stat().st_size
    one = RegistryImport(
        tenant_id=by.tenant_id, id=new_id(), created_by=by.id, scheme=scheme,
        layout=how.layout, file_name=name[:300], sha256=kept.sha256, size=size,
        format=how.kept(), list_date=told or _guessed_day(scheme, by), day_is_guessed=not told,
        dry_run=dry_run, stage=Stage.READING, offset=how.start, lines=how.first_line - 1,
    )  # fmt: skip
    db.session.add(one)
    try:
        db.session.flush()
    except IntegrityError as error:
        raise Conflict(
            "Another import of this registry has just begun. Wait for its end."
        ) from error
    audit.record("begin_import", one, by=by, scheme=one.scheme, sha256=one.sha256, size=one.size)
    return one


def _guessed_day(scheme: str, by: Any) -> date:
    """Return today, or the day of the newest list where that is yet to come."""
    newest, today = newest_told(scheme), clock.today(by.pack.time_zone)
    return max(today, newest.list_date) if newest else today


def refuse_day(scheme: str, day: date) -> None:
    """Refuse a list that is older than what the registry knows, or of a day to come.

    A list whose day is a guess refuses no other.
    """
    if day > clock.now().date() + EARLY:
        raise Invalid(f"The list is of {day:%B %-d, %Y}, which is yet to come. Give the right day.")
    newest = newest_told(scheme)
    if newest and newest.list_date > day:
        raise Conflict(
            f"The list is of {day:%B %-d, %Y}, and the registry already holds {newest.file_name} of"
            f" {newest.list_date:%B %-d, %Y}. An older list would overwrite newer facts. If the"
            " day is wrong, give the right one."
        )


def _occupied(running: RegistryImport) -> str:
    return (
        f"The import of {running.file_name}, begun {running.created_at:%B %-d, %Y at %H:%M} UTC,"
        f" is not finished; it has read {running.lines:,} lines. Resume it with the same file, or"
        " abandon it first."
    )


def read_next(store: Store, key: uuid.UUID, *, by: Any, size: int = PART) -> RegistryImport:
    """Read the next part of a list; at its end the import is read and can be weighed."""
    one = lock_import(key)
    if one.stage != Stage.READING:
        return one
    how = Format(**one.format)
    if how.is_workbook:
        return _write_out(store, one, how, by)
    if has_lost_rows(one):
        _begin_anew(one, how)
    path = store.path(by.tenant_id, how.text or one.sha256)
    part = read_part(path, how, one.offset, one.lines + 1, size)
    rows = rows_of(how, one.list_date, _types(how, by.pack))
    keep_rows(one, part, read_rows(part, how, rows), rows)
    if part.is_last:
        doubt_end(one)
        weigh(one)
        one.stage = Stage.READ
    return one


def _types(how: Format, pack: Pack) -> set[str]:
    return {code for name in layouts()[how.layout].schemes for code in pack.schemes[name].types}


def _write_out(store: Store, one: RegistryImport, how: Format, by: Any) -> RegistryImport:
    how = written_out(store, by.tenant_id, how)
    one.format, one.size = how.kept(), store.path(by.tenant_id, how.text).stat().st_size
    return one


def _begin_anew(one: RegistryImport, how: Format) -> None:
    forget_rows(one)
    db.session.execute(sql.FORGET_PROBLEMS, sql.values_for(one))
    one.offset, one.lines, one.covered, one.counts = how.start, how.first_line - 1, {}, {}


def check_applicable(one: RegistryImport, *, allow_vanishing: bool = False) -> None:
    """Refuse to apply a list that is not read, is old, was read too early, or seems a part of one.

    Raises Conflict.
    """
    if one.stage != Stage.READ:
        raise Conflict(one.problem or NOT_READ)
    refuse_day(one.scheme, one.list_date)
    if one.counts["basis"] != basis_of(one):
        raise Conflict(OVERTAKEN)
    if has_lost_rows(one):
        raise Conflict("The database has crashed and lost what was read. Import the file again.")
    if not allow_vanishing and loses_most(one):
        raise MostVanish(_vanishing(one))


class MostVanish(Conflict):
    """A list that lacks most of the licences over which it reaches: rather a part of one."""

    title = "Most licenses would be gone"


def _vanishing(one: RegistryImport) -> str:
    return (
        f"Of {one.counts['reached']:,} licenses over which the list reaches,"
        f" {one.counts['vanished']:,} are not on it and would be gone. It is rather a part of a"
        " list. If it is whole all the same, allow it: by the tick on its page, or by"
        " --allow-vanishing."
    )


def apply_import(key: uuid.UUID, *, by: Any, allow_vanishing: bool = False) -> RegistryImport:
    """Change the registry by a list that was read: all of it in one act, or nothing.

    Lists of the registry that were read before cannot be applied any more, and are given up.
    """
    functions.take_turns(f"registry {by.tenant_id}")
    one = lock_import(key)
    check_applicable(one, allow_vanishing=allow_vanishing)
    _change_registry(one)
    forget_rows(one)
    one.stage, one.finished_at, one.dry_run = Stage.DONE, clock.now(), False
    told = {name: one.counts[name] for name in COUNTED}
    audit.record("import_registry", one, by=by, scheme=one.scheme, sha256=one.sha256, **told)
    for overtaken in lock_waiting(one.scheme):
        _give_up(overtaken, Stage.STOPPED, OVERTAKEN, by)
    return one


COUNTED = ("new", "matched", "renewed", "changed", "vanished", "refused")


def _change_registry(one: RegistryImport) -> None:
    db.session.execute(sql.IN_BULK)
    if one.counts["vanished"]:
        for values in reach_of(one):
            db.session.execute(sql.NOTE_GONE, values)
            db.session.execute(sql.LET_GO, values)
    for values in sql.values_by_scheme(one):
        _enter(one, {**values, "day": one.list_date})


def _enter(one: RegistryImport, values: dict[str, Any]) -> None:
    """Change what is known of one scheme, and add what is new."""
    if one.counts["matched"] > one.counts["unchanged"]:
        for note in sql.NOTES:
            db.session.execute(note, values)
        db.session.execute(sql.UPDATE, values)
    if one.counts["new"]:
        db.session.execute(sql.INSERT, values)


def abandon_import(key: uuid.UUID, *, by: Any, problem: str = "") -> RegistryImport:
    """Give up an import that is not applied: nothing of it remains but its report."""
    one = lock_import(key)
    if one.stage == Stage.DONE:
        raise Conflict("This list has been applied already.")
    return _give_up(one, Stage.FAILED if problem else Stage.STOPPED, problem, by)


def _give_up(one: RegistryImport, stage: Stage, problem: str, by: Any) -> RegistryImport:
    forget_rows(one)
    one.stage, one.problem, one.finished_at = stage, problem, clock.now()
    audit.record("abandon_import", one, by=by, reason=problem)
    return one


def forget_rows(one: RegistryImport) -> None:
    """Forget the rows that waited to be applied."""
    db.session.execute(sql.UNSTAGE, sql.values_for(one))


def last_line(one: RegistryImport) -> str:
    """Write what came of an import in one line, as programs read it."""
    return " ".join(f"{name}={one.counts.get(name, 0)}" for name in COUNTED)
