"""Keeping the rows of a list until it is applied, with what is wrong with them."""

import json
from typing import Any

from casemgr.extensions import db
from regulatory.imports import statements as sql
from regulatory.imports.layouts import layouts
from regulatory.imports.models import ImportProblem, Severity
from regulatory.imports.reading import Part
from regulatory.imports.rows import Rows
from regulatory.imports.staging import Problem, Reading, cover, staged
from regulatory.imports.weighing import is_whole
from regulatory.registry.models import RegistryImport

OUTDATED = (
    "Most licenses of this list had run out on {day:%B %-d, %Y}. If that is not its day,"
    " abandon it and import it with the right one."
)
NOT_WHOLE = (
    "The file is cut off and not in the order of its ZIP codes, so nobody can tell which licenses"
    " are missing. None of them is taken to be gone."
)


MISSED = (
    "The list names no licensee in {states}, where the registry has {count:,} of them. They are"
    " left as they are."
)


def doubt_end(one: RegistryImport) -> None:
    """Say so when nobody can tell what of a list is missing, and which states it leaves out."""
    if not layouts()[one.layout].whole or not one.covered["states"]:
        return
    doubt = _missed(one) if is_whole(one) else NOT_WHOLE
    if doubt:
        _keep_problems(one, [Problem(one.lines, Severity.DOUBTFUL, doubt, "")])


def _missed(one: RegistryImport) -> str:
    states = json.dumps(one.covered["states"])
    values = {**sql.values_for(one), "scheme": one.scheme, "states": states}
    missed: dict[str, int] = dict(db.session.execute(sql.MISSED, values).all())
    counted = sum(missed.values())
    return MISSED.format(states=", ".join(missed), count=counted) if missed else ""


def keep_rows(one: RegistryImport, part: Part, found: Reading, rows: Rows) -> None:
    """Keep what was read of a part until the list is applied, and what is wrong with it."""
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
    if not one.covered:
        found.problems += _outdated(one, found, rows)
    _keep_problems(one, found.problems)
    one.offset, line = part.next_after(found.left)
    one.lines = line - 1
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


def _outdated(one: RegistryImport, found: Reading, rows: Rows) -> list[Problem]:
    """Doubt the day of a list most of whose licences had run out by then."""
    past = sum(rows.has_run_out(seen) for _, seen, _ in found.seen)
    if 2 * past <= len(found.seen):
        return []
    return [Problem(1, Severity.DOUBTFUL, OUTDATED.format(day=one.list_date), "")]


def _keep_problems(one: RegistryImport, problems: list[Problem]) -> None:
    db.session.add_all(
        ImportProblem(tenant_id=one.tenant_id, import_id=one.id, **vars(problem))
        for problem in problems
    )
