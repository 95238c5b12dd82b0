"""The page on which controlled substances are looked up."""

from typing import Any

from flask import Blueprint, render_template, request, url_for

from casemgr.permissions import Permission, requires
from casemgr.tenants import current_pack
from regulatory.substances import queries
from regulatory.substances.models import SCHEDULES

PAGE = 50
LAST_PAGE = 1000
FILTERS = {"schedule": SCHEDULES, "narcotic": ("yes", "no")}

bp = Blueprint(
    "substances", __name__, url_prefix="/registry/substances", template_folder="templates"
)


@bp.get("/")
@requires(Permission.REGISTRY_READ)
def index() -> str:
    """Show the substances that fit what was typed, part by part."""
    asked, page = _asked(), min(max(request.args.get("page", 1, type=int), 1), LAST_PAGE)
    found = queries.list_substances(asked, offset=(page - 1) * PAGE, limit=PAGE)
    count = queries.count_substances(asked)
    shown = {"found": found, "pages": _pages(asked, page, len(found), count)}
    listed = {"schedules": SCHEDULES, "registered": _registered(), "is_empty": _is_empty(count)}
    return render_template("substances/index.html", **asked, **shown, **listed)


def _asked() -> dict[str, Any]:
    q = request.args.get("q", "").replace("\0", "").strip()[: queries.LONGEST_SEARCH]
    chosen = {name: request.args.get(name, "") for name in FILTERS}
    return {"q": q} | {name: one if one in FILTERS[name] else "" for name, one in chosen.items()}


def _pages(asked: dict[str, Any], page: int, shown: int, count: int) -> dict[str, str | int]:
    """Return the ways to the other parts; from past the end the one before is the last there is."""
    last = max(-(-count // PAGE), 1)
    before, first = min(page - 1, last), (page - 1) * PAGE + 1
    return {
        "count": count,
        "last": last,
        "previous_url": url_for(".index", **asked, page=before) if before else "",
        "next_url": url_for(".index", **asked, page=page + 1) if page < last else "",
        "words": f"Substances {first:,} to {first + shown - 1:,} of {count:,}" if shown else "",
    }


def _is_empty(count: int) -> bool:
    """Tell whether nothing was found because nobody has imported the list."""
    return not count and not queries.count_substances(dict.fromkeys(("q", *FILTERS), ""))


def _registered() -> set[str]:
    """The schedules by which the agency's own registry can be narrowed."""
    return {code for scheme in current_pack().schemes.values() for code in scheme.schedules}
