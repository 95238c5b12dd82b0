"""What records hold in an agency's own fields when those are renamed, retyped, dropped or needed.

Only fields that change are looked at, each in one query over its distinct values. No value is
lost: a renamed one keeps its earlier name beside the new one, a retyped one is kept as it was
under `name@version`, and one that is dropped stays where it is.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Text,
    Uuid,
    and_,
    cast,
    column,
    func,
    literal,
    select,
    true,
    update,
)
from sqlalchemy.dialects.postgresql import JSONB

from casemgr.cases.models import Case
from casemgr.changes.comparing import renamed_fields
from casemgr.changes.findings import Finding, about
from casemgr.changes.records import Records, with_fields
from casemgr.database.rows import acting
from casemgr.extensions import db
from casemgr.tenants.earlier import KEPT
from casemgr.tenants.fields import Field
from casemgr.tenants.form_fields import typed_value
from casemgr.tenants.pack import Pack
from casemgr.tenants.problems import PackInvalid, problem_at

UNREAD = object()
NOTHING: tuple[Any, ...] = (None, "", [])


def find_values(old: Pack, new: Pack) -> Iterator[Finding]:
    """Report values that would not be read, or be hidden, and records that lack what is needed."""
    for subject, records in with_fields().items():
        before = {field.name: field for field in old.fields.get(subject, ())}
        renamed = renamed_fields(old, new, subject)
        for field in new.fields.get(subject, ()):
            was = before.get(renamed.get(field.name, field.name))
            if was is not None and was.type != field.type:
                yield from _unread(records, was, field)
            if field.required and not (was and was.required):
                yield from _lacking(records, was or field, field)
        kept = {field.name for field in new.fields.get(subject, ())} | set(renamed.values())
        for name in before.keys() - kept:
            yield from _hidden(records, before[name])


def carry_values(plan: Any, number: int) -> int:
    """Copy renamed values and read retyped ones anew, forward or back; return how many changed."""
    if plan.old is None:
        return 0
    old, new, back = plan.old, plan.pack, plan.rolls_back
    count = 0
    for subject, records in with_fields().items():
        if back:
            renamed = {was: name for name, was in renamed_fields(new, old, subject).items()}
        else:
            renamed = renamed_fields(old, new, subject)
        for name, was in renamed.items():
            count += _copy(records, was, name)
        before = {field.name: field for field in old.fields.get(subject, ())}
        for field in new.fields.get(subject, ()):
            earlier = before.get(renamed.get(field.name, field.name))
            if earlier is not None and earlier.type != field.type:
                count += _read_anew(records, earlier, field, number, back)
    return count


def refuse_unreadable(old: Pack, new: Pack) -> None:
    """Refuse a field that is to name people on record: no other value can become such a name."""
    problems = []
    for subject in new.fields:
        renamed = renamed_fields(old, new, subject)
        for field in new.fields[subject]:
            was = old.field(subject, renamed.get(field.name, field.name))
            if was is not None and field.type == "person" != was.type:
                place = new.source["fields"][subject]["fields"][field.name].value_at("type")
                message = f"{field.name} is a {was.type}, and no {was.type} can become a person"
                mend = "a new field of type person beside it"
                problems.append(problem_at(place, message, mend))
    if problems:
        raise PackInvalid(problems)


def reread(old: Field, new: Field, value: Any) -> Any:
    """Read a stored value as the new type would read what was typed; UNREAD when it cannot."""
    try:
        return new.type_of.read(new, _typed(old, value))
    except (ValueError, TypeError, KeyError, AttributeError):
        return UNREAD


def _typed(old: Field, value: Any) -> Any:
    """Return what a person would type for the value; several entries are told one by one."""
    if old.type == "composite" and isinstance(value, dict):
        return value["code"]
    return typed_value(old, value)


def _stored(records: Records, name: str) -> ColumnElement[bool]:
    """Hold for records that have a value there."""
    value = records.model.fields[name]
    empty = [literal(one, JSONB) for one in NOTHING]
    return and_(records.own(), records.model.fields.has_key(name), cast(value, JSONB).not_in(empty))


def _unread(records: Records, old: Field, new: Field) -> Iterator[Finding]:
    value = records.model.fields[old.name]
    wanted = select(value, func.count()).where(_stored(records, old.name)).group_by(value)
    bad = [
        (stored, count)
        for stored, count in db.session.execute(wanted)
        if reread(old, new, stored) is UNREAD
    ]
    if bad:
        count = sum(number for _, number in bad)
        chosen = [literal(stored, JSONB) for stored, _ in bad[:10]]
        examples = records.examples(_stored(records, old.name), value.in_(chosen))
        words = f"with a value in {old.name} that is no {new.type}; it stays as it is."
        yield Finding(about(count, records.noun, words), count, examples)


def _hidden(records: Records, field: Field) -> Iterator[Finding]:
    condition = _stored(records, field.name)
    count = records.count(condition)
    if count:
        words = f"with a value in {field.name}, which is shown under Earlier fields from then on."
        yield Finding(about(count, records.noun, words), count, records.examples(condition))


def _lacking(records: Records, was: Field, field: Field) -> Iterator[Finding]:
    condition = and_(~_stored(records, was.name), _applies(records, field), records.own())
    count = records.count(condition)
    if count:
        words = f"without {field.name}, which is needed from then on when they are edited."
        yield Finding(about(count, records.noun, words), count, records.examples(condition))


def _applies(records: Records, field: Field) -> ColumnElement[bool]:
    """Hold for records of the kinds and case types that have the field."""
    found: ColumnElement[bool] = true()
    if field.kinds and records.kind is not None:
        found = and_(found, records.kind.in_(field.kinds))
    if field.case_types:
        model = records.model
        key = model.id if model is Case else model.case_id
        cases = select(Case.id).where(
            Case.tenant_id == acting().tenant_id, Case.case_type.in_(field.case_types)
        )
        found = and_(found, key.in_(cases))
    return found


def _copy(records: Records, was: str, name: str) -> int:
    """Give every value that stands under a name its successor's name too."""
    model = records.model
    pair = func.jsonb_build_object(literal(name, Text), model.fields[was])
    done = db.session.execute(
        update(model)
        .where(records.own(), records.may_change, model.fields.has_key(was))
        .values(_merged(model, pair))
        .execution_options(synchronize_session=False)
    )
    return int(done.rowcount)  # type: ignore[attr-defined]


