"""Moving records through their workflows: what is offered, refused and why, and what was done."""

import dataclasses
from dataclasses import dataclass
from typing import Any, TypeGuard

from casemgr import audit, clock
from casemgr.accounts.delegation import Absentee
from casemgr.database.rows import flush
from casemgr.errors import Conflict, StaleEdit
from casemgr.extensions import db
from casemgr.tenants import current_pack
from casemgr.workflows.actors import absentees_of, actor_of, has_role, stand_in
from casemgr.workflows.clocks import wind_clocks
from casemgr.workflows.definition import Clock, Definition, Step, humanise
from casemgr.workflows.engine import engine_for
from casemgr.workflows.histories import (
    Given,
    approvals_of,
    history,
    instance_of,
    steps_taken,
    write_event,
)
from casemgr.workflows.models import WorkflowInstance
from casemgr.workflows.publishing import definition_of, newest_definition, publish_workflows
from casemgr.workflows.refusals import (
    Facts,
    Lack,
    Unmet,
    approvals_left,
    guards_unmet,
    refusals,
    step_label,
)
from casemgr.workflows.registry import ask_guard, bring_about, give_tasks
from casemgr.workflows.status import Move, Status
from casemgr.workflows.subjects import case_type_of, subject_of

__all__ = [
    "OfferedStep",
    "StepRefused",
    "history",
    "instance_of",
    "offered_steps",
    "publish_workflows",
    "start_workflow",
    "steps_taken",
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
    subject = subject_of(record)
    definition = newest_definition(subject.name, case_type_of(record))
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
    db.session.add(instance)
    record.state = " ".join(move.after.states)
    flush()
    wind_clocks(record, instance, definition, (), engine_for(definition).configuration(move.after))
    flush()
    return instance


def offered_steps(record: Any, by: Any, life: WorkflowInstance | None = None) -> list[OfferedStep]:
    """List the steps from here that the person's role has, with what is missing for each."""
    instance = life or instance_of(record)
    definition = definition_of(instance)
    status = _status(definition, instance)
    steps = engine_for(definition).steps_from(status)
    away = absentees_of(steps, by)
    return [
        _offer(definition, status, step, record, by, instead_of)
        for step in steps
        for instead_of in [stand_in(record, step, by, away)]
        if has_role(step, by) or instead_of
    ]


def open_steps(instance: WorkflowInstance) -> tuple[Step, ...]:
    """List the steps that people can take from where a record stands, whoever they are."""
    definition = definition_of(instance)
    return engine_for(definition).steps_from(_status(definition, instance))


def lacking(record: Any, step: Step, by: Any) -> list[Unmet]:
    """List what the record itself still lacks for a step, whoever takes it."""
    return list(guards_unmet(step, _facts(record, by, step)))


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
    given = _give(definition, name, record, Given(by, reason, entries))
    _refuse_if_lacking(definition, status, name, record, given)
    step = definition.steps[name]
    if approvals_left(step, [*_agreed(instance, step), str(by.id)]):
        _note_approval(record, instance, step, status, given)
        return None
    move = engine_for(definition).take(status, name, _automatic(definition, record, by))
    _settle(record, instance, definition, step, move, given)
    return move


def run_out(record: Any, instance: WorkflowInstance, ended: Clock, *, by: Any) -> str:
    """Take the step that the end of a clock brings; return what keeps it from happening."""
    definition = definition_of(instance)
    status, step = _status(definition, instance), definition.steps[ended.then]
    allows = _automatic(definition, record, by)
    move = engine_for(definition).send(status, ended.event, allows)
    if step not in move.steps:
        unmet = guards_unmet(step, _facts(record, by, step))
        return " ".join(one.text for one in unmet) or f"“{step_label(step)}” is not open here."
    given = Given(by, f"{ended.words} ran out.")
    _settle(record, instance, definition, step, move, given)
    return ""


def _offer(
    definition: Definition,
    status: Status,
    step: Step,
    record: Any,
    by: Any,
    instead_of: Absentee | None,
) -> OfferedStep:
    actor, facts = actor_of(record, by, instead_of), _facts(record, by, step)
    unmet = refusals(definition, status, step.name, actor, facts)
    lacking = [one for one in unmet if one.kind is not Lack.REASON]
    label = f"{step_label(step)} for {instead_of.name}" if instead_of else step_label(step)
    return OfferedStep(step.name, label, step.hint, step.reason.value, step.form, lacking)


def _give(definition: Definition, name: str, record: Any, given: Given) -> Given:
    """Find out in whose place the person acts, if not by a role of their own."""
    step = definition.steps.get(name)
    away = absentees_of([step], given.by) if step else []
    return given._replace(instead_of=stand_in(record, step, given.by, away)) if step else given


def _refuse_if_lacking(
    definition: Definition, status: Status, name: str, record: Any, given: Given
) -> None:
    step, actor = definition.steps.get(name), actor_of(record, given.by, given.instead_of)
    unmet = refusals(definition, status, name, actor, _facts(record, given.by, step, given.reason))
    if unmet:
        raise StepRefused(step_label(step) if step else humanise(name), unmet)


def _note_approval(
    record: Any, instance: WorkflowInstance, step: Step, here: Status, given: Given
) -> None:
    """Write that one of several people has agreed; the record stays where it is."""
    write_event(instance, step.name, step_label(step), given, here, here, kind="approval")
    flush()
    action = f"{instance.subject_type}:{step.name}:approval"
    audit.record(action, record, by=given.by, reason=given.reason, **_behalf(given))


def _settle(
    record: Any,
    instance: WorkflowInstance,
    definition: Definition,
    step: Step,
    move: Move,
    given: Given,
) -> None:
    """Put the record where the step leads, write its history and audit, bring about its effects."""
    instance.states, instance.memory = move.after.states, move.after.memory
    if move.before != move.after:
        instance.entered_at = clock.now()
    record.state = " ".join(move.after.states)
    write_event(instance, step.name, step_label(step), given, move.before, move.after)
    _wind(record, instance, definition, move)
    flush()
    audit.record(
        f"{instance.subject_type}:{step.name}",
        record,
        by=given.by,
        reason=given.reason,
        before=move.before.states,
        after=move.after.states,
        **_behalf(given),
    )
    for taken in move.steps:
        for effect in taken.effects:
            bring_about(effect, record, taken, given.by)
        give_tasks(record, taken, given.by)
    flush()


def _behalf(given: Given) -> dict[str, str]:
    return {"in_place_of": given.instead_of.name} if given.instead_of else {}


def _wind(record: Any, instance: WorkflowInstance, definition: Definition, move: Move) -> None:
    where, steps = engine_for(definition).configuration, [step.name for step in move.steps]
    wind_clocks(record, instance, definition, where(move.before), where(move.after), steps)


def _facts(record: Any, by: Any, step: Step | None, reason: str = "") -> Facts:
    pack, subject = current_pack(), subject_of(record)
    asks_rules = step is not None and bool(step.when)
    return Facts(
        values=subject.values(pack, record) if asks_rules else {},
        kinds=subject.variables(pack) if asks_rules else {},
        reason=reason,
        approved_by=_voices(record, step),
        words={name: role.label for name, role in pack.roles.items()},
        ask_guard=lambda use: ask_guard(use, record, by),
    )


def _agreed(instance: WorkflowInstance, step: Step) -> list[str]:
    """Name those who have approved a step that needs several to agree."""
    found = approvals_of(instance, step.name) if _needs_several(step) else []
    return [str(event.actor_id) for event in found]


def _voices(record: Any, step: Step | None) -> list[str]:
    """Name whose vote is given: those who approved, and those in whose place they did."""
    if not _needs_several(step):
        return []
    given = approvals_of(instance_of(record), step.name)
    return [str(who) for event in given for who in (event.actor_id, event.behalf_id) if who]


def _needs_several(step: Step | None) -> TypeGuard[Step]:
    return step is not None and step.approval is not None and step.approval.count > 1


def _status(definition: Definition, instance: WorkflowInstance) -> Status:
    return engine_for(definition).restore(instance.states, instance.memory)


def _automatic(definition: Definition, record: Any, by: Any) -> Any:
    """Let a step that happens by itself happen when its guards hold."""

    def allows(step: Step) -> bool:
        facts = dataclasses.replace(_facts(record, by, step), reason="")
        return not list(guards_unmet(step, facts))

    return allows
