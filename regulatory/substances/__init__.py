"""The controlled substances by their official list: codes, schedules and names."""

from flask import Flask


def init_app(app: Flask) -> None:
    """Let substances be looked up."""
    from regulatory.substances.views import bp

    app.register_blueprint(bp)
