"""Giving out the office's copy of a packet, its hash taken again each time."""

import re

from flask import Response, send_file

from casemgr.packets.fixity import store
from casemgr.packets.models import Submission

POLICY = "sandbox; default-src 'none'; frame-ancestors 'self'"


def send_pdf(submission: Submission) -> Response:
    """Send the packet's PDF to be read in the page. Raises FileChanged.

    It is sent whole, never in parts, so that each reading is one event of the audit.
    """
    name = f"{_name(submission)}.pdf"
    response = _send(submission, submission.pdf_sha256, "application/pdf", name, attached=False)
    response.headers["Content-Security-Policy"] = POLICY
    response.headers["X-Frame-Options"] = "SAMEORIGIN"
    return response


def send_zip(submission: Submission) -> Response:
    """Send the whole packet to be saved. Raises FileChanged."""
    name = f"{_name(submission)}.zip"
    return _send(submission, submission.zip_sha256, "application/zip", name, attached=True)


def _send(
    submission: Submission, sha256: str, media_type: str, name: str, *, attached: bool
) -> Response:
    store().verify(submission.tenant_id, sha256)
    path = store().path(submission.tenant_id, sha256)
    return send_file(
        path,
        mimetype=media_type,
        as_attachment=attached,
        download_name=name,
        etag=False,
        max_age=None,
    )


def _name(submission: Submission) -> str:
    said = f"{submission.sender_name} {submission.case_number} packet {submission.packet_number}"
    return re.sub(r"[^\w .,&-]+", "-", said)
