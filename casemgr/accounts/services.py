"""Signing in and out, and who holds which account, role and clearance."""

import hashlib
import secrets
import uuid
from datetime import datetime, timedelta
from typing import Any

from flask import current_app
from sqlalchemy import select, update

from casemgr import audit, clock
from casemgr.accounts import passwords
from casemgr.accounts.models import Account, Clearance, RoleGrant, SignInAttempt, SignInSession
from casemgr.accounts.people import Person
from casemgr.database.rows import acting, flush, rows
from casemgr.errors import Invalid, NotAllowed
from casemgr.extensions import db
from casemgr.tenants import current_pack

FAILURES = 5
WINDOW = timedelta(minutes=15)
WRONG = "The user name, the password or the code is not right. After five failures in 15 minutes the account is locked."
LOCKED = (
    "This account is locked after five failures in 15 minutes. Your administrator can unlock it."
)


def check_password(username: str, password: str, *, source: str) -> Account:
    """Return the account if the password is right; failures are counted and lock the account.

    An unknown user name takes as long and answers the same as a wrong password.
    """
    account = find_account(username)
    right = passwords.password_matches(account.password_hash if account else "", password)
    if account and account.locked_at:
        raise NotAllowed(LOCKED)
    if not account or not right or account.status != "active" or account.kind != "person":
        record_failure(username, account, source=source)
        raise NotAllowed(WRONG)
    return account


def check_code(account: Account, code: str, *, source: str) -> None:
    """Accept the one-time code of the account's authenticator application, once."""
    secret = passwords.open_totp_secret(account.totp_secret or b"")
    step = passwords.matching_step(secret, code, account.totp_last_step)
    if account.locked_at:
        raise NotAllowed(LOCKED)
    if step is None:
        record_failure(account.username, account, source=source)
        raise NotAllowed(WRONG)
    account.totp_last_step = step


def record_failure(username: str, account: Account | None, *, source: str) -> None:
    """Write down a failed sign-in and lock the account at the fifth within 15 minutes."""
    db.session.add(_attempt(username, succeeded=False, source=source))
    flush()
    audit.record("sign_in", account, outcome="refused", reason="wrong password or code")
    if account and _recent_failures(username) >= FAILURES and not account.locked_at:
        account.locked_at = clock.now()
        audit.record("account_locked", account, outcome="done", reason="five failed sign-ins")


def open_session(account: Account, *, source: str, browser: str) -> str:
    """Sign the account in and return the token for its browser; only a digest is stored."""
    settings = current_app.config["SETTINGS"]
    token, at = secrets.token_urlsafe(32), clock.now()
    session = SignInSession(
        tenant_id=account.tenant_id,
        account_id=account.id,
        digest=digest_of(token),
        csrf_secret=secrets.token_bytes(32),
        source=source,
        browser=browser[:300],
        created_at=at,
        seen_at=at,
        idle_until=at + timedelta(minutes=settings.idle_minutes),
        expires_at=at + timedelta(hours=settings.session_hours),
    )
    db.session.add_all([session, _attempt(account.username, succeeded=True, source=source)])
    flush()
    audit.record("sign_in", account)
    return token


def touch_session(session_id: uuid.UUID) -> None:
    """Note that a session is in use, which gives it another idle period."""
    settings = current_app.config["SETTINGS"]
    idle = clock.now() + timedelta(minutes=settings.idle_minutes)
    db.session.execute(
        update(SignInSession)
        .where(SignInSession.tenant_id == acting().tenant_id, SignInSession.id == session_id)
        .values(seen_at=clock.now(), idle_until=idle)
    )


def end_sessions(account_id: uuid.UUID, *, but: uuid.UUID | None = None) -> None:
    """End the sessions of an account at once, or all but one."""
    db.session.execute(
        update(SignInSession)
        .where(
            SignInSession.tenant_id == acting().tenant_id,
            SignInSession.account_id == account_id,
            SignInSession.id != but if but else True,
            SignInSession.revoked_at.is_(None),
        )
        .values(revoked_at=clock.now())
    )


def sign_out(person: Person) -> None:
    """End the session in which the person is signed in."""
    session = db.session.get(SignInSession, (person.tenant_id, person.session_id))
    session.revoked_at = clock.now()
    audit.record("sign_out", find_account(person.username), by=person)


def find_account(username: str) -> Account | None:
    """Return the account with this user name in the session's tenant."""
    return db.session.scalar(select(Account).where(Account.username == username.strip().casefold()))


def create_account(
    username: str, name: str, *, office: str, by: Person | None, kind: str = "person", **facts: Any
) -> Account:
    """Add an account to the tenant; a user name is never used twice."""
    if find_account(username):
        raise Invalid(f"The user name {username} is taken. Choose another.", {"username": "taken"})
    if office not in current_pack().offices:
        raise Invalid(f"There is no office {office} in this agency.", {"office": "unknown"})
    account = Account(
        tenant_id=acting().tenant_id,
        username=username.strip().casefold(),
        name=name,
        office=office,
        kind=kind,
        **facts,
    )
    db.session.add(account)
    flush()
    audit.record("create_account", account, by=by)
    return account


def admit_person(
    username: str,
    name: str,
    title: str,
    office: str,
    role: str,
    reason: str,
    password: str,
    *,
    by: Any,
) -> Account:
    """Add a person with a first role and a password to be changed at the first sign-in."""
    account = create_account(username, name, office=office, title=title, by=by)
    try:
        set_password(account, password, by=by, change=True)
    except Invalid as error:
        raise Invalid(error.message, {"password": error.message}) from error
    grant_role(account, role, by=by, reason=reason)
    return account


