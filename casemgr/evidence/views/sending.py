"""Sending bytes so that no browser runs or trusts them: to be saved, never to be shown in place."""

from pathlib import Path

from flask import Response, send_file

from casemgr.evidence.file_names import download_name

POLICY = "sandbox; default-src 'none'; frame-ancestors 'none'"


def send_evidence(path: Path, name: str) -> Response:
    """Send a file of evidence as it came in, under a name that cannot mislead."""
    response = send_file(
        path,
        mimetype="application/octet-stream",
        as_attachment=True,
        download_name=download_name(name),
        conditional=True,
        etag=False,
    )
    return _guarded(response)


def send_pdf(pdf: bytes, name: str) -> Response:
    """Send a paper that was printed here."""
    response = Response(pdf, mimetype="application/pdf")
    response.headers.set("Content-Disposition", "attachment", filename=download_name(name))
    return _guarded(response)


def _guarded(response: Response) -> Response:
    response.headers["Content-Security-Policy"] = POLICY
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
