"""How every form edits a draft: checked as one types and again when it is sent, then kept."""

import uuid
from collections.abc import Callable
from typing import Any, TypeVar

from flask import redirect, render_template, request
from flask_login import current_user

from casemgr.changes.drafting import DRAFT, files_of
from casemgr.changes.editing import edit_change_set
from casemgr.changes.inspecting import look_at
from casemgr.changes.models import ChangeSet
from casemgr.changes.overlay import Texts
from casemgr.changes.placing import fresh_problems, place_problems
from casemgr.changes.queries import slug_of
from casemgr.database.rows import fetch
from casemgr.errors import Conflict, Invalid, NotFound
from casemgr.forms import Form, is_asking
from casemgr.tenants.pack import Pack
from casemgr.tenants.problems import PackInvalid
from casemgr.tenants.versions import load_files
from casemgr.workflows.loader import read_definition

Kind = TypeVar("Kind", bound=Form)
Edit = Callable[[Texts], Texts]


def get_draft(draft_id: uuid.UUID) -> ChangeSet:
    """Return a draft that can still be changed."""
    draft = fetch(ChangeSet, draft_id)
    if draft.state != DRAFT:
        raise Conflict(f"This change has been {draft.state} and stays as it is. Draft another.")
    return draft


def pack_of_draft(draft: ChangeSet) -> Pack:
    """Return the pack that the draft describes; its pages exist while it can be read."""
    try:
        pack = load_files(slug_of(), files_of(draft))
    except PackInvalid:
        pack = None
    if pack is None or any(read_definition(one)[0] is None for one in pack.workflows.values()):
        raise Conflict("The draft cannot be read as a pack. Mend its files first.")
    return pack


def form_of(kind: type[Kind], draft: ChangeSet, **data: Any) -> Kind:
    """Return a form with what was sent, what is being checked, or what the draft says now."""
    if "check" in request.args:
        return kind(request.args)
    form = kind.of_request(**data)
    if request.method == "GET":
        form.row_version.data = draft.row_version
    return form


def edit_draft(
    draft: ChangeSet, form: Form, edit: Edit, template: str, back: str, **facts: Any
) -> Any:
    """Keep what a form asks for in the draft, or show it with what the checker says of it."""
    files = files_of(draft)
    filled = "check" in request.args or (request.method == "POST" and not is_asking(request))
    sound = not filled or form.validate()
    checks = "check" in request.values
    if filled and sound and not checks and form.carries_out(lambda: _keep(draft, form, edit)):
        return redirect(back)
    tried = _tried(form, edit, files) if filled and sound else files
    look = look_at(slug_of(), tried)
    if filled and sound:
        place_problems(form, fresh_problems(look, look_at(slug_of(), files)), tried)
    facts |= {"draft": draft, "form": form, "look": look, "back": back, "checked": checks}
    if "check" in request.args:
        return render_template("changes/_check.html", **facts, sound=sound)
    return render_template(template, **facts, sound=sound), 422 if checks else form.status


def keep_edit(draft: ChangeSet, edit: Edit, back: str) -> Any:
    """Keep an edit that asks nothing, such as leaving an entry out."""
    edit_change_set(draft, edit(files_of(draft)), by=current_user, row_version=draft.row_version)
    return redirect(back)


def found(named: Any, name: str) -> Any:
    """Return a part of the draft's pack by its name."""
    if name not in named:
        raise NotFound
    return named[name]


def _tried(form: Form, edit: Edit, files: Texts) -> Texts:
    """Return the files as the form would make them; what cannot be is said on the form."""
    try:
        return edit(files)
    except Invalid as error:
        if not form.errors:
            form.add_problems(error)
        return files


def _keep(draft: ChangeSet, form: Form, edit: Edit) -> None:
    form.check_version(draft)
    edit_change_set(draft, edit(files_of(draft)), by=current_user, row_version=draft.row_version)
