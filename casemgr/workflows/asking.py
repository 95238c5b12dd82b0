"""What the rules of a step are asked about: where the record is, what it holds, who has agreed."""

import dataclasses
from typing import Any, TypeGuard

from casemgr.tenants import current_pack
from casemgr.workflows.definition import Definition, Step
from casemgr.workflows.engine import engine_for
from casemgr.workflows.histories import approvals_of, instance_of
from casemgr.workflows.models import WorkflowInstance
from casemgr.workflows.refusals import Facts, guards_unmet
from casemgr.workflows.registry import ask_guard
from casemgr.workflows.status import Status
from casemgr.workflows.subjects import subject_of


def facts_of(record: Any, by: Any, step: Step | None, reason: str = "") -> Facts:
    """Gather what the rules of a step need to know of a record."""
    pack, subject = current_pack(), subject_of(record)
    asks_rules = step is not None and bool(step.when)
    return Facts(
        values=subject.values(pack, record) if asks_rules else {},
        kinds=subject.variables(pack) if asks_rules else {},
        reason=reason,
        approved_by=voices(record, step),
        entered=getattr(record, "fields", None) or {},
        words_of_fields={field.name: field.label for field in pack.fields.get(subject.name, ())}
        if step is not None and step.required
        else {},
        words={name: role.label for name, role in pack.roles.items()},
        ask_guard=lambda use: ask_guard(use, record, by),
    )


def agreed(instance: WorkflowInstance, step: Step) -> list[str]:
    """Name those who have approved a step that needs several to agree."""
    found = approvals_of(instance, step.name) if needs_several(step) else []
    return [str(event.actor_id) for event in found]


def voices(record: Any, step: Step | None) -> list[str]:
    """Name whose vote is given: those who approved, and those in whose place they did."""
    if not needs_several(step):
        return []
    given = approvals_of(instance_of(record), step.name)
    return [str(who) for event in given for who in (event.actor_id, event.behalf_id) if who]


def needs_several(step: Step | None) -> TypeGuard[Step]:
    """Whether a step waits until more than one person has agreed."""
    return step is not None and step.approval is not None and step.approval.count > 1


def status_of(definition: Definition, instance: WorkflowInstance) -> Status:
    """Return the place of a record in its definition."""
    return engine_for(definition).restore(instance.states, instance.memory)


def allows_of(definition: Definition, record: Any, by: Any) -> Any:
    """Let a step that happens by itself happen when its guards hold."""

    def allows(step: Step) -> bool:
        facts = dataclasses.replace(facts_of(record, by, step), reason="")
        return not list(guards_unmet(step, facts))

    return allows
