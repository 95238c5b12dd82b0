"""The search box of every page: straight to a case by its number, else to what begins like it."""

from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask_login import current_user

from casemgr.cases import listing, queries
from casemgr.cases.found import matches_of
from casemgr.parties.queries import find_parties
from casemgr.parties.views import searched
from casemgr.permissions import Permission, requires

bp = Blueprint("find", __name__, url_prefix="/find")


@bp.get("")
@requires(Permission.ACCOUNT_SELF)
def index() -> Any:
    """Go to the case of that number, or list the cases and names that begin with what was typed."""
    q = searched(request.args.get("q", ""))
    held = current_user.permissions
    case = queries.find_by_number(q) if q and Permission.CASE_READ in held else None
    if case is not None:
        return redirect(url_for("cases.show", case_id=case.id))
    return render_template(
        "cases/find.html",
        q=q,
        cases=listing.find_cases(q) if Permission.CASE_READ in held else [],
        parties=find_parties(q) if Permission.PARTY_READ in held else [],
        others=matches_of(q),
    )
