"""Starting and stopping the clocks of records as they move, and pausing them for a reason."""

from collections.abc import Collection, Iterator
from datetime import date, datetime
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.dialects.postgresql import insert

from casemgr import audit, clock
from casemgr.database.base import SCHEMA, Base
from casemgr.database.rows import acting, flush
from casemgr.errors import Conflict, Invalid, NotAllowed, NotFound
from casemgr.extensions import db
from casemgr.tenants import current_pack
from casemgr.workflows import marks
from casemgr.workflows.definition import Clock, Definition
from casemgr.workflows.engine import engine_for
from casemgr.workflows.histories import Given, instance_of, write_event
from casemgr.workflows.models import WorkflowClock, WorkflowInstance
from casemgr.workflows.publishing import definition_of
from casemgr.workflows.registry import TERMS, Term
from casemgr.workflows.status import Status
from casemgr.workflows.subjects import subject_of
from casemgr.workflows.workdays import between, later, midnight

RUNNING, PAUSED, STOPPED = "running", "paused", "stopped"
_OF_RECORD = (
    select(WorkflowClock)
    .where(
        WorkflowClock.tenant_id == bindparam("tenant"),
        WorkflowClock.instance_id == bindparam("instance"),
    )
    .order_by(WorkflowClock.due_on)
    .execution_options(populate_existing=True)  # a clock is started past the session
)
_OF_RECORDS = (
    select(WorkflowClock)
    .where(
        WorkflowClock.tenant_id == bindparam("tenant"),
        WorkflowClock.instance_id.in_(bindparam("lives", expanding=True)),
    )
    .execution_options(populate_existing=True)
)
_ANEW = ("state", "started_on", "due_on", "paused_on", "next_at", "mark", "role", "rung")
_BEGINS = insert(Base.metadata.tables[f"{SCHEMA}.{WorkflowClock.__tablename__}"])
_START = _BEGINS.on_conflict_do_update(
    index_elements=["tenant_id", "instance_id", "name"],
    set_={name: _BEGINS.excluded[name] for name in _ANEW}
    | {"run": WorkflowClock.run + 1, "row_version": WorkflowClock.row_version + 1},
)


def wind_clocks(
    record: Any,
    instance: WorkflowInstance,
    definition: Definition,
    was_in: Collection[str],
    is_in: Collection[str],
    steps: Collection[str] = (),
) -> None:
    """Start, restart and stop the clocks of a record that has moved; one query each."""
    begun, ended = _changes(definition, set(was_in), set(is_in), set(steps))
    for wanted in begun:
        start_clock(record, instance, wanted)
    if ended:
        stop_clocks(record, instance, {past.name for past in ended})


def follow_definition(
    lives: Collection[tuple[WorkflowInstance, Any]], definition: Definition
) -> None:
    """Fit the clocks of records to another version of their workflow; what goes on runs on."""
    known: dict[Any, dict[str, WorkflowClock]] = {life.id: {} for life, _ in lives}
    for row in db.session.scalars(_OF_RECORDS, {"tenant": acting().tenant_id, "lives": [*known]}):
        known[row.instance_id][row.name] = row
    begun = [one for life in lives for one in _follow(*life, definition, known[life[0].id])]
    if begun:
        db.session.execute(_START, begun)


def _follow(
    life: WorkflowInstance, record: Any, definition: Definition, known: dict[str, WorkflowClock]
) -> Iterator[dict[str, Any]]:
    """Stop the clocks that the version does not have here, and describe those that begin."""
    here = set(_around(definition, life))
    wanted = {each.name: each for each in definition.clocks.values() if here & set(each.states)}
    for name, row in known.items():
        if name not in wanted:
            stop_clock(record, row)
    for name, each in wanted.items():
        begun = None
        if name not in known or known[name].state == STOPPED:
            begun = _begin(record, life, each)
        if begun:
            yield begun


