"""Who works on a case, and who leads it."""

import uuid
from typing import Any

from flask import redirect, render_template, url_for
from flask_login import current_user

from casemgr.accounts.models import Account
from casemgr.cases import forms, queries, services
from casemgr.cases.access import fetch_to_change
from casemgr.cases.models import Case, CaseMember
from casemgr.cases.services.team import team_roles
from casemgr.cases.views.blueprint import bp, form_page, removal
from casemgr.database.rows import fetch
from casemgr.permissions import Permission, requires


@bp.get("/<uuid:case_id>/team")
@requires(Permission.CASE_READ)
def team(case_id: uuid.UUID) -> Any:
    """List who works on the case, and say who else can see it."""
    case = fetch(Case, case_id)
    members = queries.list_members(case)
    return render_template("cases/team.html", case=case, members=members, roles=team_roles())


@bp.route("/<uuid:case_id>/team/new", methods=["GET", "POST"])
@requires(Permission.CASE_EDIT)
def add_member(case_id: uuid.UUID) -> Any:
    """Put a person on the team."""
    case, form = fetch_to_change(case_id, current_user), forms.member_form()
    if form.is_sent() and form.carries_out(lambda: _add(case, form)):
        return redirect(url_for(".team", case_id=case_id))
    return form_page(case, form, "Add to the team", "Add", "cases.team")


@bp.route("/<uuid:case_id>/team/<uuid:member_id>/remove", methods=["GET", "POST"])
@requires(Permission.CASE_EDIT)
def remove_member(case_id: uuid.UUID, member_id: uuid.UUID) -> Any:
    """Take a person off the team."""
    case, member = queries.fetch_with_case(CaseMember, case_id, member_id)
    return removal(
        case,
        f"Take {member.account.name} off the team",
        "cases.team",
        lambda **given: services.remove_member(member, **given),
    )


@bp.route("/<uuid:case_id>/agent", methods=["GET", "POST"])
@requires(Permission.CASE_ASSIGN)
def assign(case_id: uuid.UUID) -> Any:
    """Give the case to another agent."""
    case, form = fetch(Case, case_id), forms.agent_form()
    if form.is_sent() and form.carries_out(lambda: _assign(case, form)):
        return redirect(url_for(".team", case_id=case_id))
    return form_page(case, form, "Assign another agent", "Assign", "cases.team")


def _add(case: Case, form: Any) -> None:
    account = fetch(Account, form.account_id.data)
    services.add_member(case, account, form.role.data, by=current_user)


def _assign(case: Case, form: Any) -> None:
    account = fetch(Account, form.account_id.data)
    services.assign_agent(case, account, by=current_user, reason=form.reason.data)
