"""Moving records through their workflows: what is offered, refused and why, and what was done."""

from typing import Any

from casemgr import audit, clock
from casemgr.database import functions
from casemgr.database.rows import acting, flush
from casemgr.errors import Conflict, Invalid, StaleEdit, Unavailable
from casemgr.extensions import db
from casemgr.tenants import current_pack, is_overtaken
from casemgr.workflows.actors import absentees_of, actor_of, stand_in
from casemgr.workflows.asking import agreed, allows_of, facts_of, status_of
from casemgr.workflows.children import waits_for
from casemgr.workflows.clocks import list_clocks, wind_clocks
from casemgr.workflows.definition import Clock, Definition, Step, humanise
from casemgr.workflows.engine import engine_for
from casemgr.workflows.histories import (
    Given,
    find_life,
    history,
    instance_of,
    lives_under,
    parent_of,
    steps_taken,
    write_event,
)
from casemgr.workflows.models import WorkflowInstance
from casemgr.workflows.offering import OfferedStep, offered_steps
from casemgr.workflows.publishing import definition_of, newest_definition
from casemgr.workflows.refusals import (
    Lack,
    Unmet,
    approvals_left,
    guards_unmet,
    refusals,
    step_label,
)
from casemgr.workflows.registry import bring_about, give_tasks
from casemgr.workflows.status import Move, Status
from casemgr.workflows.subjects import case_type_of, record_of, subject_of

__all__ = [
    "OfferedStep",
    "StepRefused",
    "end_unmoved",
    "find_life",
    "history",
    "instance_of",
    "lives_under",
    "offered_steps",
    "start_workflow",
    "steps_taken",
    "take_step",
]


class StepRefused(Conflict):
    """A step that cannot be taken now; `unmet` lists everything that is missing."""

    def __init__(self, label: str, unmet: list[Unmet]) -> None:
        super().__init__(f"“{label}” cannot be done now. " + " ".join(one.text for one in unmet))
        self.unmet = unmet
        if all(one.kind in (Lack.REASON, Lack.ENTRY) for one in unmet):
            self.status = Invalid.status  # the record could go on; the form is not filled in
        self.problems = {str(place): one.text for place, one in enumerate(unmet)}

    @property
    def reasons(self) -> list[str]:
        """What is missing, one by one."""
        return [one.text for one in self.unmet]


class PackChanging(Conflict, Unavailable):
    """A record that would begin by a version that is being replaced; jobs try again later."""

    title = "The pack is being changed"

    def __init__(self) -> None:
        super().__init__(
            "Your agency's pack is being changed just now, and nothing was stored. Send this again"
            " in a moment."
        )


def start_workflow(record: Any, *, by: Any) -> WorkflowInstance:
    """Put a new record at the start of the workflow that its agency's pack gives it.

    Raises PackChanging, so that no record begins by a version whose change has counted its records.
    """
    subject = subject_of(record)
    _keep_pack()
    definition = newest_definition(subject.name, case_type_of(record))
    move = engine_for(definition).begin(allows_of(definition, record, by))
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
    wind_clocks(record, instance, definition, (), engine_for(definition).configuration(move.after))
    flush()
    _move_parent(instance, by)
    return instance


def _keep_pack() -> None:
    """Have the version in use stay so until this transaction ends.

    Nobody waits here: they may hold rows that the change of the pack waits for. The version is
    asked for by a statement of its own, which sees what was committed before the lock was given.
    """
    if not functions.keep_pack(acting().tenant_id) or is_overtaken():
        raise PackChanging


def end_unmoved(record: Any, otherwise: str, *, by: Any) -> None:
    """Take a record that is to be removed out of its workflow, unless something happened there."""
    life = find_life(record, lock=True)
    if life is None:
        return
    if history(record):
        raise Conflict(otherwise)
    for row in list_clocks(life):
        db.session.delete(row)
    flush()
    db.session.delete(life)
    flush()
    _move_parent(life, by)


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
    status = status_of(definition, instance)
    given = _give(definition, name, record, Given(by, reason, entries))
    _enter(record, definition.steps.get(name), given)
    _refuse_if_lacking(definition, status, name, record, given)
    step = definition.steps[name]
    if approvals_left(step, [*agreed(instance, step), str(by.id)]):
        _note_approval(record, instance, step, status, given)
        return None
    move = engine_for(definition).take(status, name, allows_of(definition, record, by))
    _settle(record, instance, definition, step, move, given)
    return move


