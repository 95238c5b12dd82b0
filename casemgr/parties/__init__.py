"""People and organizations, entered once and used by every case of the agency."""

from flask import Flask


def init_app(app: Flask) -> None:
    """Serve the name index."""
    from casemgr.parties import views

    app.register_blueprint(views.bp)
