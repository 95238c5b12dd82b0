"""The parties of a case: who they are is in the name index, their part in the case is here."""

import uuid
from typing import Any

from flask import redirect, render_template, request, url_for
from flask_login import current_user

from casemgr.cases import forms, queries, services
from casemgr.cases.access import check_may_change, fetch_to_change
from casemgr.cases.models import Case, CaseSubject
from casemgr.cases.views.blueprint import bp, form_page, removal
from casemgr.database.rows import fetch
from casemgr.parties.fields import shown_fields
from casemgr.parties.models import Party
from casemgr.parties.queries import find_parties
from casemgr.parties.views import searched
from casemgr.permissions import Permission, requires
from casemgr.tenants import current_pack

OWN = ("remarks", "compartments", "fields")


@bp.get("/<uuid:case_id>/subjects")
@requires(Permission.CASE_READ)
def subjects(case_id: uuid.UUID) -> Any:
    """List the parties of a case with what each is in it."""
    case = fetch(Case, case_id)
    found = [
        (one, shown_fields("subject", one, kinds=(one.role,)))
        for one in queries.list_subjects(case)
    ]
    return render_template("cases/subjects.html", case=case, subjects=found)


@bp.route("/<uuid:case_id>/subjects/new", methods=["GET", "POST"])
@requires(Permission.CASE_EDIT)
@requires(Permission.PARTY_READ)
def add_subject(case_id: uuid.UUID) -> Any:
    """Find a party in the name index, or enter a new one, and add it to the case."""
    case, pack = fetch_to_change(case_id, current_user), current_pack()
    role, kind, q = _asked_role(), _asked_kind(), searched(request.args.get("q", ""))
    form = forms.new_subject_form(pack, role, kind, current_user)
    if form.is_sent() and form.carries_out(lambda: _add_new(case, kind, role, form)):
        return redirect(url_for(".subjects", case_id=case_id))
    asked = {"role": role, "kind": kind, "q": q, "found": find_parties(q)}
    return render_template("cases/add_subject.html", case=case, form=form, **asked), form.status


@bp.route("/<uuid:case_id>/subjects/new/<uuid:party_id>", methods=["GET", "POST"])
@requires(Permission.CASE_EDIT)
@requires(Permission.PARTY_READ)
def choose_subject(case_id: uuid.UUID, party_id: uuid.UUID) -> Any:
    """Add a party that the name index has."""
    case, party = fetch_to_change(case_id, current_user), fetch(Party, party_id)
    role = _asked_role()
    form = forms.adding_form(current_pack(), role, current_user)
    if form.is_sent() and form.carries_out(lambda: _add_known(case, party, role, form)):
        return redirect(url_for(".subjects", case_id=case_id))
    return form_page(case, form, f"Add {party.name}", "Add", "cases.subjects", asked={"role": role})


@bp.route("/<uuid:case_id>/subjects/<uuid:subject_id>/edit", methods=["GET", "POST"])
@requires(Permission.CASE_EDIT)
def edit_subject(case_id: uuid.UUID, subject_id: uuid.UUID) -> Any:
    """Change what a party is in the case."""
    case, subject = queries.fetch_with_case(CaseSubject, case_id, subject_id)
    check_may_change(case, current_user)
    form = forms.subject_form(current_pack(), subject)
    if form.is_sent() and form.carries_out(lambda: _update(subject, form)):
        return redirect(url_for(".subjects", case_id=case_id))
    return form_page(case, form, subject.party.name, "Save", "cases.subjects")


@bp.route("/<uuid:case_id>/subjects/<uuid:subject_id>/remove", methods=["GET", "POST"])
@requires(Permission.CASE_EDIT)
def remove_subject(case_id: uuid.UUID, subject_id: uuid.UUID) -> Any:
    """Take a party out of the case."""
    case, subject = queries.fetch_with_case(CaseSubject, case_id, subject_id)
    return removal(
        case,
        f"Remove {subject.party.name}",
        "cases.subjects",
        lambda **given: services.remove_subject(subject, **given),
        about="The entry in the name index stays.",
    )


def _asked_role() -> str:
    roles = current_pack().kinds["subject"]
    asked = request.args.get("role", "")
    return asked if asked in roles else next(iter(roles))


def _asked_kind() -> str:
    return "organization" if request.args.get("kind") == "organization" else "person"


def _add_new(case: Case, kind: str, role: str, form: Any) -> None:
    given = form.entries()
    own = {name: given.pop(name) for name in OWN if name in given}
    services.add_new_subject(case, kind, given, role, by=current_user, **own)


def _add_known(case: Case, party: Party, role: str, form: Any) -> None:
    services.add_subject(case, party, role, by=current_user, **form.entries())


def _update(subject: CaseSubject, form: Any) -> None:
    form.check_version(subject)
    services.update_subject(subject, by=current_user, **form.entries())
