"""Changing an agency's pack under change control: planned, applied, rolled back, and drafted."""

from flask import Flask


def init_app(app: Flask) -> None:
    """Serve the pages of the pack."""
    from casemgr.changes import views

    views.register(app)
