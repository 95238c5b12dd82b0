"""The pages on which people, or administrators for them, say who approves while they are away."""

import uuid
from typing import Any

from flask import Blueprint, redirect, render_template, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from casemgr.accounts import queries
from casemgr.accounts.delegation import delegate, revoke_delegation
from casemgr.accounts.forms import AbsenceForm, ReasonForm
from casemgr.accounts.models import Account, Delegation
from casemgr.database.rows import acting, fetch
from casemgr.errors import NotFound
from casemgr.extensions import db
from casemgr.permissions import Permission, requires

bp = Blueprint("absence", __name__, template_folder="templates")


@bp.route("/me/absences/new", methods=["GET", "POST"])
@requires(Permission.ACCOUNT_SELF)
def own() -> Any:
    """Say that one is away and who approves meanwhile."""
    return _add(current_user.id, url_for("accounts.me"))


@bp.route("/me/absences/<uuid:delegation_id>/end", methods=["GET", "POST"])
@requires(Permission.ACCOUNT_SELF)
def end_own(delegation_id: uuid.UUID) -> Any:
    """End one's own absence."""
    delegation = fetch(Delegation, delegation_id)
    if delegation.account_id != current_user.id:
        raise NotFound
    return _end(delegation, url_for("accounts.me"))


@bp.route("/people/<uuid:account_id>/absences/new", methods=["GET", "POST"])
@requires(Permission.ACCOUNT_MANAGE)
def add(account_id: uuid.UUID) -> Any:
    """Say for somebody who cannot that they are away."""
    return _add(account_id, url_for("people.show", account_id=account_id))


@bp.route("/people/absences/<uuid:delegation_id>/end", methods=["GET", "POST"])
@requires(Permission.ACCOUNT_MANAGE)
def end(delegation_id: uuid.UUID) -> Any:
    """End somebody's absence."""
    delegation = fetch(Delegation, delegation_id)
    return _end(delegation, url_for("people.show", account_id=delegation.account_id))


def _add(account_id: uuid.UUID, back: str) -> Any:
    account, form = fetch(Account, account_id), AbsenceForm.of_request()
    others = [one for one in queries.list_people() if one.id != account_id]
    active = [(str(one.id), one.name) for one in others if one.status == "active"]
    form.deputy.choices = [("", "Nobody: the role above"), *active]
    if form.is_sent() and form.carries_out(lambda: _delegate(account, form)):
        return redirect(back)
    return _page("Away", account, form, back)


def _delegate(account: Account, form: Any) -> None:
    given = form.entries()
    chosen = given.pop("deputy")
    deputy = db.session.get(Account, (acting().tenant_id, uuid.UUID(chosen))) if chosen else None
    delegate(account, deputy, by=current_user, **given)


def _end(delegation: Delegation, back: str) -> Any | Response:
    form = ReasonForm.of_request()
    if form.is_sent() and form.carries_out(
        lambda: revoke_delegation(delegation, by=current_user, reason=form.reason.data)
    ):
        return redirect(back)
    return _page("End the absence", delegation.account, form, back)


def _page(title: str, account: Account, form: Any, back: str) -> Any:
    shown = {"title": title, "account": account, "form": form, "back": back}
    return render_template("accounts/absence.html", **shown), form.status
