"""The blueprint of the pages of a licence, and what they have in common."""

import uuid
from typing import Any

from flask import Blueprint, render_template, url_for

from casemgr.database.rows import acting, fetch
from casemgr.errors import NotFound
from casemgr.extensions import db
from regulatory.licences.models import LicencePerson
from regulatory.registry.models import Licence

bp = Blueprint("licences", __name__, template_folder="../templates")
LICENCE = "/registry/licences/<uuid:licence_id>"


def address(licence_id: uuid.UUID) -> str:
    """Return the address of a licence's page."""
    return url_for("licences.show", licence_id=licence_id)


def form_page(licence: Licence, form: Any, title: str, submit: str, **more: Any) -> Any:
    """Show a form that changes something about a licence."""
    page = render_template(
        "licences/form.html", licence=licence, form=form, title=title, submit=submit, **more
    )
    return page, form.status


def fetch_person(licence_id: uuid.UUID, person_id: uuid.UUID) -> LicencePerson:
    """Return somebody behind that very licence; behind another one they are not found."""
    fetch(Licence, licence_id)
    person = db.session.get(LicencePerson, (acting().tenant_id, person_id))
    if person is None or person.licence_id != licence_id:
        raise NotFound
    return person
