"""Files that belong to a record because a field of the agency holds them."""

from flask import Flask


def init_app(app: Flask) -> None:
    """Serve the pages of attached files."""
    from casemgr.attachments.views import bp

    app.register_blueprint(bp)
