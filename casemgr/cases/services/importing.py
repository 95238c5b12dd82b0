"""Changing fields of many cases from a table: each row is taken, or refused in words."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from casemgr import audit
from casemgr.cases.access import check_may_change
from casemgr.cases.models import Case
from casemgr.cases.queries import find_by_number
from casemgr.cases.services.opening import update_case
from casemgr.errors import CaseMgrError, Invalid
from casemgr.extensions import db
from casemgr.spreadsheets import table_of
from casemgr.tenants import current_pack
from casemgr.tenants.clearance import is_cleared
from casemgr.tenants.field_text import UNWRITTEN, typed_in
from casemgr.tenants.fields import Field, clean_fields

KEY = "number"
MISFIT = "@misfit"
MOST_ROWS = 5000
LONGEST = 1_000_000
UNSTORABLE = re.compile(r"[\x00\ud800-\udfff]")
CHANGED, SAME, REFUSED, HELD_BACK = "changed", "same", "refused", "held back"


@dataclass(frozen=True)
class Result:
    """What became of one row of the table, by its line, and why."""

    line: int
    number: str
    outcome: str
    reason: str = ""


def importable_fields(person: Any) -> list[Field]:
    """List the fields of cases that a table can set: those that the person could enter."""
    return [
        field
        for field in current_pack().fields.get("case", ())
        if field.is_entered and field.type not in UNWRITTEN and is_cleared(field, person)
    ]


def read_table(text: str, *, by: Any) -> list[dict[str, Any]]:
    """Read a table into rows by column. Raises Invalid, which says what to mend in it."""
    if UNSTORABLE.search(text) or len(text) > LONGEST:
        raise _unread(f"A table is text of at most {LONGEST:,} characters.")
    try:
        head, *rows = table_of(text)
    except ValueError as error:
        raise _unread(f"This is not a table of comma-separated values ({error}).") from None
    columns = _columns([cell.strip() for cell in head.cells], by)
    filled = [row for row in rows if any(cell.strip() for cell in row.cells)]
    if not 0 < len(filled) <= MOST_ROWS:
        raise _unread(f"A table has 1 to {MOST_ROWS:,} rows below its head; here {len(filled):,}.")
    return [{"line": row.line, **_named(columns, row.cells)} for row in filled]


def import_rows(
    rows: Sequence[Mapping[str, Any]], *, by: Any, dry: bool, all_or_none: bool
) -> Iterator[Result]:
    """Change the cases as the rows say, and tell of each row what became of it.

    A blank cell leaves the field as it is. With `all_or_none` nothing is changed when a row is
    refused; `dry` tells what would happen.
    """
    if not dry and all_or_none:
        tried = list(import_rows(rows, by=by, dry=True, all_or_none=False))
        if any(one.outcome == REFUSED for one in tried):
            yield from (_held_back(one) for one in tried)
            return
    seen: dict[str, int] = {}
    for row in rows:
        yield _import_row(row, seen, by, dry)
        seen.setdefault(_number(row), row["line"])


def note_import(results: Sequence[Result], *, by: Any) -> None:
    """Let the audit say how many cases an import changed."""
    changed = sum(one.outcome == CHANGED for one in results)
    audit.record("import_cases", by=by, rows=len(results), changed=changed)


def result_of(results: Sequence[Result]) -> dict[str, Any]:
    """Return the results as a job keeps them."""
    counts = {name: sum(one.outcome == name for one in results) for name in (CHANGED, SAME)}
    refused = len(results) - sum(counts.values())
    return {"rows": [asdict(one) for one in results], **counts, "refused": refused}


def _import_row(row: Mapping[str, Any], seen: Mapping[str, int], by: Any, dry: bool) -> Result:
    number = _number(row)
    try:
        if number in seen:
            raise Invalid(f"Line {seen[number]} has this number already.")
        with db.session.begin_nested():
            changed = _change(_case_to_change(number, by), row, by, dry)
    except CaseMgrError as error:
        return Result(row["line"], number, REFUSED, error.message)
    return Result(row["line"], number, CHANGED if changed else SAME)


def _case_to_change(number: str, by: Any) -> Case:
    case = find_by_number(number) if number else None
    if case is None:
        raise Invalid("There is none of this number that you can see.")
    check_may_change(case, by)
    return case


def _change(case: Case, row: Mapping[str, Any], by: Any, dry: bool) -> bool:
    values = _values(case, row, by)
    changed = {name: value for name, value in values.items() if case.fields.get(name) != value}
    if changed and not dry:
        update_case(case, by=by, fields=changed)
    return bool(changed)


def _values(case: Case, row: Mapping[str, Any], by: Any) -> dict[str, Any]:
    """Read the cells of a row as a form would read them. Raises Invalid with every reason."""
    fields = current_pack().fields_for("case", (), case.case_type)
    given = {field.name: row[field.name] for field in fields if row.get(field.name, "").strip()}
    raw, problems = {}, [row[MISFIT]] if MISFIT in row else _misplaced(row, given)
    for field in fields:
        if field.name in given:
            try:
                raw[field.name] = typed_in(field, given[field.name])
            except ValueError as error:
                problems.append(f"{field.label}: {error}")
    context = {"case_type": case.case_type, "kind": ""}
    values, messages = clean_fields(fields, raw, context, stored=case.fields, asked=set(raw))
    labels = {field.name: field.label for field in fields}
    problems += [f"{labels[name.partition('-')[0]]}: {said}" for name, said in messages.items()]
    if problems:
        raise Invalid(" ".join(problems))
    return values


def _misplaced(row: Mapping[str, Any], given: Mapping[str, str]) -> list[str]:
    """Name the cells that are filled in though a case of this type has no such field."""
    filled = [name for name in row if name not in ("line", KEY) and str(row[name]).strip()]
    return [f"Its type has no {name}." for name in filled if name not in given]


def _columns(head: Sequence[str], by: Any) -> list[str]:
    """Read the head: names or labels of fields, and the case's number."""
    known = {field.name: field.name for field in importable_fields(by)} | {KEY: KEY}
    known |= {field.label.casefold(): field.name for field in importable_fields(by)}
    columns = [known.get(cell, known.get(cell.casefold(), "")) for cell in head]
    unknown = [cell for cell, name in zip(head, columns, strict=True) if not name]
    if unknown:
        raise _unread(f'The column "{unknown[0][:60]}" is not one of the template\'s.')
    if columns.count(KEY) != 1 or len(set(columns)) != len(columns) or len(columns) < 2:
        raise _unread(f'The head names "{KEY}" and one or more fields, each once.')
    return columns


def _named(columns: Sequence[str], cells: Sequence[str]) -> dict[str, str]:
    """Give each cell its column, and mark a row that is too long or too short."""
    row = dict(zip(columns, cells, strict=False))
    if len(cells) != len(columns):
        row[MISFIT] = f"The row has {len(cells)} cells and the head {len(columns)}."
    return row


def _number(row: Mapping[str, Any]) -> str:
    return str(row.get(KEY, "")).strip()


def _held_back(result: Result) -> Result:
    if result.outcome == REFUSED:
        return result
    reason = "Not changed, because other rows are refused."
    return Result(result.line, result.number, HELD_BACK, reason)


def _unread(message: str) -> Invalid:
    return Invalid(message, {"table": message})