def start_clock(record: Any, instance: WorkflowInstance, wanted: Clock) -> None:
    """Start a clock, anew if it has run before; a record that names no day has no clock."""
    begun = _begin(record, instance, wanted)
    if begun:
        db.session.execute(_START, begun)
    else:
        stop_clocks(record, instance, {wanted.name})


def _begin(record: Any, instance: WorkflowInstance, wanted: Clock) -> dict[str, Any] | None:
    """Describe a clock that starts today; nothing for a record that names no day."""
    today = clock.today(current_pack().time_zone)
    due_on = marks.due_day(wanted, term_of(wanted, record), _until(wanted, record), today)
    if due_on is None:
        return None
    show_due(record, wanted.name, due_on)
    return _begun(instance, wanted, today, due_on, marks_ahead(wanted, record, due_on))


def follow_dates(record: Any) -> None:
    """Let clocks that end on a day of the record follow it when that day is changed."""
    instance = instance_of(record)
    definition = definition_of(instance)
    if not any(each.until for each in definition.clocks.values()):
        return
    here = set(_around(definition, instance))
    known = {row.name: row for row in list_clocks(instance)}
    for each in definition.clocks.values():
        row, until = known.get(each.name), _until(each, record)
        if each.until and here & set(each.states) and (row.due_on if row else None) != until:
            start_clock(record, instance, each)


def list_clocks(instance: WorkflowInstance) -> list[WorkflowClock]:
    """List the clocks of a record."""
    key = {"tenant": instance.tenant_id, "instance": instance.id}
    return list(db.session.scalars(_OF_RECORD, key))


def restrict_life(record: Any) -> None:
    """Let a record's life and its clocks follow it behind a new restriction."""
    instance = instance_of(record)
    instance.compartments = list(record.compartments)
    for row in list_clocks(instance):
        row.compartments = list(record.compartments)


def pause_clock(record: Any, name: str, *, by: Any, reason: str) -> None:
    """Stop counting a clock's time for a reason, such as a court's stay; the history tells why."""
    instance, _, row = _running(record, name, by, reason)
    if row.state != RUNNING:
        raise Conflict(f"“{row.label}” does not run now.")
    row.state, row.paused_on = PAUSED, clock.today(current_pack().time_zone)
    row.next_at = None
    _tell(record, instance, row, "paused", by, reason)


def resume_clock(record: Any, name: str, *, by: Any, reason: str) -> None:
    """Count a clock's time again; the days of the pause are added to its end."""
    instance, wanted, row = _running(record, name, by, reason)
    if row.state != PAUSED or row.paused_on is None:
        raise Conflict(f"“{row.label}” is not paused.")
    business, today = wanted.in_business_days, clock.today(current_pack().time_zone)
    idle = between(row.paused_on, today, business=business)
    row.due_on, row.state, row.paused_on = later(row.due_on, idle, business=business), RUNNING, None
    set_next(row, marks_ahead(wanted, record, row.due_on))
    _tell(record, instance, row, "resumed", by, reason)


def check_may_pause(record: Any, name: str, *, by: Any) -> None:
    """Refuse a person whose roles do not pause the clock."""
    wanted = definition_of(instance_of(record)).clocks.get(name)
    if wanted is None or not may_pause(wanted, by):
        raise NotAllowed("Your role does not pause this time limit.")


def may_pause(wanted: Clock, by: Any) -> bool:
    """Whether one of the person's roles may pause the clock."""
    return bool(set(wanted.pause) & set(by.roles))


def term_of(wanted: Clock, record: Any) -> Term | None:
    """Ask the feature that offers the clock's term how long this record has."""
    return TERMS[wanted.term](record) if wanted.term else None


def marks_ahead(wanted: Clock, record: Any, due_on: date) -> list[marks.Mark]:
    """List what the clock does and when, with the end that it has."""
    term = term_of(wanted, record)
    escalate = wanted.escalate or (term.escalate if term else ())
    return marks.marks_of(wanted, escalate, due_on)


