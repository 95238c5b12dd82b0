"""Moving records through their workflows: what is offered, refused and why, and what was done."""

import dataclasses
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm.attributes import flag_modified

from casemgr import audit, clock
from casemgr.database.rows import acting, flush, rows
from casemgr.errors import Conflict, StaleEdit
from casemgr.extensions import db
from casemgr.tenants import current_pack
from casemgr.workflows.definition import Definition, Step, humanise
from casemgr.workflows.engine import engine_for
from casemgr.workflows.models import WorkflowEvent, WorkflowInstance
from casemgr.workflows.publishing import definition_of, newest_definition
from casemgr.workflows.refusals import (
    Actor,
    Facts,
    Lack,
    Unmet,
    approvals_left,
    guards_unmet,
    refusals,
    step_label,
)
from casemgr.workflows.registry import ask_guard, bring_about
from casemgr.workflows.status import Move, Status
from casemgr.workflows.subjects import subject_of

__all__ = [
    "OfferedStep",
    "StepRefused",
    "history",
    "offered_steps",
    "start_workflow",
    "take_step",
]


class StepRefused(Conflict):
    """A step that cannot be taken now; `unmet` lists everything that is missing."""

    def __init__(self, label: str, unmet: list[Unmet]) -> None:
        super().__init__(f"“{label}” cannot be done now. " + " ".join(one.text for one in unmet))
        self.unmet = unmet
        self.problems = {str(place): one.text for place, one in enumerate(unmet)}

    @property
    def reasons(self) -> list[str]:
        """What is missing, one by one."""
        return [one.text for one in self.unmet]


@dataclass(frozen=True)
class OfferedStep:
    """A step that leads on from where a record stands, and what this person still lacks for it."""

    name: str
    label: str
    hint: str
    reason: str
    form: tuple[str, ...]
    unmet: list[Unmet]


def start_workflow(record: Any, *, by: Any) -> WorkflowInstance:
    """Put a new record at the start of the workflow that its agency's pack gives it."""
    subject, definition = subject_of(record), newest_definition(subject_of(record).name)
    move = engine_for(definition).begin(_automatic(definition, record, by))
    instance = WorkflowInstance(
        tenant_id=record.tenant_id,
        name=definition.name,
        version=definition.version,
        subject_type=subject.name,
        subject_id=record.id,
        case_id=getattr(record, "case_id", None),
        compartments=list(getattr(record, "compartments", ())),
        states=move.after.states,
        memory=move.after.memory,
    )
    record.state = " ".join(move.after.states)
    flush()
    db.session.add(instance)
    flush()
    return instance


def offered_steps(record: Any, by: Any, life: WorkflowInstance | None = None) -> list[OfferedStep]:
    """List the steps from here that the person's role has, with what is missing for each."""
    instance = life or instance_of(record)
    definition = definition_of(instance)
    engine, status = engine_for(definition), _status(definition, instance)
    return [
        _offer(definition, status, step, record, by)
        for step in engine.steps_from(status)
        if set(step.roles) & set(by.roles)
    ]


def take_step(
    record: Any,
    name: str,
    *,
    by: Any,
    reason: str = "",
    entries: dict[str, Any] | None = None,
    row_version: int | None = None,
) -> Move | None:
    """Take a step of the record's workflow, or give one of the approvals that it needs.

    Returns where it led, or None when more people must still agree. Raises StepRefused with all
    that is missing, and StaleEdit when the record has moved since the page was opened.
    """
    instance = instance_of(record, lock=True)
    if row_version is not None and instance.row_version != row_version:
        raise StaleEdit("This record has moved on since you opened the page. Open it again.")
    definition = definition_of(instance)
    status = _status(definition, instance)
    _refuse_if_lacking(definition, status, name, record, by, reason)
    step = definition.steps[name]
    if approvals_left(step, [*_agreed(record, step), str(by.id)]):
        _write(instance, step, by, status, status, reason, entries, kind="approval")
        return None
    move = engine_for(definition).take(status, name, _automatic(definition, record, by))
    _settle(record, instance, step, move, by, reason, entries)
    return move


def instance_of(record: Any, *, lock: bool = False) -> WorkflowInstance:
    """Return the life of a record; locked, nobody else can move it meanwhile."""
    wanted = select(WorkflowInstance).where(
        WorkflowInstance.tenant_id == acting().tenant_id,
        WorkflowInstance.subject_type == subject_of(record).name,
        WorkflowInstance.subject_id == record.id,
    )
    if lock:
        wanted = wanted.with_for_update().execution_options(populate_existing=True)
    return db.session.scalars(wanted).one()


