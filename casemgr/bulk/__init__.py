"""One change to many cases: tried first, then made as a job, with what became of each case."""

from flask import Flask

from casemgr.cases.list_actions import offer_list_action
from casemgr.permissions import Permission


def init_app(app: Flask) -> None:
    """Serve the pages, do the jobs, and offer the change above the list of cases."""
    from casemgr.bulk import jobs, views  # noqa: F401

    app.register_blueprint(views.bp)
    offer_list_action("Change", "bulk.create", Permission.CASE_BULK)
