"""What agencies submit, as the prosecutor's office receives it, reads it and answers it."""

from flask import Flask


def init_app(app: Flask) -> None:
    """Serve the submissions, take in what is delivered, and offer what their workflow names."""
    from casemgr.packets.submissions import jobs, rules, views  # noqa: F401

    rules.offer_rules()
    app.register_blueprint(views.bp)
