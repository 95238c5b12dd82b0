"""How the pages of this feature answer a form: done and on, or shown again with what is wrong."""

from collections.abc import Callable
from typing import Any

from flask import render_template

from casemgr.errors import Conflict
from casemgr.extensions import db
from casemgr.forms import Form
from casemgr.workflows.services import StepRefused


def attempt(form: Form, act: Callable[[], Any]) -> Any:
    """Do what a form that was sent asks for and return what came of it.

    A refusal is shown with the form, so that nothing that was typed is lost: also that of a step,
    and that of a hand-over which somebody else has overtaken.
    """
    done: list[Any] = []
    try:
        if form.is_sent():
            form.carries_out(lambda: done.append(act()))
    except Conflict as error:
        db.session.rollback()
        form.form_errors.extend(_reasons(error))
        form.is_stale = True
    return done[0] if done else None


def answer(template: str, form: Form, **facts: Any) -> tuple[str, int]:
    """Show a form: as new, or again with its problems and everything that was typed."""
    return render_template(template, form=form, **facts), form.status


def _reasons(error: Conflict) -> list[str]:
    if isinstance(error, StepRefused):
        return [one.text for one in error.unmet]
    return [error.message]
