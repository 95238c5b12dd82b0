"""What happened to a record in its workflow: appended with each change, read for its pages."""

from typing import Any, NamedTuple

from sqlalchemy import bindparam, func, insert, select, update
from sqlalchemy.orm.attributes import set_committed_value

from casemgr import clock
from casemgr.accounts.delegation import Absentee
from casemgr.database.base import SCHEMA, Base, new_id
from casemgr.database.rows import acting, flush, rows
from casemgr.errors import StaleEdit
from casemgr.extensions import db
from casemgr.workflows.models import WorkflowEvent, WorkflowInstance
from casemgr.workflows.status import Status
from casemgr.workflows.subjects import subject_of

_LIFE = select(WorkflowInstance).where(
    WorkflowInstance.tenant_id == bindparam("tenant"),
    WorkflowInstance.subject_type == bindparam("subject"),
    WorkflowInstance.subject_id == bindparam("record"),
)
_LOCKED = _LIFE.with_for_update().execution_options(populate_existing=True)
_EVENTS, _LIVES = (
    Base.metadata.tables[f"{SCHEMA}.{model.__tablename__}"]
    for model in (WorkflowEvent, WorkflowInstance)
)
_MOVED = ("states", "memory", "entered_at", "row_version")
_TOLD = [column.name for column in _EVENTS.c if column.name != "position"]
_LAST = select(func.max(_EVENTS.c.position)).where(
    _EVENTS.c.tenant_id == bindparam("told_tenant_id"),
    _EVENTS.c.instance_id == bindparam("told_instance_id"),
)
_EVENT = select(
    *(bindparam(f"told_{name}", type_=_EVENTS.c[name].type) for name in _TOLD),
    func.coalesce(_LAST.scalar_subquery(), 0) + 1,
)
_MOVE = (
    update(_LIVES)
    .where(
        _LIVES.c.tenant_id == bindparam("told_tenant_id"),
        _LIVES.c.id == bindparam("told_instance_id"),
        _LIVES.c.row_version == bindparam("seen"),
    )
    .values({name: bindparam(f"now_{name}", type_=_LIVES.c[name].type) for name in _MOVED})
    .returning(_LIVES.c.id)
    .cte("moved")
)
_APPEND = insert(_EVENTS).from_select([*_TOLD, "position"], _EVENT)
_MOVE_AND_APPEND = (
    insert(_EVENTS)
    .from_select([*_TOLD, "position"], _EVENT.select_from(_MOVE))
    .returning(_EVENTS.c.id)
)


class Given(NamedTuple):
    """Who did something to a record, why, and what they entered."""

    by: Any
    reason: str = ""
    entries: dict[str, Any] | None = None
    instead_of: Absentee | None = None
    by_itself: bool = False

    @property
    def actor_name(self) -> str:
        """Who did it, and in whose place; a clock does what it does by itself."""
        name: str = "The platform" if self.by_itself else self.by.name
        return f"{name} for {self.instead_of.name}" if self.instead_of else name


def instance_of(record: Any, *, lock: bool = False) -> WorkflowInstance:
    """Return the life of a record; locked, nobody else can move it meanwhile."""
    return db.session.scalars(_LOCKED if lock else _LIFE, _key(record)).one()


def find_life(record: Any, *, lock: bool = False) -> WorkflowInstance | None:
    """Return the life of a record, or None of one to whose kind the agency gives none."""
    return db.session.scalars(_LOCKED if lock else _LIFE, _key(record)).one_or_none()


def lives_under(case: Any, subject: str) -> dict[Any, WorkflowInstance]:
    """Return the lives of all records of a kind in a case, by the records' keys."""
    wanted = select(WorkflowInstance).where(
        WorkflowInstance.tenant_id == acting().tenant_id,
        WorkflowInstance.case_id == case.id,
        WorkflowInstance.subject_type == subject,
    )
    return {life.subject_id: life for life in rows(wanted)}


def parent_of(instance: WorkflowInstance) -> WorkflowInstance | None:
    """Return the life of the case under which a record hangs; a case has none above it."""
    if instance.case_id is None or instance.case_id == instance.subject_id:
        return None
    return db.session.scalar(
        select(WorkflowInstance).where(
            WorkflowInstance.tenant_id == instance.tenant_id,
            WorkflowInstance.subject_id == instance.case_id,
        )
    )


def history(record: Any) -> list[WorkflowEvent]:
    """List what happened to a record in its workflow, oldest first."""
    return rows(_events(instance_of(record)))


def steps_taken(record: Any, name: str) -> list[WorkflowEvent]:
    """List when and by whom a step was taken, oldest first."""
    return [event for event in history(record) if event.step == name and event.kind == "step"]


def approvals_of(instance: WorkflowInstance, name: str) -> list[WorkflowEvent]:
    """List who has approved the step since the record came to where it stands."""
    return [
        event
        for event in rows(_events(instance))
        if event.kind == "approval" and event.step == name and event.at >= instance.entered_at
    ]


def write_event(
    instance: WorkflowInstance,
    name: str,
    label: str,
    given: Given,
    before: Status,
    after: Status,
    *,
    kind: str = "step",
    firing: str | None = None,
) -> None:
    """Append to the history of a record, and write what has changed on it.

    Its row version moves, so that a second page is stale; a clock leaves open pages as they are.
    """
    event = {
        "id": new_id(),
        "at": clock.now(),
        "tenant_id": instance.tenant_id,
        "instance_id": instance.id,
        "case_id": instance.case_id,
        "compartments": instance.compartments,
        "actor_id": given.by.id,
        "actor_name": given.actor_name,
        "kind": kind,
        "step": name,
        "label": label,
        "before": before.states,
        "after": after.states,
        "reason": given.reason.strip(),
        "entries": given.entries or {},
        "behalf_id": given.instead_of.id if given.instead_of else None,
        "firing": firing,
    }
    told = {f"told_{name}": value for name, value in event.items()}
    if kind == "clock":
        flush()
        db.session.execute(_APPEND, told)
    else:
        _move(instance, told)


def _move(instance: WorkflowInstance, told: dict[str, Any]) -> None:
    """Write where a record stands and what brought it there in one go."""
    seen, now = instance.row_version, {name: getattr(instance, name) for name in _MOVED}
    now["row_version"] += 1
    for name, value in now.items():
        set_committed_value(instance, name, value)  # no second UPDATE follows at the flush
    values = {"seen": seen, **{f"now_{name}": value for name, value in now.items()}}
    if db.session.execute(_MOVE_AND_APPEND, told | values).first() is None:
        raise StaleEdit("Somebody moved this record at the same time. Open it again.")
    flush()


def _key(record: Any) -> dict[str, Any]:
    return {"tenant": acting().tenant_id, "subject": subject_of(record).name, "record": record.id}


def _events(instance: WorkflowInstance) -> Any:
    return (
        select(WorkflowEvent)
        .where(WorkflowEvent.instance_id == instance.id)
        .order_by(WorkflowEvent.position)
    )
