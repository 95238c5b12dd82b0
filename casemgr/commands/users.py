"""casemgr users: accounts from the command line, as an installer or a locked-out agency needs."""

import click
from flask import Flask
from sqlalchemy import select

from casemgr.accounts import queries, services, signing_in
from casemgr.accounts.models import Account
from casemgr.accounts.setup import USERNAME
from casemgr.commands import get_tenant, with_app
from casemgr.database.context import Actor
from casemgr.database.rows import rows, transaction

REASON = "Given on the command line"


@click.group()
def users() -> None:
    """The people of a tenant."""


@users.command(name="list")
@click.argument("tenant")
@with_app
def list_users(app: Flask, tenant: str) -> None:
    """List the accounts of a tenant with their roles."""
    with transaction(service_actor(tenant)):
        for account in rows(select(Account).order_by(Account.username)):
            roles = ", ".join(grant.role for grant in queries.list_grants(account))
            state = "locked" if account.locked_at else account.status
            click.echo(f"{account.username:20} {state:9} {account.name:30} {roles}")


@users.command()
@click.argument("tenant")
@click.argument("username")
@click.argument("name")
@click.option("--office", required=True, help="Office of the agency, as its pack names it.")
@click.option("--role", required=True, help="First role, as the pack names it.")
@click.password_option(help="First password; it must be changed at the first sign-in.")
@with_app
def add(
    app: Flask, tenant: str, username: str, name: str, office: str, role: str, password: str
) -> None:
    """Add a person with a first role; the authenticator is set up at the first sign-in."""
    with transaction(service_actor(tenant)):
        account = services.create_account(username, name, office=office, by=None)
        services.set_password(account, password, by=None, change=True)
        services.grant_role(account, role, by=_service(), reason=REASON)
    click.echo(f"{username} can sign in to {tenant}.")


@users.command()
@click.argument("tenant")
@click.argument("username")
@with_app
def unlock(app: Flask, tenant: str, username: str) -> None:
    """Release an account that failed sign-ins have locked."""
    with transaction(service_actor(tenant)):
        signing_in.unlock_account(_named(username), by=_service())
    click.echo(f"{username} can sign in again.")


@users.command()
@click.argument("tenant")
@click.argument("username")
@with_app
def reset_authenticator(app: Flask, tenant: str, username: str) -> None:
    """Forget a lost authenticator; a new one is set up at the next sign-in."""
    with transaction(service_actor(tenant)):
        services.forget_totp(_named(username), by=_service(), reason=REASON)
    click.echo(f"{username} sets up an authenticator at the next sign-in.")


def service_actor(tenant: str) -> Actor:
    """Return the tenant's service account, for which the command line acts."""
    found = get_tenant(tenant)
    with transaction(Actor(found.id, purpose="command-line"), read_only=True):
        service = queries.find_account(USERNAME)
    return Actor(found.id, service.id if service else Actor(found.id).account_id)


def _service() -> Account:
    return _named(USERNAME)


def _named(username: str) -> Account:
    account = queries.find_account(username)
    if account is None:
        raise click.ClickException(f"Nobody there is called {username}. See: casemgr users list")
    return account