def set_password(
    account: Account, password: str, *, by: Person | None, change: bool = False
) -> None:
    """Give the account a password; `change` asks its holder for a new one at the next sign-in."""
    passwords.check_new_password(password, account.username)
    account.password_hash = passwords.hash_password(password)
    account.must_change_password = change
    audit.record("set_password", account, by=by)


def change_password(current: str, new: str, *, by: Person) -> None:
    """Replace a person's own password; their other sessions end."""
    account = find_account(by.username)
    if not account or not passwords.password_matches(account.password_hash, current):
        raise Invalid("This is not your current password.", {"current": "This is not it."})
    try:
        set_password(account, new, by=by)
    except Invalid as error:
        raise Invalid(error.message, {"new": error.message}) from error
    end_sessions(account.id, but=by.session_id)


def enrol_totp(account: Account, secret: str, code: str, *, by: Person | None) -> None:
    """Bind an authenticator application to the account, proved by a code of it."""
    step = passwords.matching_step(secret, code, 0)
    if step is None:
        raise Invalid("This code does not belong to the key shown. Enter the code shown now.")
    account.totp_secret = passwords.seal_totp_secret(secret)
    account.totp_last_step = step
    audit.record("enrol_totp", account, by=by)


def unlock_account(account: Account, *, by: Person) -> None:
    """Release a locked account."""
    account.locked_at = None
    db.session.add(_attempt(account.username, succeeded=True, source="unlocked"))
    audit.record("unlock_account", account, by=by)


def grant_role(
    account: Account, role: str, *, by: Any, reason: str, until: datetime | None = None
) -> RoleGrant:
    """Give a role, with who gave it, why and until when."""
    pack = current_pack()
    if role not in pack.roles:
        raise Invalid(f"There is no role {role} in this agency.", {"role": "unknown"})
    _keep_apart(account, role)
    grant = RoleGrant(
        tenant_id=account.tenant_id,
        account_id=account.id,
        role=role,
        granted_by=by.id,
        reason=_given(reason),
        until=until,
    )
    db.session.add(grant)
    flush()
    audit.record("grant_role", account, by=by, reason=reason, role=role)
    return grant


def grant_clearance(
    account: Account, compartment: str, *, by: Any, reason: str, until: datetime | None = None
) -> Clearance:
    """Clear a person for a compartment, with who did so, why and until when."""
    if compartment not in current_pack().compartments:
        raise Invalid(f"There is no compartment {compartment} in this agency.")
    clearance = Clearance(
        tenant_id=account.tenant_id,
        account_id=account.id,
        compartment=compartment,
        granted_by=by.id,
        reason=_given(reason),
        until=until,
    )
    db.session.add(clearance)
    flush()
    audit.record("grant_clearance", account, by=by, reason=reason, compartment=compartment)
    return clearance


def revoke(grant: RoleGrant | Clearance, *, by: Person, reason: str) -> None:
    """End a role or a clearance now: it no longer counts from the next request on."""
    grant.revoked_at = clock.now()
    what = "revoke_role" if isinstance(grant, RoleGrant) else "revoke_clearance"
    audit.record(what, grant.account, by=by, reason=_given(reason))


def disable_account(account: Account, *, by: Person, reason: str) -> None:
    """Close an account and end its sessions at once; its name stays on what it did."""
    account.status = "disabled"
    end_sessions(account.id)
    audit.record("disable_account", account, by=by, reason=_given(reason))


def list_grants(account: Account) -> list[RoleGrant]:
    """List the roles that an account holds now."""
    wanted = select(RoleGrant).where(
        RoleGrant.account_id == account.id, RoleGrant.revoked_at.is_(None)
    )
    return rows(wanted.order_by(RoleGrant.granted_at))


def list_clearances(account: Account) -> list[Clearance]:
    """List the clearances that an account holds now."""
    wanted = select(Clearance).where(
        Clearance.account_id == account.id, Clearance.revoked_at.is_(None)
    )
    return rows(wanted.order_by(Clearance.granted_at))


def digest_of(token: str) -> bytes:
    """Return what is stored of a session token."""
    return hashlib.sha256(token.encode()).digest()


def _keep_apart(account: Account, role: str) -> None:
    held = {grant.role for grant in list_grants(account)}
    for pair in current_pack().separation.roles:
        if role in pair and held & (set(pair) - {role}):
            other = next(iter(held & (set(pair) - {role})))
            raise Invalid(f"One person may not be both {role} and {other}: separation of duties.")


def _given(reason: str) -> str:
    if not reason.strip():
        raise Invalid("Say why. The reason stays with the record.", {"reason": "missing"})
    return reason.strip()


def _attempt(username: str, *, succeeded: bool, source: str) -> SignInAttempt:
    return SignInAttempt(
        tenant_id=acting().tenant_id,
        username=username.strip().casefold(),
        at=clock.now(),
        succeeded=succeeded,
        source=source,
    )


def _recent_failures(username: str) -> int:
    """Count the failures since the last success, at most 15 minutes back."""
    wanted = (
        select(SignInAttempt)
        .where(SignInAttempt.username == username.strip().casefold())
        .where(SignInAttempt.at > clock.now() - WINDOW)
        .order_by(SignInAttempt.at.desc())
    )
    failures = 0
    for attempt in rows(wanted):
        if attempt.succeeded:
            break
        failures += 1
    return failures
