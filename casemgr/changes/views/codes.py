"""Editing the agency's code lists in a draft."""

import uuid
from typing import Any

from flask import Blueprint, render_template, url_for

from casemgr.changes.drafting import files_of
from casemgr.changes.editing import lay_code
from casemgr.changes.forms.fields import CodeForm, CodeListForm, refuse_taken
from casemgr.changes.inspecting import look_at
from casemgr.changes.overlay import Texts, drop_entry, lay_file
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

bp = Blueprint(
    "code_changes",
    __name__,
    url_prefix="/pack/changes/<uuid:draft_id>/codes",
    template_folder="../templates",
)


@bp.route("/new-list", methods=["GET", "POST"])
@requires(Permission.PACK_CHANGE)
def create(draft_id: uuid.UUID) -> Any:
    """Begin a code list."""
    draft = get_draft(draft_id)
    known, form = pack_of_draft(draft).code_lists, form_of(CodeListForm, draft)

    def edit(files: Texts) -> Texts:
        refuse_taken(form.name.data, known)
        return lay_file(files, slug_of(), f"codes/{form.name.data}", form.wanted())

    back = url_for("changes.show", draft_id=draft_id)
    return edit_draft(draft, form, edit, "changes/edit.html", back, title="Add a code list")


@bp.get("/<name>")
@requires(Permission.PACK_CHANGE)
def show(draft_id: uuid.UUID, name: str) -> Any:
    """Show a code list of the draft, to add to it and to change its entries."""
    draft = get_draft(draft_id)
    listed = found(pack_of_draft(draft).code_lists, name)
    look = look_at(slug_of(), files_of(draft))
    return render_template("changes/codes.html", draft=draft, listed=listed, look=look)


@bp.route("/<name>/new-entry", methods=["GET", "POST"])
@requires(Permission.PACK_CHANGE)
def add_code(draft_id: uuid.UUID, name: str) -> Any:
    """Add an entry to a code list."""
    return _edit(draft_id, name, "")


@bp.route("/<name>/entries/<code>", methods=["GET", "POST"])
@requires(Permission.PACK_CHANGE)
def change_code(draft_id: uuid.UUID, name: str, code: str) -> Any:
    """Change the label of an entry, or from when until when it can be chosen."""
    return _edit(draft_id, name, code)


@bp.post("/<name>/entries/<code>/drop")
@requires(Permission.PACK_CHANGE)
def drop_code(draft_id: uuid.UUID, name: str, code: str) -> Any:
    """Leave an entry out of a code list; records that hold it keep it."""
    draft, at = get_draft(draft_id), ["codes", code]
    back = url_for(".show", draft_id=draft_id, name=name)
    return keep_edit(draft, lambda files: drop_entry(files, slug_of(), f"codes/{name}", at), back)


def _edit(draft_id: uuid.UUID, name: str, code: str) -> Any:
    draft = get_draft(draft_id)
    listed = found(pack_of_draft(draft).code_lists, name)
    known = {option.code: option for option in listed.options}
    form = form_of(CodeForm, draft, obj=found(known, code) if code else None)
    form.without(*(("code",) if code else ()))

    def edit(files: Texts) -> Texts:
        own = code or form.code.data
        if not code:
            refuse_taken(own, known, "code")
        return lay_code(files, name, own, form.wanted())

    back = url_for(".show", draft_id=draft_id, name=name)
    title = f"Change {known[code].label}" if code else "Add an entry"
    facts = {"title": title, "trail": [(listed.label, back)]}
    return edit_draft(draft, form, edit, "changes/edit.html", back, **facts)