def run_out(record: Any, instance: WorkflowInstance, ended: Clock, *, by: Any) -> str:
    """Take the step that the end of a clock brings; return what keeps it from happening."""
    definition = definition_of(instance)
    status, step = status_of(definition, instance), definition.steps[ended.then]
    allows = allows_of(definition, record, by)
    move = engine_for(definition).send(status, ended.event, allows)
    if step not in move.steps:
        unmet = guards_unmet(step, facts_of(record, by, step))
        return " ".join(one.text for one in unmet) or f"“{step_label(step)}” is not open here."
    given = Given(by, f"{ended.words} ran out.", by_itself=True)
    _settle(record, instance, definition, step, move, given)
    return ""


def _give(definition: Definition, name: str, record: Any, given: Given) -> Given:
    """Find out in whose place the person acts, if not by a role of their own."""
    step = definition.steps.get(name)
    away = absentees_of([step], given.by) if step else []
    return given._replace(instead_of=stand_in(record, step, given.by, away)) if step else given


def _enter(record: Any, step: Step | None, given: Given) -> None:
    """Write what was asked for on the step into the record; what was not entered stays."""
    if step is None or not step.form or not given.entries:
        return
    own = {field.name for field in current_pack().fields.get(subject_of(record).name, ())}
    asked = {name: given.entries[name] for name in step.form if name in given.entries}
    entered = {name: value for name, value in asked.items() if name in own and value is not None}
    if entered:
        record.fields = (record.fields or {}) | entered


def _refuse_if_lacking(
    definition: Definition, status: Status, name: str, record: Any, given: Given
) -> None:
    step, actor = definition.steps.get(name), actor_of(record, given.by, given.instead_of)
    unmet = refusals(
        definition, status, name, actor, facts_of(record, given.by, step, given.reason)
    )
    if unmet:
        raise StepRefused(step_label(step) if step else humanise(name), unmet)


def _note_approval(
    record: Any, instance: WorkflowInstance, step: Step, here: Status, given: Given
) -> None:
    """Write that one of several people has agreed; the record stays where it is."""
    write_event(instance, step.name, step_label(step), given, here, here, kind="approval")
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
    _wind(record, instance, definition, move)
    instance.states, instance.memory = move.after.states, move.after.memory
    if move.before != move.after:
        instance.entered_at = clock.now()
    record.state = " ".join(move.after.states)
    write_event(instance, step.name, step_label(step), given, move.before, move.after)
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
    if move.before != move.after:
        _move_parent(instance, given.by)


def _move_parent(instance: WorkflowInstance, by: Any) -> None:
    """Let the case take those automatic steps that waited for this record, in this transaction."""
    above = parent_of(instance)
    if above is None or not waits_for(definition_of(above), instance.subject_type):
        return
    case = record_of(above)
    life = instance_of(case, lock=True)
    definition = definition_of(life)
    status, allows = status_of(definition, life), allows_of(definition, case, by)
    move = engine_for(definition).reconsider(status, allows)
    if move.steps:
        word = humanise(current_pack().word(instance.subject_type, 1))
        given = Given(by, f"{word} changed by {by.name}.", by_itself=True)
        _settle(case, life, definition, move.steps[0], move, given)


def _behalf(given: Given) -> dict[str, str]:
    return {"in_place_of": given.instead_of.name} if given.instead_of else {}


def _wind(record: Any, instance: WorkflowInstance, definition: Definition, move: Move) -> None:
    where, steps = engine_for(definition).configuration, [step.name for step in move.steps]
    wind_clocks(record, instance, definition, where(move.before), where(move.after), steps)
