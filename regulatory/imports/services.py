"""Importing a list: begun, read part by part, weighed against the registry, applied in one act."""

import re
import uuid
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy.exc import IntegrityError

from casemgr import audit, clock
from casemgr.database.base import new_id
from casemgr.documents.storage import Store, Stored
from casemgr.errors import Conflict, Invalid
from casemgr.extensions import db
from regulatory.guard_rails import OwnerRegistry
from regulatory.imports import statements as sql
from regulatory.imports.layouts import layouts
from regulatory.imports.models import ImportProblem, Severity
from regulatory.imports.queries import find_unfinished, latest_applied, lock_import
from regulatory.imports.reading import PART, Part, read_part
from regulatory.imports.rows import Rows
from regulatory.imports.sniffing import Format, format_of
from regulatory.imports.staging import Problem, Reading, cover, read_rows, rows_of, staged
from regulatory.imports.weighing import basis_of, reach_of, weigh
from regulatory.registry.models import RegistryImport, Stage

MONTH_IN_NAME = re.compile(r"(?<!\d)(0[1-9]|1[0-2])(\d{2})(?!\d)")
DAY_IN_NAME = re.compile(r"(?<!\d)(20\d{2})-?(0[1-9]|1[0-2])-?([0-2]\d|3[01])(?!\d)")


def date_in_name(name: str) -> date | None:
    """Return the day that the name of a file tells; 0513 is May 2013."""
    if day := DAY_IN_NAME.search(name):
        try:
            return date(*map(int, day.groups()))
        except ValueError:
            return None
    month = MONTH_IN_NAME.search(name)
    return date(2000 + int(month[2]), int(month[1]), 1) if month else None


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
    how = _format(store.path(by.tenant_id, kept.sha256), name, by)
    layout = layouts()[how.layout]
    if scheme and scheme != layout.scheme:
        raise Invalid(f"The file is a {layout.label.lower()}, and its scheme is {layout.scheme}.")
    if layout.scheme not in by.pack.schemes:
        raise Invalid(f"The file is a {layout.label.lower()}. Your agency keeps no such registry.")
    day = list_date or date_in_name(name) or clock.now().date()
    running = find_unfinished(layout.scheme)
    if running and running.sha256 == kept.sha256 and running.list_date == day:
        running.dry_run = dry_run
        return running
    if running:
        raise Conflict(_occupied(running))
    refuse_older(layout.scheme, day)
    return _begun(how, kept, name, day, dry_run, by)


def _format(path: Path, name: str, by: Any) -> Format:
    try:
        return format_of(path)
    except OwnerRegistry as refusal:
        audit.record(
            "import_registry", by=by, outcome="refused", reason=refusal.message, file=name[:300]
        )
        raise


