"""Signing in and out: two factors, a lock after failures, sessions that can be ended at once."""

import hashlib
import secrets
import uuid
from datetime import timedelta
from typing import Any

from flask import current_app
from sqlalchemy import select, true, update

from casemgr import audit, clock
from casemgr.accounts import passwords
from casemgr.accounts.models import Account, SignInAttempt, SignInSession
from casemgr.accounts.people import Person
from casemgr.accounts.queries import find_account
from casemgr.database.rows import acting, flush, rows
from casemgr.errors import NotAllowed
from casemgr.extensions import db

FAILURES = 5
WINDOW = timedelta(minutes=15)
WRONG = (
    "The user name, the password or the code is not right."
    " After five failures in 15 minutes the account is locked."
)
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
            SignInSession.id != but if but else true(),
            SignInSession.revoked_at.is_(None),
        )
        .values(revoked_at=clock.now())
    )


def sign_out(person: Person) -> None:
    """End the session in which the person is signed in."""
    session = db.session.get_one(SignInSession, (person.tenant_id, person.session_id))
    session.revoked_at = clock.now()
    audit.record("sign_out", find_account(person.username), by=person)


def unlock_account(account: Account, *, by: Any) -> None:
    """Release a locked account."""
    account.locked_at = None
    db.session.add(_attempt(account.username, succeeded=True, source="unlocked"))
    audit.record("unlock_account", account, by=by)


def digest_of(token: str) -> bytes:
    """Return what is stored of a session token."""
    return hashlib.sha256(token.encode()).digest()


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
