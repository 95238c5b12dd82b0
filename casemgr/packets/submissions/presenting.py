"""A submission as its page shows it: what can be done with it, what it holds, what happened."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from flask import url_for

from casemgr.packets.models import Submission
from casemgr.packets.submissions.contents import Contents, contents_of
from casemgr.packets.submissions.queries import list_others
from casemgr.packets.submissions.rules import DECLINE, REASONS
from casemgr.parties.fields import shown_fields
from casemgr.permissions import Permission
from casemgr.tenants import current_pack
from casemgr.workflows.definition import Reason
from casemgr.workflows.models import WorkflowEvent, WorkflowInstance
from casemgr.workflows.services import OfferedStep, history, instance_of, offered_steps

ANSWER = "submissions.answer"


@dataclass(frozen=True)
class Event:
    """Something that happened to a submission in this office."""

    at: datetime
    title: str
    by: str = ""
    text: str = ""


@dataclass(frozen=True)
class View:
    """What the page of a registered submission shows besides its own facts."""

    life: WorkflowInstance
    steps: list[OfferedStep]
    pages: dict[str, str]
    events: list[Event]
    contents: Contents | None
    others: list[Submission]
    notes: list[tuple[str, str]]
    may_note: bool


def view_of(submission: Submission, person: Any) -> View:
    """Gather what the page shows to this person."""
    decides = Permission.SUBMISSION_DECIDE in person.permissions
    offered = offered_steps(submission, person) if decides else []
    return View(
        instance_of(submission),
        [_without_own_page(step) for step in offered],
        {step.name: _page_of(submission, step) for step in offered if _has_page(step)},
        _events(submission),
        contents_of(submission),
        list_others(submission),
        [pair for _, pairs in shown_fields("submission", submission) for pair in pairs],
        decides and bool(current_pack().fields_for("submission", (), "")),
    )


def reason_of(submission: Submission) -> str:
    """Return the coded reason of the answer in the office's words."""
    reasons = current_pack().code_lists[REASONS.get(submission.outcome or "", DECLINE)]
    return reasons.label_of(submission.reason_code) if submission.reason_code else ""


def _has_page(step: OfferedStep) -> bool:
    """A reason that must be given, or is coded, gets a page with room for it."""
    return step.reason == Reason.REQUIRED or bool(step.form)


def _page_of(submission: Submission, step: OfferedStep) -> str:
    return url_for(ANSWER, submission_id=submission.id, step=step.name)


def _without_own_page(step: OfferedStep) -> OfferedStep:
    """What the step's own page asks for is not missing before that page is opened."""
    return replace(step, unmet=[one for one in step.unmet if one.endpoint != ANSWER])


def _events(submission: Submission) -> list[Event]:
    """List what happened, newest first, from the arrival on."""
    arrival = Event(submission.received_at, "Received", submission.sender_name)
    return [*map(_event, reversed(history(submission))), arrival]


def _event(event: WorkflowEvent) -> Event:
    return Event(event.at, event.label, event.actor_name, event.reason)
