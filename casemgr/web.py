"""The web server: gunicorn with threads, as many processes as the settings say."""

from typing import Any

from flask import Flask
from gunicorn import util
from gunicorn.app.base import BaseApplication
from gunicorn.http.errors import LimitRequestLine
from gunicorn.workers.gthread import ThreadWorker

from casemgr import create_app
from config.settings import Settings

LONGEST_LINE = 8190  # bytes, the most that the server allows
TOO_LONG = "Go back and shorten it; what you typed is still there. A query takes 200 characters."


class Worker(ThreadWorker):
    """Serves requests; what is too long for an address is refused in words."""

    def handle_error(self, req: Any, client: Any, addr: Any, exc: Any) -> None:
        """Answer a request that no application has seen."""
        if isinstance(exc, LimitRequestLine):
            self.log.warning("Address too long from %s", (addr or ("", -1))[0])
            util.write_error(client, 414, "What you typed is too long", TOO_LONG)
        else:
            super().handle_error(req, client, addr, exc)


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
        "worker_class": "casemgr.web.Worker",
        "limit_request_line": LONGEST_LINE,
        "forwarded_allow_ips": "",  # whom to believe is CASEMGR_PROXIES' to say, on loopback too
        "secure_scheme_headers": {},
        "forwarder_headers": "",
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
