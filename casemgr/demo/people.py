"""The invented people get accounts, each from the administrator of their office."""

from collections.abc import Mapping
from typing import Any

from flask import current_app
from sqlalchemy import select

from casemgr.accounts import passwords
from casemgr.accounts.models import Account
from casemgr.accounts.people import Person, load_person
from casemgr.accounts.queries import find_account
from casemgr.accounts.services import create_account, grant_clearance, grant_role
from casemgr.accounts.setup import USERNAME
from casemgr.database.context import Actor
from casemgr.database.rows import rows, transaction
from casemgr.demo.access import authenticator_key, demo_password
from casemgr.demo.stories import Member, Story
from casemgr.errors import Conflict
from casemgr.tenants import tenant_named

ADMINISTRATOR = "tenant_administrator"
REASON = "Takes part in the demonstration"


class InUse(Conflict):
    """The installation serves people of its own, among whom invented ones have no place."""

    title = "The demonstration is not loaded"


def refuse_if_in_use(stories: Mapping[str, Story]) -> None:
    """Refuse to put invented people among real ones."""
    for slug, story in stories.items():
        invented = {member.username for member in story.people}
        others = sorted(set(_usernames(slug)) - invented)
        if others:
            raise InUse(
                f"{slug} has people of its own ({', '.join(others[:3])}), so the demonstration is"
                " not loaded. Set CASEMGR_HOME to an empty folder to try it beside them."
            )


def admit_people(story: Story) -> dict[str, Person]:
    """Give everybody in the story an account, unless they have it, and return them."""
    tenant_id = _tenant(story.tenant)
    secret = authenticator_key(current_app.config["SETTINGS"])
    missing = [one for one in story.people if one.username not in _usernames(story.tenant)]
    if missing:
        hashed = passwords.hash_password(demo_password(current_app.config["SETTINGS"]))
        sealed = passwords.seal_totp_secret(secret)
        with transaction(Actor(tenant_id, purpose="set-up")):
            service = find_account(USERNAME)
            _admit_all(missing, service, password_hash=hashed, totp_secret=sealed)
    return {one.username: _person(tenant_id, one.username) for one in story.people}


def _admit_all(members: list[Member], giver: Account | None, **facts: Any) -> None:
    for member in sorted(members, key=lambda one: ADMINISTRATOR not in one.roles):
        account = _admit(member, giver, **facts)
        if ADMINISTRATOR in member.roles:
            giver = account


def _admit(member: Member, giver: Account | None, **facts: Any) -> Account:
    account = create_account(
        member.username, member.name, office=member.office, title=member.title, by=giver, **facts
    )
    for role in member.roles:
        grant_role(account, role, by=giver or account, reason=REASON)
    for compartment, reason in member.clearances.items():
        grant_clearance(account, compartment, by=giver or account, reason=reason)
    return account


def _person(tenant_id: int, username: str) -> Person:
    with transaction(Actor(tenant_id, purpose="set-up"), read_only=True):
        account = find_account(username)
        assert account is not None, "everybody in the story has been admitted"
        account_id = account.id
    return load_person(tenant_id, account_id)


def _usernames(slug: str) -> list[str]:
    with transaction(Actor(_tenant(slug), purpose="set-up"), read_only=True):
        return rows(select(Account.username).where(Account.kind == "person"))


def _tenant(slug: str) -> int:
    tenant = tenant_named(slug)
    if tenant is None:
        raise Conflict(f"{slug} is not set up yet. Run: casemgr db migrate")
    return tenant.id


def has_people(story: Story) -> bool:
    """Tell whether the people of a story have been admitted."""
    return {one.username for one in story.people} <= set(_usernames(story.tenant))
