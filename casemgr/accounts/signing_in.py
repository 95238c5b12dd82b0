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
from casemgr.database import functions
from casemgr.database.rows import acting, flush, rows
from casemgr.errors import NotAllowed
from casemgr.extensions import db

FAILURES = 5
WINDOW = timedelta(minutes=15)
WRONG = (
    "The user name, the password or the code is not right, or the account is locked."
    " Five failures in 15 minutes lock it; your administrator can unlock it."
)


def check_password(username: str, password: str, *, source: str) -> Account:
    """Return the account if the password is right; failures are counted and lock the account.

    An unknown user name and a locked account take as long and answer the same as a wrong password,
    so that nobody learns who has an account. Those who try the same name at once take turns: the
    sixth of them finds it locked.
    """
    _take_turns(username)
    account = find_account(username)
    right = passwords.password_matches(account.password_hash if account else "", password)
    if not account or not right or not _may_sign_in(account):
        raise _refusal(username, account, source=source)
    return account


def check_code(account: Account, code: str, *, source: str) -> None:
    """Accept the one-time code of the account's authenticator application, once."""
    _take_turns(account.username)
    db.session.refresh(account)
    secret = passwords.open_totp_secret(account.totp_secret or b"")
    step = passwords.matching_step(secret, code, account.totp_last_step)
    if step is None or not _may_sign_in(account):
        raise _refusal(account.username, account, source=source)
    account.totp_last_step = step


def _may_sign_in(account: Account) -> bool:
    return account.kind == "person" and account.status == "active" and account.locked_at is None


def _take_turns(username: str) -> None:
    functions.take_turns(f"sign-in {acting().tenant_id} {username.strip().casefold()}")


def _refusal(username: str, account: Account | None, *, source: str) -> NotAllowed:
    """Write down a failed sign-in, and lock the account at the fifth within 15 minutes."""
    locked = account is not None and account.locked_at is not None
    reason = "the account is locked" if locked else "wrong password or code"
    db.session.add(_attempt(username, succeeded=False, source=source))
    flush()
    audit.record("sign_in", account, outcome="refused", reason=reason)
    if account and not locked and _recent_failures(username) >= FAILURES:
        account.locked_at = clock.now()
        audit.record("account_locked", account, outcome="done", reason="five failed sign-ins")
    return NotAllowed(WRONG)


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
