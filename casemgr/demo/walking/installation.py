"""A throw-away installation of its own: database, people, web server and worker."""

import socket
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path

from flask import Flask

from casemgr import create_app
from casemgr.database.embedded import running
from casemgr.demo.loading import stories_here
from casemgr.demo.people import admit_people
from casemgr.demo.stories import Story
from casemgr.demo.walking.browser import Browser, WalkStopped, wait_until
from casemgr.extensions import db
from casemgr.setup import set_up
from casemgr.supervisor import Child, address, casemgr, environment_of
from config.settings import Settings


@dataclass(frozen=True)
class Installation:
    """A running installation with the people of the stories and nothing else in it."""

    settings: Settings
    app: Flask
    stories: dict[str, Story]

    @property
    def address(self) -> str:
        """Where its web server answers."""
        return address(self.settings)


@contextmanager
def temporary_installation(settings: Settings) -> Iterator[Installation]:
    """Have an installation run in a folder of its own, which is removed at the end."""
    with tempfile.TemporaryDirectory(prefix="casemgr-walk-") as folder, ExitStack() as stack:
        ours = replace(
            settings,
            home=Path(folder),
            port=_free_port(),
            host="127.0.0.1",
            database_url="",
            administrator_url="",
            operator_url="",
            https=False,
        )
        stack.enter_context(running(ours))
        set_up(ours, data=ours.data)
        app, stories = _with_people(ours)
        _start("worker", ours, stack)
        web = _start("serve", ours, stack)
        wait_until(lambda: _answers(ours, web), "The start of the web server", 90)
        yield Installation(ours, app, stories)


def _with_people(settings: Settings) -> tuple[Flask, dict[str, Story]]:
    app = create_app(settings)
    with app.app_context():
        stories = stories_here()
        for story in stories.values():
            admit_people(story)
        db.engine.dispose()
    return app, stories


def _start(name: str, settings: Settings, stack: ExitStack) -> Child:
    child = Child(name, casemgr(name), environment_of(settings))
    child.start()
    stack.callback(child.stop)
    return child


def _answers(settings: Settings, web: Child) -> bool:
    if web.has_ended():
        raise WalkStopped("The web server ended; its words are above.")
    with suppress(OSError):
        Browser(address(settings)).open("/health")
        return True
    return False


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
