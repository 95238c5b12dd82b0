"""The public check: is this whole number valid, of what type, until when; and nothing else."""

from flask import Flask


def init_app(app: Flask) -> None:
    """Serve the check to anybody."""
    from regulatory.public_check import views

    app.register_blueprint(views.bp)
