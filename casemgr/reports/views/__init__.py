"""The pages of reports: a case's list, writing, reviewing, whom they name, and the paper."""

from flask import Blueprint

bp = Blueprint("reports", __name__, template_folder="../templates")

from casemgr.reports.views import paper, people, reports, reviewing  # noqa: E402

__all__ = ["bp", "paper", "people", "reports", "reviewing"]
