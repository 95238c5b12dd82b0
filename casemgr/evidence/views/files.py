"""Taking files of evidence in and giving them out."""

import uuid
from typing import Any

from flask import flash, redirect, request, url_for
from flask_login import current_user

from casemgr.database.rows import fetch
from casemgr.errors import NotFound
from casemgr.evidence.access import check_may_handle
from casemgr.evidence.forms import FilesForm
from casemgr.evidence.models import EvidenceFile, Exhibit
from casemgr.evidence.services.files import Upload, add_files, path_to_send, upload_limit
from casemgr.evidence.views import bp
from casemgr.evidence.views.pages import answer, attempt
from casemgr.evidence.views.sending import send_evidence
from casemgr.handling import accepts_upload
from casemgr.permissions import Permission, requires
from casemgr.wording import counted


@bp.route("/exhibits/<uuid:exhibit_id>/files", methods=["GET", "POST"])
@requires(Permission.EVIDENCE_READ)
@accepts_upload
def upload(exhibit_id: uuid.UUID) -> Any:
    """Take files in as parts of an exhibit."""
    exhibit = fetch(Exhibit, exhibit_id)
    check_may_handle(exhibit.case, current_user)
    form = FilesForm.of_request()
    sent = request.files.getlist("files")
    uploads = [Upload(one.filename or "", one.stream) for one in sent if one.filename]
    files = attempt(form, lambda: add_files(exhibit, uploads, by=current_user))
    if files:
        flash(f"{counted(len(files), 'file')} taken in.", "success")
        return redirect(url_for(".show", exhibit_id=exhibit.id, _anchor="files"))
    return answer("evidence/upload.html", form, exhibit=exhibit, limit=upload_limit())


@bp.get("/evidence-files/<uuid:file_id>")
@requires(Permission.EVIDENCE_READ)
def download(file_id: uuid.UUID) -> Any:
    """Send a file of evidence as it came in; its hashes are checked on the way out."""
    file = fetch(EvidenceFile, file_id)
    if file.exhibit is None:
        raise NotFound
    return send_evidence(path_to_send(file), file.name)
