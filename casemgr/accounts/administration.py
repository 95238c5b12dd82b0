"""The agency's accounts: who has one, which roles and clearances they hold, given by whom."""

import uuid
from datetime import UTC, datetime, time
from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_login import current_user
from sqlalchemy import select

from casemgr import navigation
from casemgr.accounts import queries, services, signing_in
from casemgr.accounts.forms import AccountForm, GrantForm, ReasonForm
from casemgr.accounts.models import Account, Clearance, RoleGrant
from casemgr.database.rows import fetch, rows
from casemgr.errors import Invalid
from casemgr.permissions import Permission, requires
from casemgr.tenants import current_pack

bp = Blueprint("people", __name__, url_prefix="/people")
navigation.offer("People", "people.index", Permission.ACCOUNT_MANAGE, 80, icon="people")


@bp.get("/")
@requires(Permission.ACCOUNT_MANAGE)
def index() -> Any:
    """List the agency's accounts."""
    accounts = rows(select(Account).where(Account.kind == "person").order_by(Account.name))
    return render_template("accounts/index.html", accounts=accounts)


@bp.get("/<uuid:account_id>")
@requires(Permission.ACCOUNT_MANAGE)
def show(account_id: uuid.UUID) -> Any:
    """Show an account with the roles and clearances it holds."""
    account = fetch(Account, account_id)
    return render_template(
        "accounts/show.html",
        account=account,
        grants=queries.list_grants(account),
        clearances=queries.list_clearances(account),
    )


@bp.route("/new", methods=["GET", "POST"])
@requires(Permission.ACCOUNT_MANAGE)
def create() -> Any:
    """Add a person with a first role and a first password."""
    form, pack = AccountForm.of_request(), current_pack()
    form.office.choices = [(office.name, office.label) for office in pack.offices.values()]
    form.role.choices = [(role.name, role.label) for role in pack.roles.values()]
    if form.is_sent():
        try:
            account = services.admit_person(**form.entries(), by=current_user)
        except Invalid as error:
            form.add_problems(error)
        else:
            return redirect(url_for(".show", account_id=account.id))
    return render_template("accounts/create.html", form=form), 422 if form.errors else 200


@bp.route("/<uuid:account_id>/roles/new", methods=["GET", "POST"])
@requires(Permission.ACCOUNT_MANAGE)
def give_role(account_id: uuid.UUID) -> Any:
    """Give a role."""
    choices = [(role.name, role.label) for role in current_pack().roles.values()]
    return _give(account_id, "Give a role", choices, services.grant_role)


@bp.route("/<uuid:account_id>/clearances/new", methods=["GET", "POST"])
@requires(Permission.ACCOUNT_MANAGE)
def give_clearance(account_id: uuid.UUID) -> Any:
    """Clear the person for a compartment."""
    choices = [(one.name, one.label) for one in current_pack().compartments.values()]
    return _give(account_id, "Give a clearance", choices, services.grant_clearance)


@bp.route("/roles/<uuid:grant_id>/revoke", methods=["GET", "POST"])
@requires(Permission.ACCOUNT_MANAGE)
def revoke_role(grant_id: uuid.UUID) -> Any:
    """Take a role away, from the next request on."""
    return _take("Take the role away", fetch(RoleGrant, grant_id))


@bp.route("/clearances/<uuid:clearance_id>/revoke", methods=["GET", "POST"])
@requires(Permission.ACCOUNT_MANAGE)
def revoke_clearance(clearance_id: uuid.UUID) -> Any:
    """Take a clearance away, from the next request on."""
    return _take("Take the clearance away", fetch(Clearance, clearance_id))


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
    signing_in.end_sessions(fetch(Account, account_id).id)
    flash("Every session of this account was ended.", "success")
    return redirect(url_for(".show", account_id=account_id))


@bp.route("/<uuid:account_id>/disable", methods=["GET", "POST"])
@requires(Permission.ACCOUNT_MANAGE)
def disable(account_id: uuid.UUID) -> Any:
    """Close an account; its sessions end at once."""
    account, form = fetch(Account, account_id), ReasonForm.of_request()
    if form.is_sent():
        services.disable_account(account, by=current_user, reason=form.reason.data)
        return redirect(url_for(".show", account_id=account_id))
    return _form_page("Close the account", account, form)


def _give(account_id: uuid.UUID, title: str, choices: list[Any], service: Any) -> Any:
    account, form = fetch(Account, account_id), GrantForm.of_request()
    form.what.choices = choices
    if form.is_sent():
        until = form.until.data and datetime.combine(form.until.data, time.max, UTC)
        try:
            service(account, form.what.data, by=current_user, reason=form.reason.data, until=until)
        except Invalid as error:
            form.add_problems(error)
        else:
            return redirect(url_for(".show", account_id=account_id))
    return _form_page(title, account, form)


def _take(title: str, grant: RoleGrant | Clearance) -> Any:
    form = ReasonForm.of_request()
    if form.is_sent():
        services.revoke(grant, by=current_user, reason=form.reason.data)
        return redirect(url_for(".show", account_id=grant.account_id))
    return _form_page(title, grant.account, form)


def _form_page(title: str, account: Account, form: Any) -> Any:
    page = render_template("accounts/form.html", title=title, account=account, form=form)
    return page, 422 if form.errors else 200
