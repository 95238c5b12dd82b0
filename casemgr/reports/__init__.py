"""Reports of investigation: drafted, reviewed, approved into the record and never changed."""

from flask import Flask


def init_app(app: Flask) -> None:
    """Serve the reports, and offer what other features ask of them."""
    from casemgr.reports import offers, rules, views

    rules.offer_rules()
    offers.offer_parts()
    app.register_blueprint(views.bp)
