"""The demonstration in a live web server with a worker, and people who visit it with Chromium."""

import logging
import shutil
import threading

import pytest
from werkzeug.serving import make_server

from casemgr.demo.access import STEP_SECONDS, demo_password
from casemgr.demo.loading import find_code, load_demo, stories_here
from casemgr.jobs.worker import Worker
from casemgr.tenants import packs
from tests.conftest import empty
from tests.journeys.checker import PageChecker
from tests.journeys.visitor import Visitor

DESKTOP = {"width": 1280, "height": 900}
PHONE = {"width": 390, "height": 844}
CHROMIUM = shutil.which("chromium")


def pytest_collection_modifyitems(items):
    """Mark the journeys, and leave them out visibly where there is no browser."""
    for item in items:
        if "tests/journeys" in str(item.path):
            item.add_marker(pytest.mark.journey)
            if CHROMIUM is None:
                item.add_marker(pytest.mark.skip(reason="needs Chromium"))


@pytest.fixture(autouse=True)
def _clean():
    """Let one journey begin where the one before it ended."""


@pytest.fixture(scope="package")
def told(app, settings):
    """The demonstration as a visitor finds it."""
    with app.app_context():
        load_demo()
    yield
    empty(settings)
    shutil.rmtree(settings.home / "demo", ignore_errors=True)


@pytest.fixture(scope="package")
def live(app, told):
    """The address of a web server with threads, a worker beside it."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = make_server("127.0.0.1", 0, app, threaded=True)
    worker = Worker(app)
    threads = [threading.Thread(target=one) for one in (server.serve_forever, worker.run)]
    for thread in threads:
        thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    worker.stopping.set()
    server.shutdown()
    for thread in threads:
        thread.join()


@pytest.fixture(scope="package")
def chromium():
    """The browser."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(scope="package")
def checker():
    """One memory of what has been checked, for all journeys."""
    return PageChecker()


@pytest.fixture
def open_window(chromium, checker, live):
    """Return a maker of windows in which nobody is signed in."""
    windows = []

    def open_one(viewport=DESKTOP, script=True):
        context = chromium.new_context(viewport=viewport, java_script_enabled=script)
        reader = None if script else chromium.new_context(viewport=viewport)
        windows.extend(one for one in (context, reader) if one)
        for one in windows:
            one.set_default_timeout(30_000)
        return Visitor(context, checker, live, reader and reader.new_page())

    yield open_one
    for context in windows:
        context.close()


@pytest.fixture
def visit(open_window, app):
    """Return a maker of visitors: visit("okafor") signs her in with both factors."""

    def sign_in(username, **window):
        visitor = open_window(**window)
        visitor.go("/notice").press("I understand and agree")
        visitor.enter("Agency", agency_of(app, username))
        visitor.enter("User name", username)
        visitor.enter("Password", demo_password(app.config["SETTINGS"]))
        visitor.press("Continue")
        with app.app_context():
            code, seconds = find_code(username)
        # The code after the next one is not taken yet: who signs in a third time waits for it.
        visitor.page.wait_for_timeout(1000 * max(0, seconds + 1 - 2 * STEP_SECONDS))
        visitor.enter("Six-digit code", code)
        visitor.press("Sign in")
        assert "/sign-in" not in visitor.url, f"{username} is not signed in"
        return visitor

    return sign_in


def agency_of(app, username):
    """Return the name of the office in which somebody of the demonstration works."""
    with app.app_context():
        for story in stories_here().values():
            if any(member.username == username for member in story.people):
                return packs()[story.tenant].name
    raise LookupError(username)
