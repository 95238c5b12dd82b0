"""Looking into another agency's registry, where its pack grants it."""

from typing import Any

from flask import render_template
from flask_login import current_user

from casemgr.errors import NotFound
from casemgr.permissions import Permission, requires
from regulatory.registry.across import Grant, list_grants, look_across
from regulatory.registry.forms import AcrossForm, across_form
from regulatory.registry.views.blueprint import bp


@bp.route("/across", methods=["GET", "POST"])
@requires(Permission.REGISTRY_CROSS)
def across() -> Any:
    """Ask for the purpose, and show what the public may know of the licences found."""
    grants = list_grants()
    if not grants:
        raise NotFound
    form, found = across_form(grants), []
    done = form.is_sent() and form.carries_out(lambda: found.extend(_look(form, grants)))
    page = render_template("registry/across.html", form=form, found=found, done=done)
    return page, form.status


def _look(form: AcrossForm, grants: list[Grant]) -> list[dict[str, Any]]:
    given = form.entries()
    grant = next(one for one in grants if one.key == given["grant"])
    told = {"purpose": given["purpose"], "matter": given["matter"]}
    return look_across(grant, given["typed"], by=current_user, **told)
