"""casemgr tenants: are the packs sound, who is set up, what would change, take it, go back."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from casemgr import audit, commands, offer_rules
from casemgr.accounts.people import load_person
from casemgr.accounts.queries import find_account
from casemgr.accounts.setup import USERNAME
from casemgr.changes.applying import Operator, apply_change, roll_back
from casemgr.changes.planning import Plan, plan_change, plan_rollback, whole_tenant
from casemgr.changes.queries import list_versions
from casemgr.commands import with_database
from casemgr.commands.fit import diff
from casemgr.commands.schemas import schema
from casemgr.database.context import Actor
from casemgr.database.rows import transaction
from casemgr.permissions import Permission
from casemgr.tenants import packs
from casemgr.tenants.checks import run_notes
from casemgr.tenants.loader import check_packs, load_packs
from casemgr.tenants.models import PackVersion
from casemgr.tenants.versions import gather_files
from config.settings import Settings

FOLDER = click.option(
    "--folder",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Folder with shared/ and tenants/; otherwise that of the installation.",
)
BY = click.option("--by", required=True, help="An administrator's user name, or your own name.")
REASON = click.option("--reason", required=True, help="Why; it is kept with the version.")
STUCK = 2
SECONDS = 3600


@click.group()
def tenants() -> None:
    """The agencies' packs."""


tenants.add_command(schema)
tenants.add_command(diff)


@tenants.command()
@click.argument("folder", required=False, type=click.Path(exists=True, file_okay=False))
def check(folder: str | None) -> None:
    """Check every pack with its fields, numbers and workflows; say how to mend each fault."""
    offer_rules()
    root = Path(folder) if folder else Settings.from_environment().packs
    problems = check_packs(root)
    for problem in problems:
        click.echo(str(problem), err=True)
    if problems:
        raise SystemExit(1)
    for note in run_notes(load_packs(root).values()):
        click.echo(f"Note: {note}")
    click.echo("Every pack is sound.")


@tenants.command(name="list")
@with_database
def list_tenants(settings: Settings) -> None:
    """List the tenants of this installation."""
    with commands.inside(commands.application(settings, check_packs=False)):
        in_use = packs()
    for slug, pack in (load_packs(settings.packs) | in_use).items():
        state = "set up" if slug in in_use else "not set up"
        click.echo(f"{slug:26} {pack.kind:12} {state:12} {pack.name}")


@tenants.command()
@click.argument("slug")
@FOLDER
@with_database
def plan(settings: Settings, slug: str, folder: Path | None) -> None:
    """Say what the files of SLUG would change, and who would be stuck; ends with 2 if anybody."""

    def read_and_plan() -> Plan:
        return plan_change(gather_files(slug, folder or settings.packs))

    found = _in_tenant(settings, slug, "", lambda who: _planned(read_and_plan))
    _tell(found, f"To apply just this: --expect {found.digest}")
    sys.exit(STUCK if found.stuck else 0)


@tenants.command()
@click.argument("slug")
@FOLDER
@BY
@REASON
@click.option("--expect", default="", help="The digest that the plan printed.")
@with_database
def apply(
    settings: Settings, slug: str, folder: Path | None, by: str, reason: str, expect: str
) -> None:
    """Take the files of SLUG into use as its next version; running processes follow at once."""

    def read_and_apply(who: Any) -> str:
        files = gather_files(slug, folder or settings.packs)
        return _taken(apply_change(files, by=who, reason=reason, expect=expect))

    click.echo(_in_tenant(settings, slug, by, read_and_apply))


@tenants.command()
@click.argument("slug")
@click.option("--by", default="", help="An administrator's user name, or your own name.")
@click.option("--reason", default="", help="Why; it is kept with the version.")
@click.option("--plan", "only_plan", is_flag=True, help="Say what would return; change nothing.")
@with_database
def rollback(settings: Settings, slug: str, by: str, reason: str, only_plan: bool) -> None:
    """Take the version before the one in use again, and put back what this one moved.

    With --plan say what would return and who would be stuck; ends with 2 if anybody.
    """
    if only_plan:
        found = _in_tenant(settings, slug, "", lambda who: _planned(plan_rollback))
        _tell(found, f"To go back: casemgr tenants rollback {slug} --by … --reason …")
        sys.exit(STUCK if found.stuck else 0)
    if not by or not reason:
        raise click.UsageError("Say --by whom and for what --reason, or ask with --plan first.")
    click.echo(_in_tenant(settings, slug, by, lambda who: _taken(roll_back(by=who, reason=reason))))


@tenants.command()
@click.argument("slug")
@with_database
def versions(settings: Settings, slug: str) -> None:
    """List the versions of the pack of SLUG, the newest first."""
    click.echo(_in_tenant(settings, slug, "", lambda _: "\n".join(map(_line, list_versions()))))


def _in_tenant(settings: Settings, slug: str, by: str, work: Callable[[Any], Any]) -> Any:
    """Do something in a tenant: for an administrator of it, or as its service account.

    The packs in use are not checked first, for this is how an unsound one is replaced.
    """
    with commands.inside(commands.application(settings, check_packs=False)):
        tenant = commands.get_tenant(slug)
        with transaction(Actor(tenant.id, purpose="command-line"), read_only=True):
            account, service = find_account(by), find_account(USERNAME)
            key = account.id if account else service.id if service else Actor(0).account_id
        who = _signer(tenant.id, by) if account else Operator(by)
        with transaction(Actor(tenant.id, key, purpose="command-line", seconds=SECONDS)):
            return work(who)


def _signer(tenant_id: int, username: str) -> Any:
    """Return the account that takes the responsibility, if it may change the pack."""
    with transaction(Actor(tenant_id, purpose="command-line"), read_only=True):
        account = find_account(username)
        assert account is not None
        key = account.id
    person = load_person(tenant_id, key)
    if not person.may(Permission.PACK_CHANGE):
        raise click.ClickException(f"{username} lacks the permission {Permission.PACK_CHANGE}.")
    return person


def _planned(planning: Callable[[], Plan]) -> Plan:
    """Plan, and tell the audit that the operator has seen numbers of records."""
    with whole_tenant():
        found = planning()
    audit.record("pack:plan", before=found.before, after=found.after, told=found.told()["found"])
    return found


def _tell(found: Plan, next_step: str) -> None:
    if found.does_nothing:
        click.echo(f"Nothing changes: version {found.based_on} says this already.")
        return
    click.echo("\n".join(found.lines))
    if found.stuck:
        click.echo(f"{len(found.stuck)} of these would leave somebody stuck.", err=True)
    else:
        click.echo(f"Nobody would be stuck. {next_step}")


def _taken(version: PackVersion) -> str:
    return f"{version.label} is in use. Its digest is {version.digest}."


def _line(version: PackVersion) -> str:
    back = f", rolls back version {version.rolls_back}" if version.rolls_back else ""
    return (
        f"{version.number:4} {version.applied_at:%Y-%m-%d %H:%M} {version.digest[:12]}"
        f" {version.applied_by_name}: {version.reason}{back}"
    )
