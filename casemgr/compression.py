"""Pages leave compressed: case lists shrink to a tenth.

What a page repeats of a person's own input cannot be used to guess its CSRF token by size
(BREACH): session cookies are SameSite, so no other site can fetch a signed-in page.
"""

import gzip

from flask import Flask, Response, request

SMALLEST = 1024
LEVEL = 5
KINDS = frozenset({"text/html", "application/json"})


def compress(response: Response) -> Response:
    """Compress a finished page when the browser can read that and it is worth it."""
    if not _worth_it(response):
        return response
    response.set_data(gzip.compress(response.get_data(), compresslevel=LEVEL, mtime=0))
    response.headers["Content-Encoding"] = "gzip"
    response.vary.add("Accept-Encoding")
    return response


def _worth_it(response: Response) -> bool:
    return (
        response.mimetype in KINDS
        and not response.direct_passthrough
        and not response.is_streamed
        and "Content-Encoding" not in response.headers
        and request.accept_encodings.quality("gzip") > 0
        and len(response.get_data()) >= SMALLEST
    )


def init_app(app: Flask) -> None:
    """Compress every page of the application."""
    app.after_request(compress)
