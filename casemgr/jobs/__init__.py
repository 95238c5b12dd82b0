"""Work that runs after the request that asked for it, with progress."""

from flask import Flask

from casemgr.jobs.registry import handles
from casemgr.jobs.services import enqueue

__all__ = ["enqueue", "handles"]


def init_app(app: Flask) -> None:
    """Serve the pages on which people watch their jobs."""
    from casemgr.jobs import views

    app.register_blueprint(views.bp)
