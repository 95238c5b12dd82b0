"""Opening an investigation from a licence."""

import uuid
from typing import Any

from flask import redirect, render_template, request, url_for
from flask_login import current_user
from wtforms import SelectChoice

from casemgr.cases.forms import opening_form
from casemgr.cases.models import Case
from casemgr.database.rows import fetch
from casemgr.parties.services import ORGANIZATION
from casemgr.permissions import Permission, requires
from casemgr.tenants import current_pack
from casemgr.wording import plain
from regulatory.licences import licensees
from regulatory.licences.carrying import shown_fields_of
from regulatory.licences.forms import LicenseeForm
from regulatory.licences.opening import SUBJECT, list_companions, open_investigation
from regulatory.licences.queries import find_licensee
from regulatory.licences.services import PARTS
from regulatory.licences.terms import usual_type, word_of
from regulatory.licences.views.blueprint import LICENCE, bp
from regulatory.registry.columns import phone_of
from regulatory.registry.models import Licence


@bp.route(f"{LICENCE}/investigate", methods=["GET", "POST"])
@requires(Permission.CASE_OPEN)
@requires(Permission.REGISTRY_READ)
def investigate(licence_id: uuid.UUID) -> Any:
    """Open a case on the licensee: what the registry knows goes along."""
    licence, pack = fetch(Licence, licence_id), current_pack()
    case_type = request.args.get("type") or usual_type(licence)
    if case_type not in pack.case_types:
        return render_template("cases/types.html")
    form = _form(licence, case_type)
    made: list[Case] = []
    if form.is_sent() and form.carries_out(lambda: made.append(_open(licence, case_type, form))):
        return redirect(url_for("cases.show", case_id=made[0].id))
    page = {
        "form": form,
        "type": pack.case_types[case_type],
        "carried": _carried(licence, case_type),
    }
    return render_template("licences/investigate.html", licence=licence, **page), form.status


def _form(licence: Licence, case_type: str) -> Any:
    choices = licensees.choices_for(licence, licensee := find_licensee(licence))
    people = {str(one.id): one for one in list_companions(licence, but=licensee)}
    carried: dict[str, Any] = {"title": licence.name[:200], "people": list(people)}
    carried["licensee"] = licensees.preset(choices)
    form = opening_form(current_pack(), case_type, current_user, LicenseeForm, **carried)
    form.licensee.choices = [SelectChoice(one.key, one.words) for one in choices]
    form.people.choices = [
        (key, f"{one.party.name}, {PARTS.get(one.role, one.role)}") for key, one in people.items()
    ]
    return form


def _open(licence: Licence, case_type: str, form: Any) -> Case:
    return open_investigation(licence, case_type=case_type, by=current_user, **form.entries())


def _carried(licence: Licence, case_type: str) -> list[tuple[str, str]]:
    facts = licensees.facts_of(licence, ORGANIZATION)
    return [
        ("Name", facts["name"]),
        ("Also known as", "; ".join(facts["aliases"])),
        (plain(word_of(licence, "licence")), licence.number),
        *((f"{plain(one['kind'])} address", _written(one)) for one in facts["addresses"]),
        ("Telephone", phone_of(licence)),
        *shown_fields_of(licence, SUBJECT, case_type),
    ]


def _written(address: dict[str, str]) -> str:
    place = f"{address['city']}, {address['state']} {address['postal_code']}"
    return f"{address['street']}, {place}"
