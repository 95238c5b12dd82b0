"""Editing the agency's workflows in a draft: their states, steps and time limits."""

import uuid
from typing import Any

from flask import Blueprint, redirect, render_template, url_for

from casemgr.changes.described import clock_words, needs_in
from casemgr.changes.drafting import files_of
from casemgr.changes.editing import begin_version, drop_state, state_path
from casemgr.changes.forms.fields import refuse_taken
from casemgr.changes.forms.parts import NOTHING, labels
from casemgr.changes.forms.workflows import PARTS, DropForm
from casemgr.changes.inspecting import look_at
from casemgr.changes.overlay import Texts, drop_entry, lay_entry
from casemgr.changes.queries import slug_of
from casemgr.changes.views.editing import (
    edit_draft,
    form_of,
    found,
    get_draft,
    keep_edit,
    pack_of_draft,
)
from casemgr.permissions import Permission, requires
from casemgr.tenants.pack import Pack
from casemgr.wording import plain
from casemgr.workflows.definition import Definition
from casemgr.workflows.diagram import draw
from casemgr.workflows.loader import load_definition

bp = Blueprint(
    "workflow_changes",
    __name__,
    url_prefix="/pack/changes/<uuid:draft_id>/workflows/<stem>",
    template_folder="../templates",
)


@bp.get("")
@requires(Permission.PACK_CHANGE)
def show(draft_id: uuid.UUID, stem: str) -> Any:
    """Show a workflow of the draft with what can be changed in it."""
    draft, (pack, definition, now) = get_draft(draft_id), _workflow_of(draft_id, stem)
    if now != stem:
        return redirect(url_for(".show", draft_id=draft_id, stem=now))
    return render_template(
        "changes/workflow.html",
        draft=draft,
        look=look_at(slug_of(), files_of(draft)),
        stem=stem,
        definition=definition,
        picture=draw(definition),
        step_needs=needs_in(pack, definition.subject),
        clock_words=clock_words,
    )


@bp.route("/<part>/new-part", methods=["GET", "POST"])
@requires(Permission.PACK_CHANGE)
def create(draft_id: uuid.UUID, stem: str, part: str) -> Any:
    """Add a state, a step or a time limit."""
    return _edit(draft_id, stem, part, "")


@bp.route("/<part>/<name>", methods=["GET", "POST"])
@requires(Permission.PACK_CHANGE)
def change(draft_id: uuid.UUID, stem: str, part: str, name: str) -> Any:
    """Change what a state, a step or a time limit says."""
    return _edit(draft_id, stem, part, name)


@bp.post("/<part>/<name>/drop")
@requires(Permission.PACK_CHANGE)
def drop(draft_id: uuid.UUID, stem: str, part: str, name: str) -> Any:
    """Leave a step or a time limit out."""
    draft, (pack, definition, stem) = get_draft(draft_id), _workflow_of(draft_id, stem)
    found(getattr(definition, found(PARTS, part).part), name)
    files, fresh = begin_version(draft, files_of(draft), pack, stem)
    edited = drop_entry(files, slug_of(), f"workflows/{fresh}", [part, name])
    return keep_edit(draft, lambda _: edited, url_for(".show", draft_id=draft_id, stem=fresh))


@bp.route("/states/<name>/drop", methods=["GET", "POST"])
@requires(Permission.PACK_CHANGE)
def leave_out_state(draft_id: uuid.UUID, stem: str, name: str) -> Any:
    """Leave a state out and say where the records in it move."""
    draft, (pack, definition, stem) = get_draft(draft_id), _workflow_of(draft_id, stem)
    state, form = found(definition.states, name), form_of(DropForm, draft)
    form.to.choices = [NOTHING, *labels(definition, but=name)]

    def edit(files: Texts) -> Texts:
        begun, fresh = begin_version(draft, files, pack, stem)
        return drop_state(begun, slug_of(), fresh, state_path(definition, name), form.to.data or "")

    return _page(draft, form, edit, definition, stem, f"Leave out {state.label or plain(name)}")


def _edit(draft_id: uuid.UUID, stem: str, part: str, name: str) -> Any:
    draft, (pack, definition, stem) = get_draft(draft_id), _workflow_of(draft_id, stem)
    kind = found(PARTS, part)
    known = getattr(definition, part)
    one = found(known, name) if name else None
    form = form_of(kind, draft, **(kind.said(one) if one else {}))
    form.offer(pack, definition, one)

    def edit(files: Texts) -> Texts:
        if not name:
            refuse_taken(form.name.data, known)
        begun, fresh = begin_version(draft, files, pack, stem)
        at = form.place(definition, name or form.name.data)
        return lay_entry(begun, slug_of(), f"workflows/{fresh}", at, form.wanted())

    title = f"Change {one.label or plain(name)}" if one else f"Add {kind.noun}"
    return _page(draft, form, edit, definition, stem, title)


def _page(draft: Any, form: Any, edit: Any, definition: Definition, stem: str, title: str) -> Any:
    """Show a form beside the diagram that would come of it, and go on to the draft's version."""
    trail = [(definition.label, url_for(".show", draft_id=draft.id, stem=stem))]
    facts = {"title": title, "shown": "diagram", "workflow": definition.name, "trail": trail}
    answer = edit_draft(
        draft, form, edit, "changes/edit.html", trail[0][1], preview=picture_of, **facts
    )
    if getattr(answer, "status_code", 200) != 302:
        return answer
    stems = pack_of_draft(draft).workflows
    fresh = next(one for one, raw in stems.items() if raw["name"] == definition.name)
    return redirect(url_for(".show", draft_id=draft.id, stem=fresh))


def picture_of(look: Any, name: str) -> Any:
    """Draw a workflow of a draft, if it can be read."""
    stems = look.pack.workflows if look.pack else {}
    stem = next((one for one, raw in stems.items() if raw.get("name") == name), "")
    definition = look.definition(stem)
    return draw(definition) if definition else None


def _workflow_of(draft_id: uuid.UUID, stem: str) -> tuple[Pack, Definition, str]:
    """Return the draft's pack and one of its workflows; of a former version, the one after it."""
    pack = pack_of_draft(get_draft(draft_id))
    later = (one for one in pack.workflows if _name_in(one) == _name_in(stem))
    now = stem if stem in pack.workflows else next(later, stem)
    return pack, load_definition(found(pack.workflows, now)), now


def _name_in(stem: str) -> str:
    return stem.rpartition("_v")[0]
