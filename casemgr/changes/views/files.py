"""The draft's files as text, for people who like text: read, edited, taken away and brought."""

import uuid
from typing import Any

from flask import Blueprint, Response, redirect, render_template, url_for
from flask_login import current_user

from casemgr.changes.drafting import files_of
from casemgr.changes.editing import edit_change_set
from casemgr.changes.forms.drafts import FileForm
from casemgr.changes.overlay import Texts
from casemgr.changes.queries import slug_of
from casemgr.changes.views.editing import edit_draft, form_of, get_draft
from casemgr.errors import Invalid, NotFound
from casemgr.permissions import Permission, requires
from casemgr.tenants.source import LARGEST
from casemgr.tenants.versions import PATH

bp = Blueprint("file_changes", __name__, url_prefix="/pack/changes", template_folder="../templates")


@bp.get("/<uuid:draft_id>/files")
@requires(Permission.PACK_CHANGE)
def index(draft_id: uuid.UUID) -> Any:
    """List the agency's own files as the draft has them."""
    draft = get_draft(draft_id)
    own = f"tenants/{slug_of()}/"
    paths = [path.removeprefix(own) for path in sorted(files_of(draft)) if path.startswith(own)]
    return render_template("changes/files.html", draft=draft, paths=paths, own=own)


@bp.route("/<uuid:draft_id>/files/<path:name>", methods=["GET", "POST"])
@requires(Permission.PACK_CHANGE)
def change(draft_id: uuid.UUID, name: str) -> Any:
    """Edit a file as text; one that is emptied goes, one that is not there begins."""
    draft, path = get_draft(draft_id), _path(name)
    form = form_of(FileForm, draft, text=files_of(draft).get(path, ""))

    def edit(files: Texts) -> Texts:
        text = _typed(form)
        return {**files, path: text} if text.strip() else _without(files, path)

    back = url_for("changes.show", draft_id=draft_id)
    facts = {"title": f"Edit {name}", "shown": "", "preview": None, "name": name}
    return edit_draft(draft, form, edit, "changes/file.html", back, **facts)


@bp.get("/<uuid:draft_id>/download/<path:name>")
@requires(Permission.PACK_CHANGE)
def download(draft_id: uuid.UUID, name: str) -> Any:
    """Take a file away."""
    files, path = files_of(get_draft(draft_id)), _path(name)
    if path not in files:
        raise NotFound
    answer = Response(files[path], mimetype="application/yaml")
    answer.headers.set("Content-Disposition", "attachment", filename=name.replace("/", "-"))
    return answer


@bp.post("/<uuid:draft_id>/revert/<path:name>")
@requires(Permission.PACK_CHANGE)
def revert(draft_id: uuid.UUID, name: str) -> Any:
    """Put a file back as it is in the version on which the draft is based."""
    draft, path = get_draft(draft_id), _path(name)
    kept = {one: text for one, text in draft.files.items() if one != path}
    draft.files = kept
    edit_change_set(draft, files_of(draft), by=current_user, row_version=draft.row_version)
    return redirect(url_for("changes.show", draft_id=draft_id))


def _path(name: str) -> str:
    path = f"tenants/{slug_of()}/{name}"
    if not PATH.match(path):
        raise NotFound
    return path


def _without(files: Texts, path: str) -> Texts:
    return {one: text for one, text in files.items() if one != path}


def _typed(form: FileForm) -> str:
    """Return the uploaded text, or else what was typed."""
    upload = form.upload.data
    if not upload:
        return str(form.text.data or "").replace("\r\n", "\n")
    data = upload.stream.read(LARGEST + 1)
    upload.stream.seek(0)
    if len(data) > LARGEST:
        raise Invalid("", {"upload": "A file has at most 1 MB. Move long lists into their own."})
    try:
        return str(data.decode("utf-8-sig")).replace("\r\n", "\n")
    except UnicodeDecodeError:
        raise Invalid("", {"upload": "The file is not UTF-8 text. Save it as UTF-8."}) from None
