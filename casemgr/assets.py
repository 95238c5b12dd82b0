"""The stylesheets, scripts, fonts and pictures: one address per build, kept by browsers for a year.

The address carries a hash over all of them, so a page never meets a stylesheet of another build,
and what a stylesheet refers to by a relative address carries the same hash.
"""

import functools
import gzip
import hashlib
import mimetypes
from pathlib import Path

from flask import Flask, Response, request, url_for
from werkzeug.security import safe_join

from casemgr.errors import NotFound
from casemgr.permissions import public

FOLDER = Path(__file__).parent / "static"
LONGEST_NAME = 200
YEAR = 365 * 24 * 3600
TEXT = frozenset({".css", ".js", ".svg", ".txt"})

mimetypes.add_type("font/woff2", ".woff2")


@functools.cache
def build_hash() -> str:
    """Return the hash over every static file, computed once per process."""
    digest = hashlib.sha256()
    for path in sorted(path for path in FOLDER.rglob("*") if path.is_file()):
        digest.update(f"{path.relative_to(FOLDER)}\0{path.stat().st_size}\0".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


@functools.cache
def static_url(name: str) -> str:
    """Return the address of a static file in this build, worked out once."""
    return url_for("asset", build=build_hash(), name=name)


@functools.cache
def _compressed(path: Path) -> bytes:
    return gzip.compress(path.read_bytes(), compresslevel=9, mtime=0)


@public
def asset(build: str, name: str) -> Response:
    """Send a static file; only the address of this build may be kept."""
    found = safe_join(str(FOLDER), name) if len(name) <= LONGEST_NAME else None
    if found is None or not Path(found).is_file():
        raise NotFound
    response = _file_response(Path(found))
    if build == build_hash():
        response.headers["Cache-Control"] = f"public, max-age={YEAR}, immutable"
    else:
        response.headers["Cache-Control"] = "no-cache"
    return response


def _file_response(path: Path) -> Response:
    kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    if path.suffix not in TEXT:
        return Response(path.read_bytes(), mimetype=kind)
    if request.accept_encodings.quality("gzip") == 0:
        response = Response(path.read_bytes(), mimetype=kind)
    else:
        response = Response(_compressed(path), mimetype=kind)
        response.headers["Content-Encoding"] = "gzip"
    response.headers["Vary"] = "Accept-Encoding"
    return response


def init_app(app: Flask) -> None:
    """Serve the static files and let templates refer to them."""
    app.add_url_rule("/assets/<build>/<path:name>", "asset", asset)
    app.jinja_env.globals["static_url"] = static_url
