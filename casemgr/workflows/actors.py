"""Who takes a step: a person by their own role or, for an approval, in the place of one away."""

from collections.abc import Iterable, Sequence
from typing import Any

from casemgr.accounts.delegation import Absentee, absentees_for
from casemgr.workflows.definition import Step
from casemgr.workflows.refusals import Actor
from casemgr.workflows.subjects import subject_of


def absentees_of(steps: Iterable[Step], by: Any) -> list[Absentee]:
    """List those away in whose place the person may give one of these approvals."""
    wanted = [step for step in steps if step.approval and not has_role(step, by)]
    return absentees_for(by, {role for step in wanted for role in step.roles}) if wanted else []


def stand_in(record: Any, step: Step, by: Any, away: Sequence[Absentee]) -> Absentee | None:
    """Choose in whose place the person approves; nobody when they act by their own role."""
    if step.approval is None or has_role(step, by):
        return None
    able = [one for one in away if one.roles & set(step.roles)]
    apart = set(step.approval.apart_from)
    clear = (one for one in able if not apart & subject_of(record).relate(record, one))
    return next(clear, able[0] if able else None)


def actor_of(record: Any, by: Any, instead_of: Absentee | None) -> Actor:
    """Join what the person is with what the one is for whom they act: neither may be barred."""
    relate = subject_of(record).relate
    if instead_of is None:
        return Actor(str(by.id), by.roles, relate(record, by))
    return Actor(
        str(by.id),
        by.roles | instead_of.roles,
        relate(record, by) | relate(record, instead_of),
        stands_for=str(instead_of.id),
        stands_for_name=instead_of.name,
    )


def has_role(step: Step, by: Any) -> bool:
    """Whether one of the person's own roles takes the step."""
    return bool(set(step.roles) & set(by.roles))
