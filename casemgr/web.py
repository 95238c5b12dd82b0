"""The web server: gunicorn with threads, as many processes as the settings say."""

from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication

from casemgr import create_app
from config.settings import Settings


class WebServer(BaseApplication):
    """Serves the web application; each process builds its own."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        super().__init__()

    def load_config(self) -> None:
        """Take over our settings; no other configuration is read."""
        for name, value in options(self.settings).items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        """Build the application, inside the process that serves it."""
        return create_app(self.settings)


def options(settings: Settings) -> dict[str, Any]:
    """Return gunicorn's settings for this installation."""
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    return {
        "bind": [f"{host}:{settings.port}"],
        "worker_class": "gthread",
        "workers": settings.web_processes,
        "threads": settings.web_threads,
        "timeout": 120,
        "graceful_timeout": 15,
        "loglevel": "warning",
        "proc_name": "casemgr",
        "control_socket_disable": True,
    }


def serve_pages(settings: Settings) -> None:
    """Serve the web pages until the process is asked to end."""
    WebServer(settings).run()
