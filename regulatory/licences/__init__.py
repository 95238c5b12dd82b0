"""The page of a licence: what it allows, who stands behind it, which investigations touch it."""

from flask import Flask


def init_app(app: Flask) -> None:
    """Serve the pages of licences, and show them where their party and their case are shown."""
    from regulatory.licences import offers, terms, views

    app.register_blueprint(views.bp)
    app.jinja_env.globals.update(
        licence_scheme=terms.label_of,
        licence_word=terms.word_of,
    )
    offers.offer_parts()
