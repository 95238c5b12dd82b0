"""The page of a report, and how its forms answer: done, or shown again with all that was typed."""

from collections.abc import Callable
from typing import Any

from flask import render_template
from flask_login import current_user

from casemgr.cases.events import Event
from casemgr.errors import Conflict, Invalid
from casemgr.forms import Form
from casemgr.parties.fields import shown_fields
from casemgr.reports import queries, services
from casemgr.reports.content import labels_of_parts
from casemgr.reports.forms import CommentForm
from casemgr.reports.models import Report
from casemgr.reports.narrative import paragraphs
from casemgr.reports.phases import is_finished, is_returned, phases_of
from casemgr.reports.terms import tier_label
from casemgr.workflows.models import WorkflowEvent
from casemgr.workflows.services import history, instance_of, offered_steps


def attempt(form: Form, act: Callable[[], Any]) -> Any:
    """Do what a form that was sent asks for and return what came of it, or None.

    Whatever is refused is said on the form, which keeps what was typed: also when somebody else
    was faster, or when the report has gone to its reviewer meanwhile.
    """
    done: list[Any] = []
    if form.is_sent():
        form.carries_out(lambda: done.append(act()))
    return done[0] if done else None


def report_page(
    report: Report,
    *,
    comment: Form | None = None,
    refusal: Conflict | Invalid | None = None,
    typed: str = "",
) -> Any:
    """Show a report; after a refusal, with what stands in the way."""
    page = render_template(
        "reports/show.html",
        report=report,
        form=comment or CommentForm(),
        refusal=refusal,
        typed=typed,
        **_told(report),
        **_standing(report),
    )
    return page, refusal.status if refusal else comment.status if comment else 200


def _told(report: Report) -> dict[str, Any]:
    """Gather what the report says and what was said of it."""
    return {
        "paragraphs": paragraphs(report.narrative),
        "groups": _fields(report),
        "tiers": [tier_label(code) for code in report.disclosure],
        "mentions": queries.list_mentions(report),
        "parts": labels_of_parts(report),
        "corrections": queries.list_corrections(report, current_user),
        "comments": queries.list_comments(report),
    }


def _standing(report: Report) -> dict[str, Any]:
    """Gather where the report stands and what the person may do about it."""
    taken, life = history(report), instance_of(report)
    return {
        "life": life,
        "offered": offered_steps(report, current_user, life),
        "events": _events(report, taken),
        "returned": _returned(report, taken),
        "finished": is_finished(report),
        "works": queries.works_on_reports(current_user),
        "may_edit": services.may_edit(report, current_user),
    }


def _fields(report: Report) -> Any:
    kinds, case_type = (report.report_type,), report.case.case_type
    return shown_fields("report", report, kinds=kinds, case_type=case_type)


def _events(report: Report, taken: list[WorkflowEvent]) -> list[Event]:
    """Tell what was done with the report, newest first."""
    begun = Event(report.created_at, "Draft begun", by=report.author.name)
    steps = [Event(one.at, one.label, one.reason, one.actor_name) for one in taken]
    return [*reversed(steps), begun]


def _returned(report: Report, taken: list[WorkflowEvent]) -> WorkflowEvent | None:
    """Return by whom and why a report came back to its author, while it lies there."""
    if not is_returned(report):
        return None
    returned = phases_of(report).returned
    back = [one for one in taken if one.kind == "step" and returned & set(one.after)]
    return back[-1] if back else None
