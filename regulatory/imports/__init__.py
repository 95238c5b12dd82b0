"""Lists of licences and registrations as they come in: read, weighed, applied in one act."""

from importlib import import_module

from flask import Flask


def init_app(app: Flask) -> None:
    """Serve the pages on which lists are imported, and let workers read and apply them."""
    import_module(f"{__name__}.jobs")
    app.register_blueprint(import_module(f"{__name__}.views").bp)
