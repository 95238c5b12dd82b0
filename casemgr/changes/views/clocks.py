"""Editing the time limits of the agency's workflows in a draft."""

import uuid
from typing import Any

from flask import Blueprint, url_for

from casemgr.changes.drafting import files_of
from casemgr.changes.editing import begin_version
from casemgr.changes.forms import NOTHING, ClockForm, options
from casemgr.changes.overlay import Texts, drop_entry, lay_entry
from casemgr.changes.queries import slug_of
from casemgr.changes.views.editing import form_of, found, get_draft, keep_edit
from casemgr.changes.views.steps import labels, refuse_taken, show_edit, workflow_of
from casemgr.permissions import Permission, requires
from casemgr.tenants.pack import Pack
from casemgr.workflows.definition import Clock, Definition
from casemgr.workflows.refusals import step_label

bp = Blueprint(
    "clock_changes", __name__, url_prefix="/pack/changes", template_folder="../templates"
)


@bp.route("/<uuid:draft_id>/workflows/<stem>/clocks/new", methods=["GET", "POST"])
@requires(Permission.PACK_CHANGE)
def create(draft_id: uuid.UUID, stem: str) -> Any:
    """Add a time limit."""
    return _clock(draft_id, stem, "")


@bp.route("/<uuid:draft_id>/workflows/<stem>/clocks/<name>", methods=["GET", "POST"])
@requires(Permission.PACK_CHANGE)
def change(draft_id: uuid.UUID, stem: str, name: str) -> Any:
    """Change a time limit."""
    return _clock(draft_id, stem, name)


@bp.post("/<uuid:draft_id>/workflows/<stem>/clocks/<name>/drop")
@requires(Permission.PACK_CHANGE)
def drop(draft_id: uuid.UUID, stem: str, name: str) -> Any:
    """Leave a time limit out."""
    draft, (pack, definition) = get_draft(draft_id), workflow_of(draft_id, stem)
    found(definition.clocks, name)
    files, fresh = begin_version(draft, files_of(draft), pack, stem)
    edited = drop_entry(files, slug_of(), f"workflows/{fresh}", ["clocks", name])
    back = url_for("workflow_changes.show", draft_id=draft_id, stem=fresh)
    return keep_edit(draft, lambda _: edited, back)


def _clock(draft_id: uuid.UUID, stem: str, name: str) -> Any:
    draft, (pack, definition) = get_draft(draft_id), workflow_of(draft_id, stem)
    clock = found(definition.clocks, name) if name else None
    form = form_of(ClockForm, draft, **(_said(clock) if clock else {}))
    _offer(form, pack, definition)
    if clock:
        del form.name

    def edit(files: Texts) -> Texts:
        own = name or form.name.data
        refuse_taken(name, own, definition.clocks)
        begun, fresh = begin_version(draft, files, pack, stem)
        return lay_entry(begun, slug_of(), f"workflows/{fresh}", ["clocks", own], form.wanted())

    title = f"Change {clock.label or name}" if clock else "Add a time limit"
    return show_edit(draft, form, edit, stem, title)


def _offer(form: ClockForm, pack: Pack, definition: Definition) -> None:
    """Offer the states, steps and roles that there are."""
    steps = [(name, step_label(step)) for name, step in definition.steps.items()]
    form.states.choices = labels(definition)
    form.restart_on.choices = steps
    form.role.choices = [NOTHING, *options(pack.roles)]
    form.pause.choices = options(pack.roles)
    form.then.choices = [("", "It is late"), *((name, f"Do: {label}") for name, label in steps)]


def _said(clock: Clock) -> dict[str, Any]:
    """Return what a clock says now, as the form asks for it."""
    listed = ("states", "restart_on", "pause")
    said: dict[str, Any] = {key: list(getattr(clock, key)) for key in listed}
    said |= {key: ", ".join(map(str, getattr(clock, key))) for key in ("remind", "escalate")}
    said |= {key: getattr(clock, key) or None for key in ("days", "business_days")}
    return said | {key: getattr(clock, key) for key in ("label", "role", "then")}
