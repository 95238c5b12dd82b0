"""Definitions in use: published once per version, never edited, read back as they were."""

import json
from typing import Any

from flask import current_app
from sqlalchemy import select

from casemgr.database.context import Actor
from casemgr.database.rows import acting, flush, transaction
from casemgr.errors import Conflict
from casemgr.extensions import db
from casemgr.tenants import current_pack, packs, tenant_named
from casemgr.tenants.pack import Pack
from casemgr.workflows.definition import Definition
from casemgr.workflows.loader import load_definition
from casemgr.workflows.models import PublishedWorkflow, WorkflowInstance


class WorkflowEdited(Conflict):
    """A published version was edited; records that live by it would lose their ground."""

    title = "A published workflow was edited"


def publish_workflows() -> None:
    """Publish every definition of every pack that is new; refuse one that was edited."""
    for pack in packs().values():
        tenant = tenant_named(pack.slug)
        if tenant is not None:
            with transaction(Actor(tenant.id, purpose="set-up")):
                _publish(pack)


def newest_definition(subject: str, case_type: str = "") -> Definition:
    """Return the definition by which new records of that kind live in a case of that type."""
    pack = current_pack()
    key = ("pack", pack.slug, subject, case_type)
    return _cached(key, lambda: load_definition(pack.workflow_for(subject, case_type)))


def newest_definitions(subject: str) -> list[Definition]:
    """List the definitions by which new records of that kind may live, the usual one first."""
    pack = current_pack()
    types = pack.lives_by_case_type.get(subject, {})
    usual = [""] if subject in pack.lives else []
    return list(dict.fromkeys(newest_definition(subject, name) for name in [*usual, *types]))


def definition_of(instance: WorkflowInstance) -> Definition:
    """Return the very definition that a record started with."""
    key = (str(acting().tenant_id), instance.name, str(instance.version))
    return _cached(key, lambda: _published(instance.name, instance.version))


def _publish(pack: Pack) -> None:
    for raw in pack.workflows.values():
        definition = load_definition(raw)
        known = _find(definition.name, definition.version)
        if known is None:
            db.session.add(_row(definition, raw))
            flush()
        elif known.digest != definition.digest:
            raise WorkflowEdited(
                f"{pack.slug}: version {known.version} of the workflow {known.name} is in use and"
                f" was edited. Put it back and write version {known.version + 1} beside it."
            )


def _row(definition: Definition, raw: Any) -> PublishedWorkflow:
    return PublishedWorkflow(
        tenant_id=acting().tenant_id,
        name=definition.name,
        version=definition.version,
        digest=definition.digest,
        source=json.dumps(raw, default=str),
    )


def _published(name: str, version: int) -> Definition:
    known = _find(name, version)
    assert known is not None, f"{name} version {version} was never published"
    return load_definition(json.loads(known.source))


def _find(name: str, version: int) -> PublishedWorkflow | None:
    wanted = select(PublishedWorkflow).where(
        PublishedWorkflow.tenant_id == acting().tenant_id,
        PublishedWorkflow.name == name,
        PublishedWorkflow.version == version,
    )
    return db.session.scalar(wanted)


def _cached(key: tuple[str, ...], load: Any) -> Definition:
    known = current_app.extensions.setdefault("definitions", {})
    if key not in known:
        known[key] = load()
    return known[key]
