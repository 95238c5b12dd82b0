"""The query of the registry: one box, filters, an answer in pages."""

from typing import Any

from flask import render_template, request
from flask_login import current_user

from casemgr.errors import Invalid
from casemgr.handling import remember_refusal
from casemgr.permissions import Permission, requires
from regulatory.registry.across import list_grants
from regulatory.registry.answering import answer, asked_words, view_of
from regulatory.registry.filters import filter_form
from regulatory.registry.services import list_saved_queries
from regulatory.registry.views.blueprint import bp


@bp.get("/")
@requires(Permission.REGISTRY_READ)
def index() -> Any:
    """Answer what is typed into the box, narrowed and ordered as the address says."""
    form, problem = filter_form(), None
    try:
        found = answer(form) if not form.q.errors else None
    except Invalid as error:
        remember_refusal(error)
        found, problem = None, error
    part = "_answer" if "HX-Request" in request.headers else "index"
    shown = {"form": form, "found": found, "problem": problem, "view": view_of(request.args)}
    beside = {} if part == "_answer" else _beside()
    page = render_template(f"registry/{part}.html", **shown, **beside)
    return page, Invalid.status if problem or form.q.errors else 200


def _beside() -> dict[str, Any]:
    return {
        "saved": list_saved_queries(),
        "asked": asked_words(request.args),
        "open_elsewhere": current_user.may(Permission.REGISTRY_CROSS) and list_grants(),
    }
