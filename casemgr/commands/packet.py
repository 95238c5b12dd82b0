"""casemgr packet: submitting a case to the prosecutor, and checking what was submitted."""

import sys
import tempfile
import threading
import time
import uuid
from pathlib import Path

import click
from flask import Flask

from casemgr.accounts.people import Person, acting_as, load_person
from casemgr.accounts.queries import find_account
from casemgr.cases.models import Case
from casemgr.cases.queries import find_by_number
from casemgr.commands import get_tenant, with_app
from casemgr.commands.users import service_actor
from casemgr.database.rows import fetch, transaction
from casemgr.errors import CaseMgrError, Conflict
from casemgr.jobs.models import Job
from casemgr.jobs.worker import Worker
from casemgr.packets import verify as verifier
from casemgr.packets.models import Packet
from casemgr.packets.queries import find_packet, list_packets
from casemgr.packets.services.building import PacketBlocked, bates_range, rebuild_packet
from casemgr.packets.services.submitting import find_releaser, submit_packet
from casemgr.tenants import packs

TENANT = click.option("--tenant", default="", help="The agency; needed when two have the number.")
PAUSE, SECONDS = 0.5, 3600


class NoSuchCase(CaseMgrError):
    """No agency, or more than one, has a case of that number."""


@click.group()
def packet() -> None:
    """Prosecution packets: submit, list, verify and rebuild them."""


@packet.command()
@click.argument("case")
@TENANT
@click.option("--by", default="", help="User name of the person who releases the packet.")
@with_app
def submit(app: Flask, case: str, tenant: str, by: str) -> None:
    """Build the packet of an approved CASE and submit it to the prosecutor.

    Without --by it is released by the person who approved the referral.
    """
    slug, key = _find(case, tenant)
    person = _releaser(slug, key, by)
    try:
        with acting_as(person):
            job = submit_packet(fetch(Case, key), by=person).id
    except PacketBlocked as refusal:
        raise _blocked(refusal) from refusal
    _work_and_watch(app, person, job)
    _tell(person, key)


@packet.command(name="list")
@click.argument("case")
@TENANT
@with_app
def list_(app: Flask, case: str, tenant: str) -> None:
    """List the packets of a CASE with their pages and hashes."""
    slug, key = _find(case, tenant)
    with transaction(_service(slug).actor(), read_only=True):
        found = list_packets(fetch(Case, key))
        if not found:
            click.echo(f"No packet of {case} yet.")
        for one in found:
            click.echo(f"{one.number:3}  {one.state:10} {one.recipient:12} {bates_range(one)}")
            click.echo(f"     {one.zip_sha256 or 'not built'}")


@packet.command()
@click.argument("file", type=click.Path(exists=True, path_type=Path))
@click.option("--sha256", default="", help="The digest on the receipt.")
def verify(file: Path, sha256: str) -> None:
    """Check a packet: is every byte of FILE as it was when it was built?"""
    sys.exit(verifier.main([str(file), *(["--sha256", sha256] if sha256 else [])]))


@packet.command()
@click.argument("case")
@TENANT
@click.option("--number", type=int, default=None, help="Which packet; otherwise the newest.")
@with_app
def rebuild(app: Flask, case: str, tenant: str, number: int | None) -> None:
    """Build a packet again from the frozen CASE and compare it with what was submitted."""
    slug, key = _find(case, tenant)
    actor = _service(slug).actor(SECONDS)
    with tempfile.TemporaryDirectory() as folder, transaction(actor, read_only=True):
        found = find_packet(fetch(Case, key), number)
        if found is None:
            raise Conflict("The case has no such packet.")
        built = rebuild_packet(found, Path(folder), lambda *_: None)
        click.echo(f"submitted {found.zip_sha256}\nrebuilt   {built.zip_sha256}")
        same = built.zip_sha256 == found.zip_sha256
    click.echo("The same bytes." if same else "NOT the same bytes.")
    sys.exit(0 if same else 1)


def _find(number: str, tenant: str) -> tuple[str, uuid.UUID]:
    """Find the agency that has the case, and the case."""
    found = []
    for slug in [get_tenant(tenant).slug] if tenant else packs():
        with transaction(_service(slug).actor(), read_only=True):
            case = find_by_number(number)
            found += [(slug, case.id)] if case else []
    if len(found) != 1:
        raise NoSuchCase(
            f"{len(found) or 'No'} agencies have a case {number}. Check the number, or name the"
            " agency with --tenant."
        )
    return found[0]


def _service(slug: str) -> Person:
    """Return the service account of an agency, which may read every case of it."""
    actor = service_actor(slug)
    return load_person(actor.tenant_id, actor.account_id)


def _releaser(slug: str, case_id: uuid.UUID, username: str) -> Person:
    service = _service(slug)
    with transaction(service.actor(), read_only=True):
        account = find_account(username) if username else None
        key = account.id if account else find_releaser(fetch(Case, case_id))
    if key is None or (username and not account):
        raise Conflict(
            f"The agency has no user {username}. See: casemgr users list {slug}"
            if username
            else "The referral is not approved yet. What it lacks stands on the case's tab Packet."
        )
    return load_person(service.tenant_id, key)


def _blocked(refusal: PacketBlocked) -> click.ClickException:
    lines = "\n".join(f"  - {one.text}" for one in refusal.unmet)
    return click.ClickException(f"The packet cannot be submitted yet:\n{lines}")


def _work_and_watch(app: Flask, person: Person, job_id: uuid.UUID) -> None:
    """Do the work here, unless a worker has taken it already, and print how far it is."""
    hand = Worker(app)
    thread = threading.Thread(target=hand.run, daemon=True)
    thread.start()
    told = ""
    try:
        while (job := _state(person, job_id))[0] in ("queued", "running"):
            if job[1] != told:
                told = job[1]
                click.echo(told)
            time.sleep(PAUSE)
    finally:
        hand.stopping.set()
        thread.join()
    if job[0] == "failed":
        raise click.ClickException(job[2])


def _state(person: Person, job_id: uuid.UUID) -> tuple[str, str, str]:
    with acting_as(person):
        job = fetch(Job, job_id)
        return job.state, f"{job.done}/{job.total} {job.words}", job.problem


def _tell(person: Person, case_id: uuid.UUID) -> None:
    with acting_as(person):
        one: Packet | None = find_packet(fetch(Case, case_id))
        assert one is not None
        click.echo(f"{one.label} is with {one.recipient_name}.")
        click.echo(f"{one.pages} pages, {bates_range(one)}")
        click.echo(f"SHA-256 {one.zip_sha256}")
