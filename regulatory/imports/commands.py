"""`casemgr registry`: bring lists of licences into an agency's registry."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import click
from flask import Flask

from casemgr.accounts.people import Person, acting_as, load_person
from casemgr.accounts.queries import find_account
from casemgr.commands import NewFile, with_app
from casemgr.commands.users import service_actor
from casemgr.database.rows import transaction
from casemgr.documents.storage import Store
from casemgr.errors import CaseMgrError, Conflict, Invalid, NotAllowed
from casemgr.permissions import Permission
from regulatory.guard_rails import OwnerRegistry
from regulatory.imports import queries, services
from regulatory.imports.layouts import layouts
from regulatory.registry.models import RegistryImport, Stage
from regulatory.substances.commands import substances

SECONDS = 6 * 3600
TENANT = click.option("--tenant", required=True, help="The agency whose registry it is.")
GUESSED = (
    "The name of the file tells no day, so this is a guess. A list that tells its day goes before"
    " it; --date tells the right one."
)
BY = click.option("--by", default="", help="User name of the person who imports.")


@click.group()
def registry() -> None:
    """Registries of licences: import lists, abandon an import; the table of substances."""


registry.add_command(substances)


@registry.command("import")
@TENANT
@BY
@click.option("--scheme", default="", help="Refuse a file of another scheme.")
@click.option("--dry-run", is_flag=True, help="Say what would change, and change nothing.")
@click.option(
    "--allow-vanishing", is_flag=True, help="Apply it though most licenses would be gone."
)
@click.option("--date", "day", type=click.DateTime(["%Y-%m-%d"]), help="Day of the list.")
@click.option("--report", type=NewFile(), help="Write refused rows to this CSV.")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@with_app
def import_list(
    app: Flask, tenant: str, by: str, scheme: str, dry_run: bool, allow_vanishing: bool,
    day: datetime | None, report: Path | None, file: Path,
) -> None:  # fmt: skip
    """Import a list of licences from FILE; what it changes stands in the last line."""
    person = importer(tenant, by)
    store = Store(app.config["SETTINGS"].files)
    options = {"scheme": scheme, "dry_run": dry_run, "list_date": day.date() if day else None}
    one = bring(store, file, person, allow_vanishing=allow_vanishing, **options)
    if report:
        _write_report(report, one, person)
    click.echo(_doubts(one, reported=bool(report)))
    click.echo(services.last_line(one))


@registry.command()
@TENANT
@BY
@click.argument("scheme")
@with_app
def abandon(app: Flask, tenant: str, by: str, scheme: str) -> None:
    """Abandon the import of SCHEME that was broken off; nothing of it was applied."""
    person = importer(tenant, by)
    with _acting(person):
        running = queries.find_unfinished(scheme)
        if running is None:
            raise Conflict(f"No import of {scheme} is under way.")
        services.abandon_import(running.id, by=person)
        click.echo(f"The import of {running.file_name} is abandoned.")


def importer(tenant: str, username: str) -> Person:
    """Return who imports: the person named, or the agency's service account."""
    actor = service_actor(tenant)
    if not username:
        return load_person(actor.tenant_id, actor.account_id)
    with transaction(actor, read_only=True):
        account = find_account(username)
        key = account.id if account else None
    person = load_person(actor.tenant_id, key) if key else None
    if person is None or not person.may(Permission.REGISTRY_IMPORT):
        raise NotAllowed(f"{tenant} has no user {username} who may import lists.")
    return person


def bring(
    store: Store, file: Path, person: Person, *, allow_vanishing: bool = False, **options: Any
) -> RegistryImport:
    """Import a file, or go on where its import was broken off."""
    with _acting(person):
        with file.open("rb") as stream:
            kept = store.put(person.tenant_id, stream, file.stat().st_size)
        one = services.begin_import(store, kept, file.name, by=person, **options)
        click.echo(_told(one))
    return carry_out(store, one, person, allow_vanishing=allow_vanishing)


def carry_out(
    store: Store, one: RegistryImport, person: Person, *, allow_vanishing: bool = False
) -> RegistryImport:
    """Read a list to its end, part by part, and apply it unless it is only tried."""
    try:
        while one.stage == Stage.READING:
            with _acting(person):
                one = services.read_next(store, one.id, by=person)
        with _acting(person):
            if one.dry_run:
                return services.abandon_import(one.id, by=person)
            return services.apply_import(one.id, by=person, allow_vanishing=allow_vanishing)
    except (Invalid, services.MostVanish) as refusal:
        with _acting(person):
            services.abandon_import(one.id, by=person, problem=refusal.message)
        raise


@contextmanager
def _acting(person: Person) -> Iterator[None]:
    """Act for the person; a refusal that the law demands is recorded all the same."""
    refusal: CaseMgrError | None = None
    with acting_as(person, seconds=SECONDS):
        try:
            yield
        except OwnerRegistry as error:
            refusal = error
    if refusal:
        raise refusal


def _told(one: RegistryImport) -> str:
    words = "goes on at line" if one.counts else "begins at line"
    label = layouts()[one.layout].label
    told = f"{label} of {one.list_date:%B %-d, %Y}, {one.size:,} bytes; {words} {one.lines + 1:,}."
    return f"{told}\n{GUESSED}" if one.day_is_guessed else told


def _doubts(one: RegistryImport, *, reported: bool) -> str:
    """Say how many rows are to be looked at, and where they stand."""
    told = f"Rows refused: {one.counts['refused']:,}, in doubt: {one.counts['doubtful']:,}"
    return f"{told}." if reported else f"{told}; --report FILE writes them down."


def _write_report(path: Path, one: RegistryImport, person: Person) -> None:
    with acting_as(person), path.open("w", encoding="utf-8", newline="") as file:
        file.writelines(queries.report_of(one))
