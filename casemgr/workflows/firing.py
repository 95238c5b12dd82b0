"""What clocks do when their time has come: reminders, the end, escalation; each exactly once."""

import logging
import uuid
from typing import Any

from sqlalchemy import select

from casemgr import audit, clock
from casemgr.database.rows import acting, flush, rows
from casemgr.errors import CaseMgrError
from casemgr.extensions import db
from casemgr.tenants import current_pack
from casemgr.workflows.clocks import RUNNING, marks_ahead, set_next, stop_clock
from casemgr.workflows.definition import Clock
from casemgr.workflows.engine import engine_for
from casemgr.workflows.histories import Given, write_event
from casemgr.workflows.marks import Does, Mark, role_at
from casemgr.workflows.models import WorkflowClock, WorkflowInstance
from casemgr.workflows.publishing import definition_of
from casemgr.workflows.services import run_out
from casemgr.workflows.status import Status
from casemgr.workflows.subjects import record_of

MOST = 200
log = logging.getLogger("casemgr.clocks")


def fire_due_clocks(*, by: Any) -> int:
    """Do all that the clocks of the tenant are due to do, and return how much that was.

    Each record is locked before its clock is looked at again, so two workers never do the same,
    and each mark has a key of its own in the history, which refuses a second one.
    """
    due = select(WorkflowClock.id).where(
        WorkflowClock.tenant_id == acting().tenant_id, WorkflowClock.next_at <= clock.now()
    )
    found = rows(due.order_by(WorkflowClock.next_at).limit(MOST))
    return sum(_alone(key, by) for key in found)


def _alone(key: uuid.UUID, by: Any) -> int:
    """Let one clock do its part; when it cannot, the others of the tenant still do theirs."""
    try:
        with db.session.begin_nested():
            return _catch_up(key, by)
    except CaseMgrError as error:
        log.warning("clock %s: %s", key, error.message)
        return 0


def _catch_up(key: uuid.UUID, by: Any) -> int:
    """Let one clock do what it has missed; a record that is gone from sight is left alone."""
    row = db.session.get(WorkflowClock, (acting().tenant_id, key))
    if row is None:
        return 0
    instance = db.session.get_one(
        WorkflowInstance, (row.tenant_id, row.instance_id), with_for_update=True
    )
    db.session.refresh(row)
    record, fired = record_of(instance), 0
    if record is not None and row.name not in definition_of(instance).clocks:
        stop_clock(record, row)  # the record has moved to a version without this clock
    while record is not None and row.next_at is not None and row.next_at <= clock.now():
        _fire(record, instance, row, by)
        fired += 1
    return fired


def _fire(record: Any, instance: WorkflowInstance, row: WorkflowClock, by: Any) -> None:
    definition = definition_of(instance)
    wanted = definition.clocks[row.name]
    due = marks_ahead(wanted, record, row.due_on)
    mark, firing = due[row.mark], f"{row.name}.{row.run}.{row.mark}"
    row.mark += 1
    set_next(row, due)
    if mark.does is Does.ESCALATE:
        row.rung += 1
        row.role = role_at(row.rung, wanted.role, current_pack().roles)
    here = engine_for(definition).restore(instance.states, instance.memory)
    _tell(record, instance, row, mark, here, firing, by)
    if mark.does is Does.RUN_OUT and wanted.then and row.state == RUNNING:
        _bring_about(record, instance, wanted, row, by)


def _tell(
    record: Any,
    instance: WorkflowInstance,
    row: WorkflowClock,
    mark: Mark,
    here: Status,
    firing: str,
    by: Any,
) -> None:
    words = f"{row.label}: {_words(mark, row)}"
    write_event(
        instance,
        row.name,
        words,
        Given(by, by_itself=True),
        here,
        here,
        kind="clock",
        firing=firing,
    )
    flush()
    audit.record(
        "clock_fired", record, by=by, clock=row.name, does=mark.does.value, due_on=row.due_on
    )


def _words(mark: Mark, row: WorkflowClock) -> str:
    day = f"{row.due_on:%d %b %Y}"
    if mark.does is Does.REMIND:
        return f"reminder, due {day}"
    if mark.does is Does.RUN_OUT:
        return f"overdue since {day}"
    role = current_pack().roles.get(row.role)
    return f"overdue since {day}, goes up to the {role.label.lower() if role else row.role}"


def _bring_about(
    record: Any, instance: WorkflowInstance, wanted: Clock, row: WorkflowClock, by: Any
) -> None:
    """Take the step that the end of a clock brings; what keeps it from happening is told."""
    unmet = run_out(record, instance, wanted, by=by)
    db.session.refresh(row)  # the step may have started this very clock anew
    if unmet:
        here = Status(tuple(instance.states))
        label = f"{row.label} ran out, but nothing followed"
        write_event(
            instance, row.name, label, Given(by, unmet, by_itself=True), here, here, kind="clock"
        )
        flush()
