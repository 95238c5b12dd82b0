"""A real Chromium looking at the gallery."""

import contextlib
import os
import shutil
import threading
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright
from werkzeug.serving import WSGIRequestHandler, make_server

from tests.casemgr.gallery import create_gallery

DESK = {"width": 1360, "height": 850}
PHONE = {"width": 390, "height": 844}
WATCH = (
    "window.violations = [];"
    "document.addEventListener('securitypolicyviolation',"
    " event => window.violations.push(event.violatedDirective + ' ' + event.blockedURI));"
)


class Quiet(WSGIRequestHandler):
    """A server that does not write a line for every request."""

    def log(self, *_):
        pass


@contextlib.contextmanager
def serving():
    server = make_server("127.0.0.1", 0, create_gallery(), threaded=True, request_handler=Quiet)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def require_chromium() -> str:
    """Return where Chromium is, or skip: visibly, and never in continuous integration."""
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    stylesheet = Path("casemgr/static/vendor/uswds/css/uswds.min.css").is_file()
    if not (found and stylesheet):
        missing = "Chromium" if not found else "casemgr/static/vendor (run bin/setup)"
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(f"{missing} is missing")
    return found


@contextlib.contextmanager
def looking():
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=require_chromium(), args=["--no-sandbox"]
        )
        try:
            yield browser
        finally:
            browser.close()
