"""The public check as a page and as JSON; nobody signs in for it."""

from typing import Any

from flask import Blueprint, Response, jsonify, render_template, request

from casemgr.database.context import Actor
from casemgr.database.rows import transaction
from casemgr.errors import CaseMgrError, Invalid, NotFound
from casemgr.permissions import public
from casemgr.tenants import packs, tenant_named
from casemgr.tenants.pack import Pack
from regulatory.public_check import services
from regulatory.public_check.services import Answer

bp = Blueprint("public_check", __name__, url_prefix="/check", template_folder="templates")
LONGEST, LATER = 60, "60"


@bp.after_request
def say_when(answer: Response) -> Response:
    """Tell a program that asks too fast when to ask again."""
    if answer.status_code == services.TooManyChecks.status:
        answer.headers["Retry-After"] = LATER
    return answer


@bp.get("/<slug>")
@public
def page(slug: str) -> Any:
    """Show the box for a whole number and, once it is filled, the answer."""
    pack, typed = _pack(slug), _typed()
    answer, problem, status = _asked(pack, typed) if typed else (None, None, 200)
    shown = render_template(
        "public_check/page.html",
        agency=pack,
        schemes=services.open_schemes(pack),
        typed=typed,
        answer=answer,
        problem=problem,
    )
    return shown, status


@bp.get("/<slug>.json")
@public
def as_json(slug: str) -> Any:
    """Answer the same to a program."""
    try:
        answer, problem, status = _asked(_pack(slug), _typed())
    except NotFound as missing:
        answer, problem, status = None, missing, missing.status
    if answer is None:
        return jsonify(error=problem.message if problem else ""), status
    if not answer.valid:
        return jsonify(valid=False)
    expires_on = answer.expires_on.isoformat() if answer.expires_on else None
    return jsonify(valid=True, type=answer.type, expires_on=expires_on)


def _asked(pack: Pack, typed: str) -> tuple[Answer | None, CaseMgrError | None, int]:
    """Count the check and answer it, or say why not."""
    actor = Actor(tenant_named(pack.slug).id)  # type: ignore[union-attr]
    try:
        with transaction(actor):
            services.count_check(request.remote_addr or "")
        with transaction(actor, read_only=True):
            return services.check_number(pack, typed), None, 200
    except (Invalid, services.TooManyChecks) as problem:
        return None, problem, problem.status


def _pack(slug: str) -> Pack:
    """Return the agency of that name, if it has licences that the public may check."""
    pack = packs().get(slug)
    if pack is None or not services.open_schemes(pack):
        raise NotFound
    return pack


def _typed() -> str:
    typed = request.args.get("number", "")
    return "".join(letter for letter in typed if letter.isprintable()).strip()[:LONGEST]
