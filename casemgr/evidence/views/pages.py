"""How the pages of this feature answer a form: done and on, or shown again with what is wrong."""

from collections.abc import Callable
from typing import Any

from flask import render_template

from casemgr.forms import Form


def attempt(form: Form, act: Callable[[], Any]) -> Any:
    """Do what a form that was sent asks for and return what came of it.

    A refusal is shown with the form, so that nothing that was typed is lost: also that of a step,
    and that of a hand-over which somebody else has overtaken.
    """
    done: list[Any] = []
    if form.is_sent():
        form.carries_out(lambda: done.append(act()))
    return done[0] if done else None


def answer(template: str, form: Form, **facts: Any) -> tuple[str, int]:
    """Show a form: as new, or again with its problems and everything that was typed."""
    return render_template(template, form=form, **facts), form.status
