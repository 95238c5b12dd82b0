"""Many exhibits that go the same way: moved, handed over or confirmed, all of them or none."""

from typing import Any

from flask import flash, redirect, request, url_for
from flask_login import current_user

from casemgr.evidence.chain import can_pass_on
from casemgr.evidence.forms import FilterForm, confirm_all_form, together_form
from casemgr.evidence.models import Exhibit
from casemgr.evidence.movements import COLLECTION, MOVEMENTS, RELOCATION, TRANSFER
from casemgr.evidence.presenting import line_of, offer_filters
from casemgr.evidence.queries import list_chosen, list_to_confirm, select_exhibits, those
from casemgr.evidence.services import together
from casemgr.evidence.views import bp
from casemgr.evidence.views.pages import answer, attempt
from casemgr.permissions import Permission, requires
from casemgr.wording import counted

ACTS = {RELOCATION: together.relocate_exhibits, TRANSFER: together.hand_over_exhibits}


@bp.route("/exhibits/together", methods=["GET", "POST"])
@requires(Permission.EVIDENCE_CUSTODY)
def pass_on() -> Any:
    """Bring many exhibits to another place, or hand all of them over, for one reason."""
    way = MOVEMENTS[TRANSFER if request.args.get("way") == TRANSFER else RELOCATION]
    exhibits = _asked()
    form = together_form(exhibits, way)
    if attempt(
        form, lambda: ACTS[way.name](_ticked(exhibits, form), by=current_user, **_said(form))
    ):
        flash(f"{way.done}: {counted(len(form.chosen.data), 'exhibit')}.", "success")
        return redirect(url_for(".index", holder="me"))
    lines = [line_of(one) for one in exhibits]
    return answer("evidence/together.html", form, lines=lines, way=way, most=together.MOST)


@bp.route("/custody/confirm", methods=["GET", "POST"])
@requires(Permission.EVIDENCE_READ)
def confirm_all() -> Any:
    """Confirm several hand-overs that one has compared with what one has received."""
    shown, waiting = _shown(), list_to_confirm(current_user)
    handed = [one for one in waiting if one.kind != COLLECTION][: together.MOST]
    events = [one for one in handed if not shown or str(one.id) in shown]
    form = confirm_all_form(events)
    if attempt(
        form, lambda: together.confirm_all(_ticked(events, form), by=current_user, **_said(form))
    ):
        flash(f"Confirmed: {counted(len(form.chosen.data), 'exhibit')}.", "success")
        return redirect(url_for(".index"))
    return answer("evidence/confirm_all.html", form, events=events)


def _asked() -> list[Exhibit]:
    """List what was ticked or, by the filters of the list, what the person can pass on."""
    if _shown():
        return list_chosen(those(_shown()), together.MOST)
    form = FilterForm(request.args)
    offer_filters(form)
    form.validate()
    held = select_exhibits(form.sound_entries() | {"holder": "me"}, current_user)
    return [one for one in list_chosen(held, together.MOST) if can_pass_on(one, current_user)]


def _shown() -> list[str]:
    """Name what the form showed, ticked or not, or else what was ticked in the list."""
    return request.form.getlist("shown") or request.args.getlist("chosen")


def _ticked(things: list[Any], form: Any) -> list[Any]:
    return [one for one in things if one.id in form.chosen.data]


def _said(form: Any) -> dict[str, Any]:
    return {name: value for name, value in form.entries().items() if name != "chosen"}
