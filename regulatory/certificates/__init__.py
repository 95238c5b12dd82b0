"""The certificate of a licence on paper, with a code that leads to the public check."""

from flask import Flask


def init_app(app: Flask) -> None:
    """Serve the certificates."""
    from regulatory.certificates import views

    app.register_blueprint(views.bp)
