"""What a person can do with an exhibit now: each action with its page and what it still lacks."""

from dataclasses import dataclass, field
from typing import Any

from flask import url_for

from casemgr.accounts.people import Person
from casemgr.evidence import chain
from casemgr.evidence.access import may_handle, may_take_over
from casemgr.evidence.models import CustodyEvent, Exhibit
from casemgr.evidence.movements import (
    COLLECTION,
    MOVEMENTS,
    RELEASES,
    RELOCATION,
    STEPS_OF_CUSTODY,
    Movement,
)
from casemgr.evidence.services.vault import is_taken, step_of
from casemgr.permissions import Permission
from casemgr.workflows.services import OfferedStep, offered_steps


@dataclass(frozen=True)
class Action:
    """Something to do on a page of its own, shown among the steps."""

    name: str
    label: str
    url: str
    hint: str = ""
    reason: str = "none"
    unmet: list[Any] = field(default_factory=list)


def list_offered(exhibit: Exhibit, by: Person) -> list[Action | OfferedStep]:
    """List all that this person can do with the exhibit now."""
    return [*custody_actions(exhibit, by), *other_steps(exhibit, by)]


def custody_actions(exhibit: Exhibit, by: Person) -> list[Action]:
    """List what this person can do about who holds the exhibit."""
    waiting, holding = chain.pending_event(exhibit), chain.present_holding(exhibit)
    if chain.has_ended(exhibit) or not may_handle(exhibit.case, by):
        return []
    if waiting is not None:
        return _while_waiting(waiting, by)
    if holding and holding.is_with(by):
        offered = {step.name: step for step in offered_steps(exhibit, by)}
        found = [_release(exhibit, way, offered) for way in RELEASES]
        return [action for action in [*found, *_relocation(exhibit, by)] if action]
    return _take_back(exhibit, holding, by) if holding else []


def other_steps(exhibit: Exhibit, by: Person) -> list[OfferedStep]:
    """List the steps of the exhibit's life that are no hand-over, such as a disposal order."""
    return [step for step in offered_steps(exhibit, by) if step.name not in STEPS_OF_CUSTODY]


def _take_back(exhibit: Exhibit, holding: chain.Holding, by: Person) -> list[Action]:
    if holding.is_outside:
        url = url_for("evidence.take_back", exhibit_id=exhibit.id)
        return [Action("take_back", f"Take back from {holding.holder}", url)]
    return [_take_over(exhibit, holding.holder)] if may_take_over(holding.holder_id, by) else []


def _take_over(exhibit: Exhibit, holder: str) -> Action:
    url = url_for("evidence.take_back", exhibit_id=exhibit.id)
    hint = f"The account of {holder} is closed."
    return Action("take_over", f"Take over from {holder}", url, hint)


def _while_waiting(event: CustodyEvent, by: Person) -> list[Action]:
    if event.receiver_id == by.id:
        words = "Confirm that you collected it" if event.kind == COLLECTION else "Confirm receipt"
        return [Action("confirm", words, url_for("evidence.confirm", custody_id=event.id))]
    if event.kind == COLLECTION and may_take_over(event.receiver_id, by):
        return [_take_over(event.exhibit, event.receiver_name)]
    if event.released_by == by.id or may_take_over(event.released_by, by):
        url = url_for("evidence.withdraw", custody_id=event.id)
        return [Action("withdraw", "Withdraw the hand-over", url)]
    return []


def _relocation(exhibit: Exhibit, by: Person) -> list[Action]:
    if not by.may(Permission.EVIDENCE_CUSTODY):
        return []
    way = MOVEMENTS[RELOCATION]
    return [
        Action(way.name, way.label, url_for("evidence.pass_on", way=way.name, chosen=exhibit.id))
    ]


def _release(exhibit: Exhibit, way: Movement, offered: dict[str, OfferedStep]) -> Action | None:
    """Offer a way out whose step is open to this person, or that needs none."""
    step, open_step = step_of(exhibit, way), offered.get(way.step)
    if step and not open_step and not is_taken(exhibit, step):
        return None
    url = url_for("evidence.release", exhibit_id=exhibit.id, movement=way.name)
    unmet = list(open_step.unmet) if open_step else []
    return Action(way.name, way.label, url, unmet=unmet)
