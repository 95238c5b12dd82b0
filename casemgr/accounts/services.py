"""Who holds which account, role and clearance: given by whom, why and until when."""

import uuid
from datetime import datetime
from typing import Any

from casemgr import audit, clock
from casemgr.accounts import passwords
from casemgr.accounts.models import Account, Clearance, RoleGrant
from casemgr.accounts.people import Person
from casemgr.accounts.queries import find_account, list_clearances, list_grants
from casemgr.accounts.signing_in import end_sessions
from casemgr.database.rows import acting, flush
from casemgr.errors import DutiesMixed, Invalid, NotAllowed
from casemgr.extensions import db
from casemgr.tenants import current_pack


def create_account(
    username: str, name: str, *, office: str, by: Any, kind: str = "person", **facts: Any
) -> Account:
    """Add an account to the tenant; a user name is never used twice."""
    if find_account(username):
        raise _refusal("username", f"The user name {username} is taken. Choose another.")
    if office not in current_pack().offices:
        raise _refusal("office", f"There is no office {office} in this agency.")
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


def forget_totp(account: Account, *, by: Any, reason: str) -> None:
    """Forget a lost authenticator and end the sessions; the next sign-in sets up a new one."""
    account.totp_secret, account.totp_last_step = None, 0
    end_sessions(account.id)
    audit.record("forget_totp", account, by=by, reason=_given(reason))


def grant_role(
    account: Account, role: str, *, by: Any, reason: str, until: datetime | None = None
) -> RoleGrant:
    """Give a role, with who gave it, why and until when."""
    if role not in current_pack().roles:
        raise _refusal("what", f"There is no role {role} in this agency.")
    refuse_own(account, by)
    _check_grant(role, {grant.role for grant in list_grants(account)}, until)
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
        raise _refusal("what", f"There is no compartment {compartment} in this agency.")
    refuse_own(account, by)
    _check_grant(compartment, {one.compartment for one in list_clearances(account)}, until)
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
    refuse_own(account, by)
    account.status = "disabled"
    end_sessions(account.id)
    audit.record("disable_account", account, by=by, reason=_given(reason))


def end_all_sessions(account: Account, *, by: Person, but: uuid.UUID | None = None) -> None:
    """Sign an account out everywhere at once, or everywhere but in one session."""
    end_sessions(account.id, but=but)
    audit.record("end_sessions", account, by=by)


def refuse_own(account: Account, person: Any) -> None:
    """Refuse that somebody gives themselves rights or closes their own account (AC-5)."""
    if account.kind == "person" and account.id == person.id:
        raise NotAllowed("Nobody does this for their own account. Ask another administrator.")


def _check_grant(what: str, held: set[str], until: datetime | None) -> None:
    if what in held:
        raise _refusal("what", "The account holds this already.")
    if until is not None and until <= clock.now():
        raise _refusal("until", "This day has passed. Choose a later one.")


def _refusal(field: str, message: str) -> Invalid:
    return Invalid(message, {field: message})


def _keep_apart(account: Account, role: str) -> None:
    held = {grant.role for grant in list_grants(account)}
    for pair in current_pack().separation.roles:
        if role in pair and held & (set(pair) - {role}):
            labels = sorted(current_pack().roles[name].label.lower() for name in pair)
            words = f"One person may not be both {' and '.join(labels)}: separation of duties."
            raise DutiesMixed(words, {"what": words})


def _given(reason: str) -> str:
    if not reason.strip():
        raise _refusal("reason", "Say why. The reason stays with the record.")
    return reason.strip()
