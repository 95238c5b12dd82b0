"""The steps that a person is offered on a record, and what each still lacks."""

from dataclasses import dataclass
from typing import Any

from casemgr.accounts.delegation import Absentee
from casemgr.workflows.actors import absentees_of, actor_of, has_role, stand_in
from casemgr.workflows.asking import facts_of, status_of
from casemgr.workflows.definition import Definition, Step
from casemgr.workflows.engine import engine_for
from casemgr.workflows.histories import instance_of
from casemgr.workflows.models import WorkflowInstance
from casemgr.workflows.publishing import definition_of
from casemgr.workflows.refusals import Lack, Unmet, guards_unmet, refusals, step_label
from casemgr.workflows.status import Status


@dataclass(frozen=True)
class OfferedStep:
    """A step that leads on from where a record stands, and what this person still lacks for it."""

    name: str
    label: str
    hint: str
    reason: str
    form: tuple[str, ...]
    required: tuple[str, ...]
    unmet: list[Unmet]


def offered_steps(record: Any, by: Any, life: WorkflowInstance | None = None) -> list[OfferedStep]:
    """List the steps from here that the person's role has, with what is missing for each."""
    instance = life or instance_of(record)
    definition = definition_of(instance)
    status = status_of(definition, instance)
    steps = engine_for(definition).steps_from(status)
    away = absentees_of(steps, by)
    return [
        _offer(definition, status, step, record, by, instead_of)
        for step in steps
        for instead_of in [stand_in(record, step, by, away)]
        if has_role(step, by) or instead_of
    ]


def known_step(record: Any, name: str, by: Any, life: WorkflowInstance) -> OfferedStep | None:
    """Return a step that the person's role has, though it may lead on from here no longer."""
    definition = definition_of(life)
    step = definition.steps.get(name)
    if step is None or not has_role(step, by):
        return None
    return _offer(definition, status_of(definition, life), step, record, by, None)


def open_steps(instance: WorkflowInstance) -> tuple[Step, ...]:
    """List the steps that people can take from where a record stands, whoever they are."""
    definition = definition_of(instance)
    return engine_for(definition).steps_from(status_of(definition, instance))


def lacking(record: Any, step: Step, by: Any) -> list[Unmet]:
    """List what the record itself still lacks for a step, whoever takes it."""
    return list(guards_unmet(step, facts_of(record, by, step)))


def _offer(
    definition: Definition,
    status: Status,
    step: Step,
    record: Any,
    by: Any,
    instead_of: Absentee | None,
) -> OfferedStep:
    actor, facts = actor_of(record, by, instead_of), facts_of(record, by, step)
    unmet = refusals(definition, status, step.name, actor, facts)
    lacking = [one for one in unmet if one.kind not in (Lack.REASON, Lack.ENTRY)]
    label = f"{step_label(step)} for {instead_of.name}" if instead_of else step_label(step)
    return OfferedStep(
        step.name, label, step.hint, step.reason.value, step.form, step.required, lacking
    )
