"""The pages of exhibits, of custody and of evidence files."""

from flask import Blueprint

from casemgr import navigation
from casemgr.permissions import Permission

bp = Blueprint("evidence", __name__, template_folder="../templates")
navigation.offer(
    "Evidence", "evidence.index", Permission.EVIDENCE_READ, 40, icon="exhibit", key="e"
)

from casemgr.evidence.views import custody, exhibits, files, together  # noqa: E402, F401
