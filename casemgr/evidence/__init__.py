"""Exhibits, the hands they went through, and the files that belong to them."""

from flask import Flask


def init_app(app: Flask) -> None:
    """Serve the pages of evidence and offer its guards, tabs and lists."""
    from casemgr.documents.media import media_words
    from casemgr.evidence import chain, offers, presenting, rules
    from casemgr.evidence.file_names import shown_name
    from casemgr.evidence.views import bp

    rules.offer_rules()
    offers.offer_all()
    app.jinja_env.filters.update(
        custody_words=presenting.custody_words,
        file_name=shown_name,
        local_day=chain.local_day,
        media_words=media_words,
        needs_receipt=chain.needs_receipt,
    )
    app.register_blueprint(bp)
