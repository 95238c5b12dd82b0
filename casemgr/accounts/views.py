"""Signing in and out, and a person's own account."""

from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, request, session, url_for
from flask_login import current_user

from casemgr.accounts import passwords, queries, services, sessions, signing_in
from casemgr.accounts.delegation import list_delegations
from casemgr.accounts.forms import BannerForm, CodeForm, PasswordForm, SignInForm
from casemgr.accounts.models import Account
from casemgr.accounts.notice import SYSTEM_USE
from casemgr.database.context import Actor
from casemgr.database.rows import act_as
from casemgr.errors import NotAllowed
from casemgr.extensions import db
from casemgr.handling import keep_changes
from casemgr.permissions import Permission, public, requires
from casemgr.tenants import packs, tenant_named

bp = Blueprint("accounts", __name__, template_folder="templates")


@bp.route("/notice", methods=["GET", "POST"])
@public
def banner() -> Any:
    """Show the system-use notice until it is acknowledged (AC-8)."""
    form = BannerForm.of_request()
    if form.is_sent():
        session["notice"] = True
        return redirect(url_for(".sign_in", next=_back()))
    return render_template("accounts/banner.html", form=form, notice=SYSTEM_USE)


@bp.route("/sign-in", methods=["GET", "POST"])
@public
def sign_in() -> Any:
    """Take the first factor: agency, user name and password."""
    if not session.get("notice"):
        return redirect(url_for(".banner", next=_back()))
    form = SignInForm.of_request()
    agencies = [(pack.slug, pack.name) for pack in packs().values()]
    form.agency.choices = [("", "Choose your agency"), *agencies]
    if form.is_sent():
        try:
            account = _first_factor(form)
        except NotAllowed as error:
            return _refuse("accounts/sign_in.html", form, error)
        return _second_factor(account)
    return render_template("accounts/sign_in.html", form=form), form.status


@bp.route("/sign-in/code", methods=["GET", "POST"])
@public
def totp() -> Any:
    """Take the second factor and open the session."""
    account, form = _pending_account(), CodeForm.of_request()
    if account is None:
        return redirect(url_for(".sign_in", next=_back()))
    if form.is_sent():
        try:
            signing_in.check_code(account, form.code.data, source=_source())
        except NotAllowed as error:
            return _refuse("accounts/totp.html", form, error)
        return _open(account)
    return render_template("accounts/totp.html", form=form), form.status


@bp.route("/sign-in/authenticator", methods=["GET", "POST"])
@public
def enrol_totp() -> Any:
    """Bind an authenticator application at the first sign-in."""
    account, form = _pending_account(), CodeForm.of_request()
    waiting = sessions.pending()
    if account is None or waiting is None or account.totp_secret:
        return redirect(url_for(".sign_in"))
    secret = waiting.secret
    if form.is_sent() and form.carries_out(
        lambda: services.enrol_totp(account, secret, form.code.data, by=None)
    ):
        return _open(account)
    return _show_enrolment(account, form, secret)


@bp.post("/sign-out")
@requires(Permission.ACCOUNT_SELF)
def sign_out() -> Any:
    """End the session, here and at the server."""
    signing_in.sign_out(current_user)
    session.clear()
    return sessions.drop_token(redirect(url_for(".sign_in")))


@bp.get("/me")
@requires(Permission.ACCOUNT_SELF)
def me() -> Any:
    """Show a person what the system knows of them: roles, clearances, sessions."""
    account = _own_account()
    grants, clearances = queries.list_grants(account), queries.list_clearances(account)
    return render_template(
        "accounts/me.html",
        account=account,
        grants=grants,
        clearances=clearances,
        grantors=queries.grantors_of([*grants, *clearances]),
        sessions=queries.list_sessions(account),
        absences=list_delegations(account),
    )


@bp.post("/me/sessions/end")
@requires(Permission.ACCOUNT_SELF)
def end_other_sessions() -> Any:
    """Sign a person out everywhere but here."""
    services.end_all_sessions(_own_account(), by=current_user, but=current_user.session_id)
    flash("Your other sessions were ended.", "success")
    return redirect(url_for(".me"))


@bp.route("/me/password", methods=["GET", "POST"])
@requires(Permission.ACCOUNT_SELF)
def change_password() -> Any:
    """Let a person choose a new password; their other sessions end."""
    form = PasswordForm.of_request()
    if form.is_sent() and form.carries_out(
        lambda: services.change_password(form.current.data, form.new.data, by=current_user)
    ):
        flash("Your password is changed. Your other sessions were ended.", "success")
        return redirect(url_for(".me"))
    return render_template("accounts/change_password.html", form=form), form.status


def _first_factor(form: SignInForm) -> Account:
    tenant = tenant_named(form.agency.data)
    if tenant is None:
        raise NotAllowed(signing_in.WRONG)
    act_as(Actor(tenant.id, purpose="sign-in"))
    return signing_in.check_password(form.username.data, form.password.data, source=_source())


def _second_factor(account: Account) -> Any:
    secret = "" if account.totp_secret else passwords.new_totp_secret()
    sessions.begin_pending(account.tenant_id, account.id, secret)
    return redirect(url_for(".enrol_totp" if secret else ".totp", next=_back()))


def _pending_account() -> Account | None:
    """Return whose second factor is awaited, and act for them from here on."""
    waiting = sessions.pending()
    if waiting is None:
        return None
    act_as(
        Actor(waiting.tenant_id, waiting.account_id, purpose="sign-in"),
        read_only=request.method == "GET",
    )
    return db.session.get(Account, (waiting.tenant_id, waiting.account_id))


def _own_account() -> Account:
    account = queries.find_account(current_user.username)
    assert account is not None, "nobody is signed in without an account"
    return account


def _open(account: Account) -> Any:
    token = signing_in.open_session(account, source=_source(), browser=request.user_agent.string)
    sessions.end_pending()
    change = account.must_change_password
    return sessions.keep_token(redirect(url_for(".change_password") if change else _back()), token)


def _show_enrolment(account: Account, form: CodeForm, secret: str) -> Any:
    uri = passwords.provisioning_uri(secret, account.username, g.get("agency", ""))
    page = render_template(
        "accounts/enrol_totp.html", form=form, key=secret, picture=passwords.qr_picture(uri)
    )
    return page, form.status


def _refuse(template: str, form: Any, error: NotAllowed) -> Any:
    """Show the same page with the refusal; the failed attempt is kept and counted."""
    keep_changes()
    form.form_errors.append(error.message)
    return render_template(template, form=form), 401


def _source() -> str:
    return request.remote_addr or ""


def _back() -> str:
    """Return where the person wanted to go, if that is a page of this site."""
    wanted = request.args.get("next", "")
    local = wanted.startswith("/") and not wanted.startswith(("//", "/\\"))
    return wanted if local else "/"
