"""Giving out the agency's own copy of a packet, its hash taken again each time.

The volume is shown in the page without a sandbox, in which browsers refuse to show PDFs; whatever
could act was taken out of it when it was bound.
"""

from flask import Response, send_file

from casemgr.errors import NotFound
from casemgr.packets.fixity import store
from casemgr.packets.models import Packet
from casemgr.packets.volume.archive import volume_name

VIEWED = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'"
SAVED = "sandbox; default-src 'none'; frame-ancestors 'none'"


def send_volume(packet: Packet) -> Response:
    """Send the PDF to be read in the page. Raises FileChanged."""
    response = _send(packet, packet.pdf_sha256, "application/pdf", "pdf", saved=False)
    response.headers["Content-Security-Policy"] = VIEWED
    response.headers["X-Frame-Options"] = "SAMEORIGIN"
    return response


def send_archive(packet: Packet) -> Response:
    """Send the whole packet to be saved. Raises FileChanged."""
    response = _send(packet, packet.zip_sha256, "application/zip", "zip", saved=True)
    response.headers["Content-Security-Policy"] = SAVED
    return response


def _send(
    packet: Packet, sha256: str | None, media_type: str, ending: str, *, saved: bool
) -> Response:
    if sha256 is None:
        raise NotFound
    store().verify(packet.tenant_id, sha256)
    return send_file(
        store().path(packet.tenant_id, sha256),
        mimetype=media_type,
        as_attachment=saved,
        download_name=volume_name(packet.frozen).removesuffix("pdf") + ending,
        etag=False,
        max_age=None,
    )
