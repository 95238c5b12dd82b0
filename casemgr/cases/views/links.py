"""The cases to which a case is tied."""

import uuid
from typing import Any

from flask import redirect, render_template, url_for
from flask_login import current_user

from casemgr.cases import forms, queries, services
from casemgr.cases.access import fetch_to_change
from casemgr.cases.models import Case, CaseLink
from casemgr.cases.services.links import LINK_KINDS
from casemgr.cases.views.blueprint import bp, form_page, removal
from casemgr.database.rows import fetch
from casemgr.permissions import Permission, requires
from casemgr.tenants import current_pack


@bp.get("/<uuid:case_id>/links")
@requires(Permission.CASE_READ)
def links(case_id: uuid.UUID) -> Any:
    """List the cases to which this one is tied."""
    case = fetch(Case, case_id)
    found = queries.list_links(case)
    return render_template("cases/links.html", case=case, ties=found, kinds=LINK_KINDS)


@bp.route("/<uuid:case_id>/links/new", methods=["GET", "POST"])
@requires(Permission.CASE_EDIT)
def add_link(case_id: uuid.UUID) -> Any:
    """Tie the case to another one by its number."""
    case, form = fetch_to_change(case_id, current_user), forms.LinkForm.of_request()
    if form.is_sent() and form.carries_out(lambda: _add(case, form)):
        return redirect(url_for(".links", case_id=case_id))
    return form_page(case, form, current_pack().say("Link another {case}"), "Link", "cases.links")


@bp.route("/<uuid:case_id>/links/<uuid:link_id>/remove", methods=["GET", "POST"])
@requires(Permission.CASE_EDIT)
def remove_link(case_id: uuid.UUID, link_id: uuid.UUID) -> Any:
    """Untie two cases; from the side on which they were tied."""
    case, link = queries.fetch_with_case(CaseLink, case_id, link_id)
    return removal(
        case,
        "Remove the link",
        "cases.links",
        lambda **given: services.unlink_cases(link, **given),
    )


def _add(case: Case, form: Any) -> None:
    services.link_cases(case, by=current_user, **form.entries())
