"""Editing the agency's fields and code lists in a draft."""

import uuid
from typing import Any

from flask import Blueprint, render_template, url_for

from casemgr.changes.described import field_rules, type_words
from casemgr.changes.drafting import files_of
from casemgr.changes.forms import CodeForm, FieldForm, write_choices
from casemgr.changes.overlay import Texts, drop_entry, lay_entry, lay_value, move_up, own_entry
from casemgr.changes.queries import slug_of
from casemgr.changes.views.editing import (
    edit_draft,
    form_of,
    found,
    get_draft,
    keep_edit,
    pack_of_draft,
)
from casemgr.errors import Invalid
from casemgr.forms import Form
from casemgr.permissions import Permission, requires
from casemgr.tenants.fields import Condition, Field
from casemgr.tenants.form_fields import PREFIX, tenant_form

CONDITIONS = ("required_when", "visible_when", "computed")

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


@bp.route("/<uuid:draft_id>/fields/<subject>/new", methods=["GET", "POST"])
@requires(Permission.PACK_CHANGE)
def create(draft_id: uuid.UUID, subject: str) -> Any:
    """Add a field."""
    draft = get_draft(draft_id)
    pack = pack_of_draft(draft)
    known = {field.name for field in found(pack.fields, subject)}
    form = form_of(FieldForm, draft)
    form.offer(pack, subject)

    def edit(files: Texts) -> Texts:
        if form.name.data in known:
            raise Invalid("", {"name": "There is a field of this name. Choose another."})
        return _lay(files, subject, form.name.data, form)

    return _page(draft, form, edit, subject, "Add a field", name=form.name.data or "")


@bp.route("/<uuid:draft_id>/fields/<subject>/<name>", methods=["GET", "POST"])
@requires(Permission.PACK_CHANGE)
def change(draft_id: uuid.UUID, subject: str, name: str) -> Any:
    """Change what a field asks."""
    draft = get_draft(draft_id)
    pack = pack_of_draft(draft)
    field = found({one.name: one for one in found(pack.fields, subject)}, name)
    form = form_of(FieldForm, draft, **_said(field))
    del form.name
    form.offer(pack, subject)
    title = f"Change {field.label}"
    return _page(draft, form, lambda files: _lay(files, subject, name, form), subject, title, name)


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


@bp.route("/<uuid:draft_id>/codes/<name>", methods=["GET", "POST"])
@requires(Permission.PACK_CHANGE)
def codes(draft_id: uuid.UUID, name: str) -> Any:
    """Add an entry to a code list, or change the label of one."""
    draft = get_draft(draft_id)
    listed = found(pack_of_draft(draft).code_lists, name)
    form = form_of(CodeForm, draft)

    def edit(files: Texts) -> Texts:
        at = ["codes", form.code.data]
        if form.code.data in {option.code for option in listed.options}:
            return lay_entry(files, slug_of(), f"codes/{name}", at, {"label": form.label.data})
        return lay_value(files, slug_of(), f"codes/{name}", at, form.label.data)

    back = url_for(".codes", draft_id=draft_id, name=name)
    return edit_draft(draft, form, edit, "changes/codes.html", back, listed=listed)


@bp.post("/<uuid:draft_id>/codes/<name>/<code>/drop")
@requires(Permission.PACK_CHANGE)
def drop_code(draft_id: uuid.UUID, name: str, code: str) -> Any:
    """Leave an entry out of a code list; records that hold it keep it."""
    draft, at = get_draft(draft_id), ["codes", code]
    back = url_for(".codes", draft_id=draft_id, name=name)
    return keep_edit(draft, lambda files: drop_entry(files, slug_of(), f"codes/{name}", at), back)


def _file(subject: str) -> str:
    return f"fields/{subject}"


def _lay(files: Texts, subject: str, name: str, form: FieldForm) -> Texts:
    return lay_entry(files, slug_of(), _file(subject), ["fields", name], form.wanted())


def _page(draft: Any, form: FieldForm, edit: Any, subject: str, title: str, name: str) -> Any:
    back = url_for(".index", draft_id=draft.id, subject=subject)
    facts = {"subject": subject, "title": title, "shown": "field", "name": name}
    return edit_draft(draft, form, edit, "changes/edit.html", back, preview=preview, **facts)


def preview(pack: Any, subject: str, name: str) -> Any:
    """Return a form with the field as people will see it, beside those of its heading."""
    field = pack.field(subject, name)
    if field is None:
        return []
    beside = [one.name for one in pack.fields[subject] if one.group == field.group]
    made = tenant_form(Form, pack, subject, names=frozenset(beside))()
    return [made[PREFIX + one] for one in beside if PREFIX + one in made]


def _source(condition: Condition | None) -> str:
    return condition.source if condition else ""


def _said(field: Field) -> dict[str, Any]:
    """Return what a field says now, as the form asks for it."""
    same = ("label", "type", "help", "group", "required", "code_list", "format", "unit")
    said = {key: getattr(field, key) for key in (*same, "list_column", "filter", "sensitive")}
    return said | {
        "minimum": field.minimum or "",
        "maximum": field.maximum or "",
        **{key: _source(getattr(field, key)) for key in CONDITIONS},
        "case_types": sorted(field.case_types),
        "choices": "" if field.code_list else write_choices(field),
    }
