"""casemgr audit: who did what, from the command line, and whether the record is whole."""

import json

import click
from flask import Flask
from sqlalchemy import select

from casemgr.audit.models import AuditEvent
from casemgr.commands import with_app
from casemgr.commands.users import service_actor
from casemgr.database.rows import rows, transaction


@click.group()
def audit() -> None:
    """The record of who did and saw what."""


@audit.command()
@click.argument("tenant")
@click.option("--last", default=50, show_default=True, help="How many events.")
@with_app
def show(app: Flask, tenant: str, last: int) -> None:
    """Print the newest events of a tenant, newest last."""
    newest = select(AuditEvent).order_by(AuditEvent.sequence.desc()).limit(last)
    with transaction(service_actor(tenant), read_only=True):
        for event in reversed(rows(newest)):
            line = f"{event.at:%Y-%m-%d %H:%M:%S.%f}"[:22]
            click.echo(
                f"{line}Z {event.actor_name:24} {event.action:24} {event.outcome:9}"
                f" {event.object_type} {event.object_label} {event.reason}"
            )


@audit.command()
@click.argument("tenant")
@with_app
def export(app: Flask, tenant: str) -> None:
    """Print every event of a tenant as JSON lines, for another system to keep."""
    with transaction(service_actor(tenant), read_only=True):
        for event in rows(select(AuditEvent).order_by(AuditEvent.sequence)):
            values = {
                column.key: getattr(event, column.key)
                for column in AuditEvent.__mapper__.column_attrs
            }
            values["leaf"] = event.leaf.hex()
            click.echo(json.dumps(values, default=str, ensure_ascii=False))