def set_next(row: WorkflowClock, due: list[marks.Mark]) -> None:
    """Set when the clock next does something; nothing after its last mark."""
    row.next_at = _moment(due[row.mark]) if row.mark < len(due) else None


def _moment(mark: marks.Mark) -> datetime:
    return midnight(mark.day, current_pack().time_zone)


def _first(due: list[marks.Mark], today: date) -> int:
    """Find the first mark to come; a reminder whose day is past is left out."""
    ahead = (mark.does is not marks.Does.REMIND or mark.day > today for mark in due)
    return next(place for place, is_ahead in enumerate(ahead) if is_ahead)


def show_due(record: Any, name: str, due_on: date | None) -> None:
    """Write the day into the column by which lists sort, if the record has one for this clock."""
    column = subject_of(record).due.get(name)
    if column:
        setattr(record, column, due_on)


def _around(definition: Definition, instance: WorkflowInstance) -> Collection[str]:
    engine = engine_for(definition)
    return engine.configuration(engine.restore(instance.states, instance.memory))


def _changes(
    definition: Definition, was_in: set[str], is_in: set[str], steps: set[str]
) -> tuple[list[Clock], list[Clock]]:
    """Tell which clocks begin and which end with a move, without looking at any row."""
    begun, ended = [], []
    for each in definition.clocks.values():
        ran, runs = bool(was_in & set(each.states)), bool(is_in & set(each.states))
        if runs and (not ran or steps & set(each.restart_on)):
            begun.append(each)
        elif ran and not runs:
            ended.append(each)
    return begun, ended


def _begun(
    instance: WorkflowInstance, wanted: Clock, today: date, due_on: date, due: list[marks.Mark]
) -> dict[str, Any]:
    """Describe a clock at its start."""
    mark = _first(due, today)
    return {
        "tenant_id": instance.tenant_id,
        "instance_id": instance.id,
        "case_id": instance.case_id,
        "compartments": instance.compartments,
        "name": wanted.name,
        "label": wanted.words,
        "started_on": today,
        "due_on": due_on,
        "paused_on": None,
        "next_at": _moment(due[mark]),
        "mark": mark,
        "role": wanted.role,
    }


def stop_clocks(record: Any, instance: WorkflowInstance, names: Collection[str]) -> None:
    """Stop those clocks of a record that have been started."""
    for row in list_clocks(instance):
        if row.name in names:
            stop_clock(record, row)


def stop_clock(record: Any, row: WorkflowClock) -> None:
    """Stop a clock whose states the record has left."""
    row.state, row.next_at, row.paused_on = STOPPED, None, None
    show_due(record, row.name, None)


def _until(wanted: Clock, record: Any) -> date | None:
    if not wanted.until:
        return None
    found = subject_of(record).values(current_pack(), record).get(wanted.until)
    return date.fromisoformat(found) if isinstance(found, str) else found


def _running(
    record: Any, name: str, by: Any, reason: str
) -> tuple[WorkflowInstance, Clock, WorkflowClock]:
    """Return a record's clock, locked, for one who may pause it and says why."""
    instance = instance_of(record, lock=True)
    wanted = definition_of(instance).clocks.get(name)
    row = next((each for each in list_clocks(instance) if each.name == name), None)
    if wanted is None or row is None:
        raise NotFound
    check_may_pause(record, name, by=by)
    if not reason.strip():
        raise Invalid("Say why.", {"reason": "Say why the time does not count, or counts again."})
    return instance, wanted, row


def _tell(
    record: Any, instance: WorkflowInstance, row: WorkflowClock, what: str, by: Any, reason: str
) -> None:
    here = Status(tuple(instance.states))
    label = f"{row.label}: {what}, due {row.due_on:%d %b %Y}"
    write_event(instance, row.name, label, Given(by, reason), here, here, kind="clock")
    show_due(record, row.name, row.due_on if row.state == RUNNING else None)
    flush()
    audit.record(f"clock_{what}", record, by=by, reason=reason, clock=row.name, due_on=row.due_on)
