"""Editing the agency's fields in a draft."""

import uuid
from typing import Any

from flask import Blueprint, render_template, url_for

from casemgr.changes.described import field_rules, type_words
from casemgr.changes.drafting import files_of
from casemgr.changes.editing import rename_field
from casemgr.changes.forms.fields import FieldForm, refuse_taken
from casemgr.changes.models import ChangeSet
from casemgr.changes.overlay import Texts, drop_entry, lay_entry, move_up, own_entry
from casemgr.changes.queries import slug_of
from casemgr.changes.views.editing import (
    edit_draft,
    form_of,
    found,
    get_draft,
    keep_edit,
    pack_of_draft,
)
from casemgr.forms import Form
from casemgr.permissions import Permission, requires
from casemgr.tenants.form_fields import PREFIX, tenant_form
from casemgr.tenants.pack import Pack

bp = Blueprint(
    "field_changes", __name__, url_prefix="/pack/changes", template_folder="../templates"
)


@bp.get("/<uuid:draft_id>/fields/<subject>")
@requires(Permission.PACK_CHANGE)
def index(draft_id: uuid.UUID, subject: str) -> Any:
    """List the fields of a kind of record as the draft has them."""
    draft = get_draft(draft_id)
    pack = pack_of_draft(draft)
    fields = found(pack.fields, subject)
    own = own_entry(files_of(draft), slug_of(), _file(subject), ["fields"]) or {}
    return render_template(
        "changes/fields.html",
        draft=draft,
        subject=subject,
        groups=list(pack.grouped(subject, fields)),
        drafted=pack,
        own=own,
        type_words=type_words,
        field_rules=field_rules,
    )


@bp.route("/<uuid:draft_id>/fields/<subject>/new-field", methods=["GET", "POST"])
@requires(Permission.PACK_CHANGE)
def create(draft_id: uuid.UUID, subject: str) -> Any:
    """Add a field."""
    draft = get_draft(draft_id)
    return _edit(draft, pack_of_draft(draft), subject, "", form_of(FieldForm, draft))


@bp.route("/<uuid:draft_id>/fields/<subject>/<name>", methods=["GET", "POST"])
@requires(Permission.PACK_CHANGE)
def change(draft_id: uuid.UUID, subject: str, name: str) -> Any:
    """Change what a field asks, or what it is called: records keep what they hold in it."""
    draft = get_draft(draft_id)
    pack = pack_of_draft(draft)
    entry = found(found(pack.source["fields"], subject)["fields"], name)
    return _edit(
        draft, pack, subject, name, form_of(FieldForm, draft, **FieldForm.said(name, entry))
    )


@bp.post("/<uuid:draft_id>/fields/<subject>/<name>/drop")
@requires(Permission.PACK_CHANGE)
def drop(draft_id: uuid.UUID, subject: str, name: str) -> Any:
    """Leave a field out; what records hold in it stays with them."""
    draft, at = get_draft(draft_id), ["fields", name]
    back = url_for(".index", draft_id=draft_id, subject=subject)
    return keep_edit(draft, lambda files: drop_entry(files, slug_of(), _file(subject), at), back)


@bp.post("/<uuid:draft_id>/fields/<subject>/<name>/up")
@requires(Permission.PACK_CHANGE)
def move(draft_id: uuid.UUID, subject: str, name: str) -> Any:
    """Ask a field of the agency's own before the one above it."""
    draft, at = get_draft(draft_id), ["fields", name]
    back = url_for(".index", draft_id=draft_id, subject=subject)
    return keep_edit(draft, lambda files: move_up(files, slug_of(), _file(subject), at), back)


def _file(subject: str) -> str:
    return f"fields/{subject}"


def _edit(draft: ChangeSet, pack: Pack, subject: str, name: str, form: FieldForm) -> Any:
    """Lay what the form says over the entry of the field, called as it is called from now on."""
    known = {field.name: field for field in found(pack.fields, subject)}
    form.offer(pack, subject)

    def edit(files: Texts) -> Texts:
        called = form.name.data
        if called != name:
            refuse_taken(called, known)
        if name and called != name:
            files = rename_field(draft, files, subject, name, called)
        return lay_entry(files, slug_of(), _file(subject), ["fields", called], form.wanted())

    back = url_for(".index", draft_id=draft.id, subject=subject)
    title = f"Change {known[name].label}" if name else "Add a field"
    facts = {"subject": subject, "title": title, "shown": "field", "preview": preview}
    facts["trail"] = [(f"Fields of a {subject}", back)]
    return edit_draft(draft, form, edit, "changes/edit.html", back, **facts)


def preview(pack: Any, subject: str, name: str) -> Any:
    """Return a form with the field as people will see it, beside those of its heading."""
    field = pack.field(subject, name)
    if field is None:
        return []
    beside = [one.name for one in pack.fields[subject] if one.group == field.group]
    made = tenant_form(Form, pack, subject, names=frozenset(beside))()
    return [made[PREFIX + one] for one in beside if PREFIX + one in made]
