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
from regulatory.registry.queries import is_told
from regulatory.registry.services import list_saved_queries
from regulatory.registry.views.blueprint import bp


@bp.get("/")
@requires(Permission.REGISTRY_READ)
def index() -> Any:
    """Answer what is typed into the box, narrowed and ordered as the address says."""
    form, problem = filter_form(), None
    try:
        found = answer(form)
    except Invalid as error:
        _remember(error)
        found, problem = None, error
    part = "_answer" if _is_typing() else "index"
    shown = {"form": form, "found": found, "problem": problem, "view": view_of(request.args)}
    saved = [] if part == "_answer" else list_saved_queries()
    page = render_template(f"registry/{part}.html", **shown, **_ways_on(), saved=saved)
    return page, Invalid.status if problem else 200


def _is_typing() -> bool:
    return "HX-Request" in request.headers


def _remember(error: Invalid) -> None:
    """Have the audit told of a refusal, of a question that grows while one types once a minute."""
    typed = request.args.get("q", "").strip()
    if not (_is_typing() and is_told(typed, "registry.index", by=current_user)):
        remember_refusal(error)


def _ways_on() -> dict[str, Any]:
    return {
        "asked": asked_words(request.args),
        "open_elsewhere": current_user.may(Permission.REGISTRY_CROSS) and list_grants(),
    }
