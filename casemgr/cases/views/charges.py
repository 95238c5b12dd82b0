"""The charges of a case: what they say, where each stands, what became of it."""

import uuid
from typing import Any

from flask import redirect, render_template, request, url_for
from flask_login import current_user

from casemgr import clock
from casemgr.cases import forms, queries, services
from casemgr.cases.access import check_may_change, fetch_to_change
from casemgr.cases.events import Event
from casemgr.cases.law import read_law
from casemgr.cases.models import Case, CaseSubject, Charge
from casemgr.cases.views.blueprint import bp, form_page, removal
from casemgr.cases.views.steps import ask_step
from casemgr.database.rows import fetch
from casemgr.parties.fields import shown_fields
from casemgr.parties.views import searched
from casemgr.permissions import Permission, requires
from casemgr.statutes.queries import find_sections
from casemgr.tenants import current_pack
from casemgr.workflows.models import WorkflowEvent, WorkflowInstance
from casemgr.workflows.services import (
    find_life,
    history,
    lives_under,
    offered_steps,
)


@bp.get("/<uuid:case_id>/charges")
@requires(Permission.CASE_READ)
def charges(case_id: uuid.UUID) -> Any:
    """List the charges with their venue, time limit and penalty, and the steps that are open."""
    case = fetch(Case, case_id)
    lives, found = lives_under(case, "charge"), queries.list_charges(case)
    lines = _told(case, {one: lives.get(one.id) for one in found})
    return render_template("cases/charges.html", case=case, lines=lines, **_today())


@bp.get("/charges/<uuid:charge_id>")
@requires(Permission.CASE_READ)
def charge(charge_id: uuid.UUID) -> Any:
    """Show a charge: what it says, where it stands, how it came there and what follows."""
    found = fetch(Charge, charge_id)
    case, life = fetch(Case, found.case_id), find_life(found)
    events = [_event(one) for one in reversed(history(found))] if life else []
    (line,) = _told(case, {found: life})
    return render_template("cases/charge.html", case=case, line=line, events=events, **_today())


@bp.route("/charges/<uuid:charge_id>/steps/<name>", methods=["GET", "POST"])
@requires(Permission.CASE_READ)
def ask_charge(charge_id: uuid.UUID, name: str) -> Any:
    """Ask for what a step of a charge needs to know, and take it."""
    return ask_step(fetch(Charge, charge_id), name)


@bp.route("/<uuid:case_id>/charges/new", methods=["GET", "POST"])
@requires(Permission.CASE_EDIT)
def add_charge(case_id: uuid.UUID) -> Any:
    """Propose a charge: the statute first, then against whom, when and where."""
    case, citation = fetch_to_change(case_id, current_user), request.args.get("citation", "")
    if not citation:
        return _pick_statute(case)
    form = forms.charge_form(case, current_pack(), citation=searched(citation), venue=case.venue)
    if form.is_sent() and form.carries_out(lambda: _add(case, form)):
        return redirect(url_for(".charges", case_id=case_id))
    law, asked = read_law(form.citation.data or ""), {"citation": citation}
    return form_page(case, form, "Add a charge", "Add", "cases.charges", asked=asked, law=law)


@bp.route("/<uuid:case_id>/charges/<uuid:charge_id>/edit", methods=["GET", "POST"])
@requires(Permission.CASE_EDIT)
def edit_charge(case_id: uuid.UUID, charge_id: uuid.UUID) -> Any:
    """Change a charge."""
    case, charge = queries.fetch_with_case(Charge, case_id, charge_id)
    check_may_change(case, current_user)
    form = forms.charge_form(case, current_pack(), charge)
    if form.is_sent() and form.carries_out(lambda: _update(case, charge, form)):
        return redirect(url_for(".charges", case_id=case_id))
    law = read_law(charge.citation)
    return form_page(case, form, charge.citation, "Save", "cases.charges", law=law)


@bp.route("/<uuid:case_id>/charges/<uuid:charge_id>/remove", methods=["GET", "POST"])
@requires(Permission.CASE_EDIT)
def remove_charge(case_id: uuid.UUID, charge_id: uuid.UUID) -> Any:
    """Take a charge back."""
    case, charge = queries.fetch_with_case(Charge, case_id, charge_id)
    return removal(
        case,
        f"Remove {charge.citation}",
        "cases.charges",
        lambda **given: services.remove_charge(charge, **given),
    )


def _told(case: Case, found: dict[Charge, WorkflowInstance | None]) -> list[dict[str, Any]]:
    """Gather what pages say of charges; a party whom the person may not know has no name."""
    names = {one.id: one.party.name for one in queries.list_subjects(case)}
    return [
        {
            "charge": one,
            "life": life,
            "name": names.get(one.subject_id, ""),
            "groups": shown_fields("charge", one, case_type=case.case_type),
            "offered": offered_steps(one, current_user, life) if life else [],
        }
        for one, life in found.items()
    ]


def _event(event: WorkflowEvent) -> Event:
    return Event(event.at, event.label, event.reason, event.actor_name)


def _today() -> dict[str, Any]:
    return {"today": clock.today(current_pack().time_zone)}


def _pick_statute(case: Case) -> Any:
    q = searched(request.args.get("q", ""))
    return render_template("cases/pick_statute.html", case=case, q=q, found=find_sections(q))


def _add(case: Case, form: Any) -> None:
    services.add_charge(case, by=current_user, **_entries(case, form))


def _update(case: Case, charge: Charge, form: Any) -> None:
    form.check_version(charge)
    services.update_charge(charge, by=current_user, **_entries(case, form))


def _entries(case: Case, form: Any) -> dict[str, Any]:
    """Return what was entered, with the party itself in place of its key."""
    given = form.entries()
    key = uuid.UUID(given.pop("subject_id"))
    return given | {"subject": queries.get_in_case(CaseSubject, case.id, key)}
