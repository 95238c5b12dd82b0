"""The steps of an exhibit's life that go with its hand-overs, so that state and custody agree."""

from casemgr.accounts.people import Person
from casemgr.evidence.models import Exhibit
from casemgr.evidence.movements import INTO_THE_VAULT, OUT_OF_THE_VAULT, Movement
from casemgr.permissions import Permission
from casemgr.workflows.definition import Step
from casemgr.workflows.publishing import definition_of
from casemgr.workflows.services import instance_of, offered_steps, take_step


def leave_vault(
    exhibit: Exhibit, way: Movement, receiver: Person | None, *, by: Person, reason: str
) -> None:
    """Take the step that belongs to leaving like this; refused where it is not open."""
    step = step_of(exhibit, way)
    if step and not is_taken(exhibit, step):
        take_step(exhibit, step.name, by=by, reason=reason)
    elif step is None and receiver and not receiver.may(Permission.EVIDENCE_CUSTODY):
        _take_offered(exhibit, OUT_OF_THE_VAULT, by=by, reason=reason)


def enter_vault(exhibit: Exhibit, *, by: Person, reason: str) -> None:
    """Take the step into the vault that is open to this person, if they keep one."""
    _take_offered(exhibit, INTO_THE_VAULT, by=by, reason=reason)


def step_of(exhibit: Exhibit, way: Movement) -> Step | None:
    """Return the step of the exhibit's own workflow that goes with a way of handing over."""
    return definition_of(instance_of(exhibit)).steps.get(way.step)


def is_taken(exhibit: Exhibit, step: Step) -> bool:
    """Tell whether the exhibit is already where the step leads."""
    return set(step.targets) <= set(exhibit.state.split())


def _take_offered(exhibit: Exhibit, names: tuple[str, ...], *, by: Person, reason: str) -> None:
    offered = [step.name for step in offered_steps(exhibit, by) if step.name in names]
    if offered:
        take_step(exhibit, offered[0], by=by, reason=reason)
