"""People and organizations, entered once and used by every case of the agency."""

from flask import Flask


def init_app(app: Flask) -> None:
    """Serve the name index."""
    from casemgr.parties import views
    from casemgr.parties.links import party_link

    app.register_blueprint(views.bp)
    app.jinja_env.globals["party_link"] = party_link
