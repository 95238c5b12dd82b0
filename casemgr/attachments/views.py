"""The files of a field: listed, taken in, given out and taken out of it."""

import uuid
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_login import current_user

from casemgr.attachments.forms import AttachForm, DetachForm
from casemgr.attachments.records import Place, find_place
from casemgr.attachments.services import attach_files, detach_file, get_attached
from casemgr.database.rows import note_read
from casemgr.evidence.services.files import Upload, path_to_send
from casemgr.evidence.views.sending import send_evidence
from casemgr.handling import accepts_upload
from casemgr.permissions import Permission, requires
from casemgr.wording import counted

bp = Blueprint("attachments", __name__, url_prefix="/attachments", template_folder="templates")
FIELD = "/<record_type>/<uuid:record_id>/<field>"


@bp.route(FIELD, methods=["GET", "POST"])
@requires(Permission.CASE_READ)
@accepts_upload
def index(record_type: str, record_id: uuid.UUID, field: str) -> Any:
    """Show the files of a field, and take further ones in."""
    place, form = find_place(record_type, record_id, field, current_user), AttachForm.of_request()
    taken: list[Any] = []
    if form.is_sent() and form.carries_out(lambda: taken.extend(_attach(place))):
        flash(f"{counted(len(taken), 'file')} attached.", "success")
        return redirect(_address(place))
    return render_template("attachments/index.html", place=place, form=form), form.status


@bp.get(f"{FIELD}/<uuid:file_id>")
@requires(Permission.CASE_READ)
def download(record_type: str, record_id: uuid.UUID, field: str, file_id: uuid.UUID) -> Any:
    """Send a file as it came in; its hashes are checked on the way out."""
    file = get_attached(find_place(record_type, record_id, field, current_user), file_id)
    note_read(file)
    return send_evidence(path_to_send(file), file.name)


@bp.route(f"{FIELD}/<uuid:file_id>/remove", methods=["GET", "POST"])
@requires(Permission.CASE_READ)
def remove(record_type: str, record_id: uuid.UUID, field: str, file_id: uuid.UUID) -> Any:
    """Take a file out of the field, with the reason."""
    place, form = find_place(record_type, record_id, field, current_user), DetachForm.of_request()
    place.check_may_change(current_user)
    file = get_attached(place, file_id)
    if form.is_sent() and form.carries_out(lambda: _detach(place, file_id, form)):
        return redirect(_address(place))
    page = render_template("attachments/remove.html", place=place, file=file, form=form)
    return page, form.status


def _attach(place: Place) -> list[Any]:
    sent = request.files.getlist("files")
    uploads = [Upload(one.filename or "", one.stream) for one in sent if one.filename]
    return attach_files(place, uploads, by=current_user)


def _detach(place: Place, file_id: uuid.UUID, form: Any) -> None:
    detach_file(place, file_id, by=current_user, reason=form.reason.data)


def _address(place: Place) -> str:
    named = {"record_type": place.record_type, "record_id": place.record.id}
    return url_for(".index", field=place.field.name, **named)
