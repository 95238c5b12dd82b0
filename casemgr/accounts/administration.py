"""The agency's accounts: who has one, which roles and clearances they hold, given by whom."""

import uuid
from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_login import current_user

from casemgr import navigation
from casemgr.accounts import queries, services, signing_in
from casemgr.accounts.delegation import list_delegations
from casemgr.accounts.forms import AccountForm, GrantForm, ReasonForm
from casemgr.accounts.models import Account, Clearance, RoleGrant
from casemgr.database.rows import fetch
from casemgr.permissions import Permission, requires
from casemgr.tenants import current_pack

bp = Blueprint("people", __name__, url_prefix="/people", template_folder="templates")
navigation.offer("People", "people.index", Permission.ACCOUNT_MANAGE, 80, icon="people")


@bp.get("/")
@requires(Permission.ACCOUNT_MANAGE)
def index() -> Any:
    """List the agency's people with the roles that they hold."""
    people, held = queries.list_people(), queries.roles_held()
    return render_template("accounts/index.html", accounts=people, held=held)


@bp.get("/<uuid:account_id>")
@requires(Permission.ACCOUNT_MANAGE)
def show(account_id: uuid.UUID) -> Any:
    """Show an account with the roles and clearances it holds."""
    account = fetch(Account, account_id)
    grants, clearances = queries.list_grants(account), queries.list_clearances(account)
    return render_template(
        "accounts/show.html",
        account=account,
        grants=grants,
        clearances=clearances,
        grantors=queries.grantors_of([*grants, *clearances]),
        sessions=queries.list_sessions(account),
        absences=list_delegations(account),
    )


@bp.route("/new", methods=["GET", "POST"])
@requires(Permission.ACCOUNT_MANAGE)
def create() -> Any:
    """Add a person with a first role and a first password."""
    form, pack = AccountForm.of_request(), current_pack()
    form.office.choices = _choices(pack.offices)
    form.role.choices = _choices(pack.roles)
    made: list[Account] = []
    if form.is_sent() and form.carries_out(
        lambda: made.append(services.admit_person(**form.entries(), by=current_user))
    ):
        return redirect(url_for(".show", account_id=made[0].id))
    return render_template("accounts/create.html", form=form), form.status


@bp.route("/<uuid:account_id>/roles/new", methods=["GET", "POST"])
@requires(Permission.ACCOUNT_MANAGE)
def give_role(account_id: uuid.UUID) -> Any:
    """Give a role."""
    form = _grant_form("Role", current_pack().roles)
    return _change(account_id, "Give a role", form, services.grant_role)


@bp.route("/<uuid:account_id>/clearances/new", methods=["GET", "POST"])
@requires(Permission.ACCOUNT_MANAGE)
def give_clearance(account_id: uuid.UUID) -> Any:
    """Clear the person for a compartment."""
    form = _grant_form("Compartment", current_pack().compartments)
    return _change(account_id, "Give a clearance", form, services.grant_clearance)


@bp.route("/roles/<uuid:grant_id>/revoke", methods=["GET", "POST"])
@requires(Permission.ACCOUNT_MANAGE)
def revoke_role(grant_id: uuid.UUID) -> Any:
    """Take a role away, from the next request on."""
    grant = fetch(RoleGrant, grant_id)
    role = current_pack().roles.get(grant.role)
    return _take(f"Take away the role {role.label if role else grant.role}", grant)


@bp.route("/clearances/<uuid:clearance_id>/revoke", methods=["GET", "POST"])
@requires(Permission.ACCOUNT_MANAGE)
def revoke_clearance(clearance_id: uuid.UUID) -> Any:
    """Take a clearance away, from the next request on."""
    clearance = fetch(Clearance, clearance_id)
    known = current_pack().compartments.get(clearance.compartment)
    return _take(f"Take away {known.label if known else clearance.compartment}", clearance)


@bp.post("/<uuid:account_id>/unlock")
@requires(Permission.ACCOUNT_MANAGE)
def unlock(account_id: uuid.UUID) -> Any:
    """Release an account that was locked after failed sign-ins."""
    signing_in.unlock_account(fetch(Account, account_id), by=current_user)
    flash("The account can sign in again.", "success")
    return redirect(url_for(".show", account_id=account_id))


@bp.post("/<uuid:account_id>/sessions/end")
@requires(Permission.ACCOUNT_MANAGE)
def end_sessions(account_id: uuid.UUID) -> Any:
    """End every session of an account at once."""
    services.end_all_sessions(fetch(Account, account_id), by=current_user)
    flash("Every session of this account was ended.", "success")
    return redirect(url_for(".show", account_id=account_id))


@bp.route("/<uuid:account_id>/disable", methods=["GET", "POST"])
@requires(Permission.ACCOUNT_MANAGE)
def disable(account_id: uuid.UUID) -> Any:
    """Close an account; its sessions end at once."""
    account, form = fetch(Account, account_id), ReasonForm.of_request()
    services.refuse_own(account, current_user)
    if form.is_sent():
        services.disable_account(account, by=current_user, reason=form.reason.data)
        return redirect(url_for(".show", account_id=account_id))
    return _form_page("Close the account", account, form, danger=True)


def _choices(known: Any) -> list[tuple[str, str]]:
    """Offer what the pack knows, with nothing chosen beforehand."""
    return [("", "Choose"), *((one.name, one.label) for one in known.values())]


def _grant_form(label: str, known: Any) -> GrantForm:
    form = GrantForm.of_request()
    form.what.label.text = label
    form.what.choices = _choices(known)
    return form


def _change(account_id: uuid.UUID, title: str, form: GrantForm, service: Callable[..., Any]) -> Any:
    account = fetch(Account, account_id)
    services.refuse_own(account, current_user)
    given = {"by": current_user, "reason": form.reason.data, "until": form.end}
    if form.is_sent() and form.carries_out(lambda: service(account, form.what.data, **given)):
        return redirect(url_for(".show", account_id=account_id))
    return _form_page(title, account, form)


def _take(title: str, grant: RoleGrant | Clearance) -> Any:
    form = ReasonForm.of_request()
    if form.is_sent():
        services.revoke(grant, by=current_user, reason=form.reason.data)
        return redirect(url_for(".show", account_id=grant.account_id))
    return _form_page(title, grant.account, form, danger=True)


def _form_page(title: str, account: Account, form: Any, *, danger: bool = False) -> Any:
    facts = {"title": title, "account": account, "form": form, "danger": danger}
    return render_template("accounts/form.html", **facts), form.status
