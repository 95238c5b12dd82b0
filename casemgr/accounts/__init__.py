"""People who act: sign-in, factors, sessions, roles and clearances."""

from flask import Flask


def init_app(app: Flask) -> None:
    """Serve the sign-in, a person's own account and the agency's accounts."""
    from casemgr.accounts import absence, administration, views

    app.register_blueprint(views.bp)
    app.register_blueprint(administration.bp)
    app.register_blueprint(absence.bp)
