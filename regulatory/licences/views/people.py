"""The people behind a licence: who they are is in the name index, their part is here."""

import uuid
from typing import Any

from flask import redirect, render_template, request
from flask_login import current_user

from casemgr.database.rows import fetch
from casemgr.parties.models import Party
from casemgr.parties.queries import find_parties
from casemgr.parties.views import searched
from casemgr.permissions import Permission, requires
from regulatory.licences import services
from regulatory.licences.forms import NEW, PartForm, ReasonForm
from regulatory.licences.models import LicencePerson
from regulatory.licences.views.blueprint import LICENCE, address, bp, fetch_person, form_page
from regulatory.registry.models import Licence

PART = ("role", "since", "until", "source")


@bp.route(f"{LICENCE}/people/new", methods=["GET", "POST"])
@requires(Permission.REGISTRY_WRITE)
@requires(Permission.PARTY_READ)
def add_person(licence_id: uuid.UUID) -> Any:
    """Find somebody in the name index, or enter somebody new, as somebody behind the licence."""
    licence, q = fetch(Licence, licence_id), searched(request.args.get("q", ""))
    kind = "organization" if request.args.get("kind") == "organization" else "person"
    form = NEW[kind].of_request()
    if form.is_sent() and form.carries_out(lambda: _add_new(licence, kind, form)):
        return redirect(address(licence_id))
    asked = {"kind": kind, "q": q, "found": find_parties(q)}
    page = render_template("licences/add_person.html", licence=licence, form=form, **asked)
    return page, form.status


@bp.route(f"{LICENCE}/people/new/<uuid:party_id>", methods=["GET", "POST"])
@requires(Permission.REGISTRY_WRITE)
@requires(Permission.PARTY_READ)
def choose_person(licence_id: uuid.UUID, party_id: uuid.UUID) -> Any:
    """Enter somebody whom the name index has."""
    licence, party = fetch(Licence, licence_id), fetch(Party, party_id)
    form = PartForm.of_request()
    if form.is_sent() and form.carries_out(lambda: _add_known(licence, party, form)):
        return redirect(address(licence_id))
    return form_page(licence, form, f"Add {party.name}", "Add")


@bp.route(f"{LICENCE}/people/<uuid:person_id>/edit", methods=["GET", "POST"])
@requires(Permission.REGISTRY_WRITE)
def edit_person(licence_id: uuid.UUID, person_id: uuid.UUID) -> Any:
    """Change what somebody is behind the licence, or say until when they were it."""
    person = fetch_person(licence_id, person_id)
    form = PartForm.of_request(person)
    if form.is_sent() and form.carries_out(lambda: _update(person, form)):
        return redirect(address(licence_id))
    return form_page(person.licence, form, person.party.name, "Save")


@bp.route(f"{LICENCE}/people/<uuid:person_id>/remove", methods=["GET", "POST"])
@requires(Permission.REGISTRY_WRITE)
def remove_person(licence_id: uuid.UUID, person_id: uuid.UUID) -> Any:
    """Take away somebody who was entered by mistake."""
    person, form = fetch_person(licence_id, person_id), ReasonForm.of_request()
    licence, title = person.licence, f"Remove {person.party.name}"
    if form.is_sent() and form.carries_out(lambda: _remove(person, form)):
        return redirect(address(licence_id))
    about = "For who was entered by mistake. Of who has left, enter the last day instead."
    return form_page(licence, form, title, "Remove", danger=True, about=about)


def _add_new(licence: Licence, kind: str, form: Any) -> None:
    facts = form.entries()
    part = {name: facts.pop(name) for name in PART}
    services.add_new_person(licence, kind, facts, by=current_user, **part)


def _add_known(licence: Licence, party: Party, form: Any) -> None:
    services.add_person(licence, party, by=current_user, **form.entries())


def _update(person: LicencePerson, form: Any) -> None:
    form.check_version(person)
    services.update_person(person, by=current_user, **form.entries())


def _remove(person: LicencePerson, form: Any) -> None:
    services.remove_person(person, by=current_user, **form.entries())