def history(record: Any) -> list[WorkflowEvent]:
    """List the steps that a record has taken, oldest first."""
    return rows(_events(instance_of(record)))


def steps_taken(record: Any, name: str) -> list[WorkflowEvent]:
    """List when and by whom a step was taken, oldest first."""
    return [event for event in history(record) if event.step == name and event.kind == "step"]


def _offer(definition: Definition, status: Status, step: Step, record: Any, by: Any) -> OfferedStep:
    unmet = refusals(definition, status, step.name, _actor(record, by), _facts(record, by, step))
    lacking = [one for one in unmet if one.kind is not Lack.REASON]
    return OfferedStep(
        step.name, step_label(step), step.hint, step.reason.value, step.form, lacking
    )


def _refuse_if_lacking(
    definition: Definition, status: Status, name: str, record: Any, by: Any, reason: str
) -> None:
    step = definition.steps.get(name)
    facts = _facts(record, by, step, reason)
    unmet = refusals(definition, status, name, _actor(record, by), facts)
    if unmet:
        raise StepRefused(step_label(step) if step else humanise(name), unmet)


def _settle(
    record: Any,
    instance: WorkflowInstance,
    step: Step,
    move: Move,
    by: Any,
    reason: str,
    entries: dict[str, Any] | None,
) -> None:
    """Put the record where the step leads, write its history and audit, bring about its effects."""
    instance.states, instance.memory = move.after.states, move.after.memory
    if move.before != move.after:
        instance.entered_at = clock.now()
    record.state = " ".join(move.after.states)
    _write(instance, step, by, move.before, move.after, reason, entries)
    audit.record(
        f"{instance.subject_type}:{step.name}",
        record,
        by=by,
        reason=reason,
        before=move.before.states,
        after=move.after.states,
    )
    for taken in move.steps:
        for effect in taken.effects:
            bring_about(effect, record, taken, by)
    flush()


def _write(
    instance: WorkflowInstance,
    step: Step,
    by: Any,
    before: Status,
    after: Status,
    reason: str,
    entries: dict[str, Any] | None,
    kind: str = "step",
) -> None:
    event = WorkflowEvent(
        tenant_id=instance.tenant_id,
        instance_id=instance.id,
        case_id=instance.case_id,
        compartments=instance.compartments,
        position=_next_position(instance),
        actor_id=by.id,
        actor_name=by.name,
        kind=kind,
        step=step.name,
        label=step_label(step),
        before=before.states,
        after=after.states,
        reason=reason.strip(),
        entries=entries or {},
    )
    db.session.add(event)
    flag_modified(instance, "memory")  # the row version moves, so that a second page is stale
    flush()


def _events(instance: WorkflowInstance) -> Any:
    return (
        select(WorkflowEvent)
        .where(WorkflowEvent.instance_id == instance.id)
        .order_by(WorkflowEvent.position)
    )


def _next_position(instance: WorkflowInstance) -> int:
    last = select(func.max(WorkflowEvent.position)).where(WorkflowEvent.instance_id == instance.id)
    return (db.session.scalar(last) or 0) + 1


def _actor(record: Any, by: Any) -> Actor:
    return Actor(str(by.id), by.roles, subject_of(record).relate(record, by))


def _facts(record: Any, by: Any, step: Step | None, reason: str = "") -> Facts:
    pack, subject = current_pack(), subject_of(record)
    asks_rules = step is not None and bool(step.when)
    return Facts(
        values=subject.values(pack, record) if asks_rules else {},
        kinds=subject.variables(pack) if asks_rules else {},
        reason=reason,
        approved_by=_agreed(record, step),
        words={name: role.label for name, role in pack.roles.items()},
        ask_guard=lambda use: ask_guard(use, record, by),
    )


def _agreed(record: Any, step: Step | None) -> list[str]:
    """Name those who have approved a step that several must agree to, since it came open."""
    if step is None or step.approval is None or step.approval.count < 2:
        return []
    instance = instance_of(record)
    given = select(WorkflowEvent.actor_id).where(
        WorkflowEvent.instance_id == instance.id,
        WorkflowEvent.kind == "approval",
        WorkflowEvent.step == step.name,
        WorkflowEvent.at >= instance.entered_at,
    )
    return [str(actor_id) for actor_id in rows(given)]


def _status(definition: Definition, instance: WorkflowInstance) -> Status:
    return engine_for(definition).restore(instance.states, instance.memory)


def _automatic(definition: Definition, record: Any, by: Any) -> Any:
    """Let a step that happens by itself happen when its guards hold."""

    def allows(step: Step) -> bool:
        facts = dataclasses.replace(_facts(record, by, step), reason="")
        return not list(guards_unmet(step, facts))

    return allows
