"""What happened to a record in its workflow: appended with each change, read for its pages."""

from typing import Any, NamedTuple

from sqlalchemy import bindparam, func, insert, select
from sqlalchemy.orm.attributes import flag_modified

from casemgr.accounts.delegation import Absentee
from casemgr.database.rows import acting, flush, rows
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
_LAST = select(func.max(WorkflowEvent.position)).where(
    WorkflowEvent.tenant_id == bindparam("of_tenant"),
    WorkflowEvent.instance_id == bindparam("of_instance"),
)
_APPEND = insert(WorkflowEvent.__table__).values(
    position=func.coalesce(_LAST.scalar_subquery(), 0) + 1
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
    key = {"tenant": acting().tenant_id, "subject": subject_of(record).name, "record": record.id}
    return db.session.scalars(_LOCKED if lock else _LIFE, key).one()


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
    """Append to the history of a record, after what it tells of is written.

    Its row version moves, so that a second page is stale; a clock leaves open pages as they are.
    """
    if kind != "clock":
        flag_modified(instance, "memory")
    flush()
    event = {
        "of_tenant": instance.tenant_id,
        "of_instance": instance.id,
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
    db.session.connection().execute(_APPEND, event)


def _events(instance: WorkflowInstance) -> Any:
    return (
        select(WorkflowEvent)
        .where(WorkflowEvent.instance_id == instance.id)
        .order_by(WorkflowEvent.position)
    )