def _read_anew(records: Records, old: Field, new: Field, number: int, back: int | None) -> int:
    """Read every value of a field anew, keep it as it was beside, and write all that changed."""
    model = records.model
    kept = f"{new.name}{KEPT}{back or number}"
    wanted = select(model.id, model.fields[new.name], model.fields[kept])
    told = {}
    for key, stored, before in db.session.execute(
        wanted.where(_stored(records, new.name), records.may_change)
    ):
        read = _back(old, new, stored, before) if back else reread(old, new, stored)
        if read != stored or type(read) is not type(stored):
            told[str(key)] = ({} if read is UNREAD else {new.name: read}) | (
                {} if back else {kept: stored}
            )
    _write(records, told)
    return len(told)


def _write(records: Records, told: Mapping[str, Any]) -> None:
    """Lay entries over the fields of many records in one statement."""
    model = records.model
    each = func.jsonb_each(literal(dict(told), JSONB)).table_valued(
        column("key", Text), column("value", JSONB)
    )
    db.session.execute(
        update(model)
        .where(records.own(), model.id == cast(each.c.key, Uuid))
        .values(_merged(model, each.c.value))
        .execution_options(synchronize_session=False)
    )


def _back(old: Field, new: Field, stored: Any, before: Any) -> Any:
    """Return the very value that was there before, unless it has been edited since."""
    if before is not None and reread(new, old, before) == stored:
        return before
    return reread(old, new, stored)


def _merged(model: Any, told: Any) -> dict[str, Any]:
    """Lay entries over a record's fields; a page that was opened before is stale."""
    return {"fields": model.fields.op("||")(told), "row_version": model.row_version + 1}
