"""The blueprint of all pages of a case, and what they have in common."""

import uuid
from typing import Any

from flask import Blueprint, Flask, redirect, render_template, url_for
from flask_login import current_user

from casemgr.cases.access import check_may_change, may_change
from casemgr.cases.forms import ReasonForm
from casemgr.cases.found import kinds_found
from casemgr.cases.list_actions import list_actions
from casemgr.cases.models import Case
from casemgr.cases.tabs import tabs_of
from casemgr.cases.whereabouts import whereabouts_of
from casemgr.statutes.queries import find_court
from casemgr.workflows.standing import state_of

bp = Blueprint("cases", __name__, url_prefix="/cases", template_folder="../templates")


def offer_to_templates(app: Flask) -> None:
    """Let the page of every tab show the frame of its case."""
    app.jinja_env.globals.update(
        case_tabs=tabs_of,
        case_standing=state_of,
        may_change_case=lambda case: may_change(case, current_user),
        court_name=court_name,
        whereabouts=lambda record, *told: whereabouts_of(record, current_user, *told),
        list_actions=list_actions,
        kinds_found=kinds_found,
    )


def court_name(identifier: str) -> str:
    """Return the short name of a district court, such as W.D. Mo."""
    court = find_court(identifier) if identifier else None
    return court.short_name if court else identifier


def form_page(case: Case, form: Any, title: str, submit: str, back: str, **more: Any) -> Any:
    """Show a form that changes something under a case."""
    page = render_template(
        "cases/form.html", case=case, form=form, title=title, submit=submit, back=back, **more
    )
    return page, form.status


def to_tab(endpoint: str, case_id: uuid.UUID) -> str:
    """Return the address of a tab of the case."""
    return url_for(endpoint, case_id=case_id)


def removal(case: Case, title: str, back: str, remove: Any, about: str = "") -> Any:
    """Ask why something is taken away, and take it away."""
    check_may_change(case, current_user)
    form = ReasonForm.of_request()
    if form.is_sent() and form.carries_out(lambda: remove(by=current_user, **form.entries())):
        return redirect(to_tab(back, case.id))
    return form_page(case, form, title, "Remove", back, danger=True, about=about)
