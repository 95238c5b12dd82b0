"""The record of who did and saw what: written with each change, and before each page goes out."""

from flask import Flask

from casemgr.audit.services import UNWRITTEN, record, record_reads

__all__ = ["UNWRITTEN", "record", "record_reads"]


def init_app(app: Flask) -> None:
    """Serve the audit to those who may read it."""
    from casemgr.audit import views

    app.register_blueprint(views.bp)
