"""Linking licences and investigations, from either side, and the tab of a case."""

import uuid
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_login import current_user

from casemgr.cases.access import check_may_change, fetch_to_change
from casemgr.cases.models import Case
from casemgr.cases.queries import fetch_with_case
from casemgr.cases.views.blueprint import form_page as case_form_page
from casemgr.cases.views.blueprint import removal
from casemgr.database.rows import fetch
from casemgr.permissions import Permission, requires
from casemgr.tenants import current_pack
from regulatory.licences import services
from regulatory.licences.finding import case_of_number, licence_of_number
from regulatory.licences.forms import CaseLinkForm, LicenceLinkForm
from regulatory.licences.models import CaseLicence
from regulatory.licences.offers import licences_of_subjects
from regulatory.licences.queries import list_of_case
from regulatory.licences.views.blueprint import LICENCE, address, bp, form_page
from regulatory.registry.folding import compact_of
from regulatory.registry.models import Licence

CASE = "/cases/<uuid:case_id>/licenses"
TAB = "licences.of_case"


@bp.get(CASE)
@requires(Permission.CASE_READ)
@requires(Permission.REGISTRY_READ)
def of_case(case_id: uuid.UUID) -> Any:
    """List the licences that a case concerns, and those of its subjects."""
    case = fetch(Case, case_id)
    linked, ties = list_of_case(case), {}
    theirs = {one.licence.id: one for one in licences_of_subjects(case)}
    for link in linked:
        if link.licence_id in theirs:
            ties[link.licence_id] = theirs.pop(link.licence_id).ties
    shown = {"linked": linked, "ties": ties, "theirs": list(theirs.values())}
    return render_template("licences/of_case.html", case=case, **shown)


@bp.route(f"{CASE}/new", methods=["GET", "POST"])
@requires(Permission.CASE_EDIT)
@requires(Permission.REGISTRY_READ)
def link_from_case(case_id: uuid.UUID) -> Any:
    """Link a licence to the case by its number."""
    case = fetch_to_change(case_id, current_user)
    form = LicenceLinkForm.of_request(number=request.args.get("number", "")[:60])
    if form.is_sent() and form.carries_out(lambda: _link_from_case(case, form)):
        return redirect(url_for(TAB, case_id=case_id))
    return case_form_page(case, form, current_pack().say("Link a {licence}"), "Link", TAB)


@bp.route(f"{CASE}/<uuid:tie_id>/remove", methods=["GET", "POST"])
@requires(Permission.CASE_EDIT)
def unlink(case_id: uuid.UUID, tie_id: uuid.UUID) -> Any:
    """Take a licence away from the case."""
    case, link = fetch_with_case(CaseLicence, case_id, tie_id)
    title = f"Remove the link to {link.licence.number}"
    return removal(case, title, TAB, lambda **given: services.unlink_licence(link, **given))


@bp.route(f"{LICENCE}/investigations/new", methods=["GET", "POST"])
@requires(Permission.CASE_EDIT)
@requires(Permission.REGISTRY_READ)
def link_from_licence(licence_id: uuid.UUID) -> Any:
    """Link the licence to a case by its number."""
    licence, form = fetch(Licence, licence_id), CaseLinkForm.of_request()
    if form.is_sent() and form.carries_out(lambda: _link_from_licence(licence, form)):
        return redirect(address(licence_id))
    return form_page(licence, form, "Link an investigation", "Link")


def _link_from_case(case: Case, form: Any) -> None:
    licence = licence_of_number(form.number.data)
    services.link_licence(case, licence, form.reason.data, by=current_user)
    if compact_of(form.number.data) != licence.compact:
        flash(f"{form.number.data} is an earlier number of {licence.number}.", "info")


def _link_from_licence(licence: Licence, form: Any) -> None:
    case = case_of_number(form.number.data)
    check_may_change(case, current_user)
    services.link_licence(case, licence, form.reason.data, by=current_user)