def _begun(
    how: Format, kept: Stored, name: str, day: date, dry_run: bool, by: Any
) -> RegistryImport:
    one = RegistryImport(
        tenant_id=by.tenant_id, id=new_id(), created_by=by.id, scheme=layouts()[how.layout].scheme,
        layout=how.layout, file_name=name[:300], sha256=kept.sha256, size=kept.size,
        format=how.kept(), list_date=day, dry_run=dry_run, stage=Stage.READING, offset=how.start,
        lines=how.first_line - 1,
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


def refuse_older(scheme: str, day: date) -> None:
    """Refuse a list that is older than what the registry knows. Raises Conflict."""
    newest = latest_applied(scheme)
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
    _restart_if_lost(one)
    how = Format(**one.format)
    path = store.path(by.tenant_id, one.sha256)
    part = read_part(path, how, one.offset, one.lines + 1, size)
    rows = rows_of(how, one.list_date)
    _keep(one, part, read_rows(part, how, rows), rows)
    if part.is_last:
        weigh(one)
        one.stage = Stage.READ
    return one


def _restart_if_lost(one: RegistryImport) -> None:
    """Begin anew when the server crashed meanwhile and has forgotten what was read."""
    kept = one.counts.get("rows", 0)
    if kept and db.session.scalar(sql.STAGED, sql.values_for(one)) < kept:
        forget_rows(one)
        db.session.execute(sql.FORGET_PROBLEMS, sql.values_for(one))
        how = Format(**one.format)
        one.offset, one.lines, one.covered, one.counts = how.start, how.first_line - 1, {}, {}


def _keep(one: RegistryImport, part: Part, found: Reading, rows: Rows) -> None:
    values = sql.values_for(one)
    known = _known(one, [seen.identity for _, seen, _ in found.seen])
    lines = []
    for line, seen, cells in found.seen:
        is_known = known.get(seen.identity) == seen.digest
        lines.append(staged(line, seen, None if is_known else rows.complete(cells, seen)))
    if lines:
        done: Any = db.session.execute(sql.STAGE, {**values, "rows": "\n".join(lines)})
        if done.rowcount < len(lines):
            found.problems += _repeated(one, found)
    _keep_problems(one, found.problems)
    one.offset, one.lines = part.offset, part.next_line - 1
    one.covered = cover(one.covered, found)
    one.counts = {"rows": one.counts.get("rows", 0) + (done.rowcount if lines else 0)}


def _known(one: RegistryImport, identities: list[str]) -> dict[str, str]:
    values = sql.values_for(one)
    if not db.session.scalar(sql.HAS_ANY, values):
        return {}
    found = db.session.execute(sql.KNOWN, {**values, "identities": identities})
    return dict(found.all())


def _repeated(one: RegistryImport, found: Reading) -> list[Problem]:
    """Tell of rows whose licence stands in an earlier line already."""
    wanted = {**sql.values_for(one), "identities": [seen.identity for _, seen, _ in found.seen]}
    first: dict[str, int] = dict(db.session.execute(sql.PLACED, wanted).all())
    return [
        Problem(
            line,
            Severity.DOUBTFUL,
            f"The number is repeated: line {first[seen.identity]}, which has it already, counts.",
            " | ".join(cells)[:1000],
            seen.identity,
        )
        for line, seen, cells in found.seen
        if first[seen.identity] != line
    ]


def _keep_problems(one: RegistryImport, problems: list[Problem]) -> None:
    db.session.add_all(
        ImportProblem(tenant_id=one.tenant_id, import_id=one.id, **vars(problem))
        for problem in problems
    )


def check_applicable(one: RegistryImport) -> None:
    """Refuse to apply a list that is not read, is old, or was read too early. Raises Conflict."""
    if one.stage != Stage.READ:
        raise Conflict("This list cannot be applied: it is not read to its end, or already done.")
    refuse_older(one.scheme, one.list_date)
    if one.counts["basis"] != basis_of(one):
        raise Conflict("Another list was applied after this one was read. Import the file again.")


def apply_import(key: uuid.UUID, *, by: Any) -> RegistryImport:
    """Change the registry by a list that was read: all of it in one act, or nothing."""
    one = lock_import(key)
    check_applicable(one)
    _change_registry(one)
    forget_rows(one)
    one.stage, one.finished_at, one.dry_run = Stage.DONE, clock.now(), False
    told = {name: one.counts[name] for name in COUNTED}
    audit.record("import_registry", one, by=by, scheme=one.scheme, sha256=one.sha256, **told)
    return one


COUNTED = ("new", "matched", "renewed", "changed", "vanished", "refused")


def _change_registry(one: RegistryImport) -> None:
    values = {**sql.values_for(one), "day": one.list_date}
    db.session.execute(sql.IN_BULK)
    if one.counts["vanished"]:
        db.session.execute(sql.NOTE_GONE, reach_of(one))
        db.session.execute(sql.LET_GO, reach_of(one))
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
    forget_rows(one)
    one.stage, one.problem = (Stage.FAILED if problem else Stage.STOPPED), problem
    one.finished_at = clock.now()
    audit.record("abandon_import", one, by=by, reason=problem)
    return one


def forget_rows(one: RegistryImport) -> None:
    """Forget the rows that waited to be applied."""
    db.session.execute(sql.UNSTAGE, sql.values_for(one))


def last_line(one: RegistryImport) -> str:
    """Write what came of an import in one line, as programs read it."""
    return " ".join(f"{name}={one.counts.get(name, 0)}" for name in COUNTED)
