"""Definitions in use: published once per version, never edited, read back as they were."""

import json
from typing import Any

from flask import current_app
from sqlalchemy import select

from casemgr.database.rows import acting, flush
from casemgr.extensions import db
from casemgr.tenants import current_pack
from casemgr.tenants.pack import Pack
from casemgr.tenants.problems import PackInvalid, problem_at
from casemgr.workflows.definition import Definition
from casemgr.workflows.loader import load_definition
from casemgr.workflows.models import PublishedWorkflow, WorkflowInstance


class WorkflowEdited(PackInvalid):
    """A published version was edited; records that live by it would lose their ground."""

    status = 409
    title = "A published workflow was edited"


def publish_workflows(pack: Pack) -> None:
    """Publish the pack's definitions that are new to its tenant; refuse one that was edited."""
    refuse_edited(pack)
    for raw in pack.workflows.values():
        definition = load_definition(raw)
        if _find(definition.name, definition.version) is None:
            db.session.add(_row(definition, raw))
    flush()


def refuse_edited(pack: Pack) -> None:
    """Refuse a pack in which a workflow in use says something else than it did."""
    problems = []
    for stem, raw in pack.workflows.items():
        definition = load_definition(raw)
        known = _find(definition.name, definition.version)
        if known is not None and known.digest != definition.digest:
            message = f"{stem} is in use and was edited; records live by it as it was"
            mend = f"{stem} as it was, and version {known.version + 1} beside it"
            problems.append(problem_at(raw.value_at("version"), message, mend))
    if problems:
        raise WorkflowEdited(problems)


def has_life(subject: str) -> bool:
    """Whether the agency's pack lets records of that kind live by a workflow."""
    return subject in current_pack().lives


def newest_definition(subject: str, case_type: str = "") -> Definition:
    """Return the definition by which new records of that kind live in a case of that type."""
    pack = current_pack()
    key = ("pack", pack.digest, subject, case_type)
    return _cached(key, lambda: load_definition(pack.workflow_for(subject, case_type)))


def newest_definitions(subject: str) -> list[Definition]:
    """List the definitions by which new records of that kind may live, the usual one first."""
    pack = current_pack()
    types = pack.lives_by_case_type.get(subject, {})
    usual = [""] if subject in pack.lives else []
    return list(dict.fromkeys(newest_definition(subject, name) for name in [*usual, *types]))


def definition_of(instance: WorkflowInstance) -> Definition:
    """Return the very definition that a record started with."""
    return published_definition(instance.name, instance.version)


def published_definition(name: str, version: int) -> Definition:
    """Return a version of a workflow as it was published."""
    key = (str(acting().tenant_id), name, str(version))
    return _cached(key, lambda: _published(name, version))


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
