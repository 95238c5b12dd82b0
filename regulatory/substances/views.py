"""The page on which controlled substances are looked up."""

from typing import Any

from flask import Blueprint, render_template, request, url_for

from casemgr.permissions import Permission, requires
from regulatory.substances import queries
from regulatory.substances.models import SCHEDULES

PAGE = 50
LAST_PAGE = 1000

bp = Blueprint(
    "substances", __name__, url_prefix="/registry/substances", template_folder="templates"
)


@bp.get("/")
@requires(Permission.REGISTRY_READ)
def index() -> str:
    """Show the substances that fit what was typed, part by part."""
    asked = _asked()
    page = min(max(request.args.get("page", 1, type=int), 1), LAST_PAGE)
    found = queries.list_substances(**asked, offset=(page - 1) * PAGE, limit=PAGE + 1)
    pager = {
        "previous_url": url_for(".index", **asked, page=page - 1) if page > 1 else None,
        "next_url": url_for(".index", **asked, page=page + 1) if len(found) > PAGE else None,
        "words": f"Page {page}",
    }
    shown, schedules = found[:PAGE], SCHEDULES
    return render_template(
        "substances/index.html", **asked, found=shown, pages=pager, schedules=schedules
    )


def _asked() -> dict[str, Any]:
    q = request.args.get("q", "").replace("\0", "").strip()[: queries.LONGEST_SEARCH]
    schedule = request.args.get("schedule", "")
    return {"q": q, "schedule": schedule if schedule in SCHEDULES else ""}
