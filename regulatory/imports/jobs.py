"""What runs after the request: reading a list part by part, and applying it in one act."""

import uuid
from typing import Any

from flask import current_app

from casemgr.accounts.people import Person, requester
from casemgr.documents.storage import Store
from casemgr.errors import Invalid, NotAllowed
from casemgr.jobs import enqueue
from casemgr.jobs.models import Job
from casemgr.jobs.registry import GoOn, Outcome, Progress, handles
from casemgr.permissions import Permission
from regulatory.imports import services
from regulatory.registry.models import RegistryImport, Stage

READ, APPLY = "registry.read_list", "registry.apply_list"


def have_read(one: RegistryImport, *, by: Any) -> None:
    """Have a list read, or read on where it was broken off."""
    one.job_id = _ask(READ, one, by)


def have_applied(one: RegistryImport, *, by: Any, allow_vanishing: bool = False) -> None:
    """Have a list applied that was read."""
    services.check_applicable(one, allow_vanishing=allow_vanishing)
    one.job_id = _ask(APPLY, one, by, allow_vanishing=allow_vanishing)


def _ask(kind: str, one: RegistryImport, by: Any, **more: Any) -> uuid.UUID:
    payload = {"import_id": str(one.id), **more}
    return enqueue(kind, payload, by=by, singleton=f"{kind}:{one.id}").id


@handles(READ)
def read_list(job: Job, progress: Progress) -> Outcome:
    """Read the next part of a list; one that cannot be read at all is given up."""
    by, key = _importer(), uuid.UUID(job.payload["import_id"])
    try:
        one = services.read_next(Store(current_app.config["SETTINGS"].files), key, by=by)
    except Invalid as refusal:
        return _end(services.abandon_import(key, by=by, problem=refusal.message))
    if one.stage != Stage.READING:
        return _end(one)
    share = 100 * one.offset // max(one.size, 1)
    return GoOn(share, 100, f"{one.lines:,} lines read")


@handles(APPLY)
def apply_list(job: Job, progress: Progress) -> Outcome:
    """Change the registry by a list that was read, under the rights that the person has now."""
    key, allowed = uuid.UUID(job.payload["import_id"]), job.payload.get("allow_vanishing", False)
    return _end(services.apply_import(key, by=_importer(), allow_vanishing=allowed))


def _importer() -> Person:
    by = requester()
    if not by.may(Permission.REGISTRY_IMPORT):
        raise NotAllowed("Your role does not include importing lists any more.")
    return by


def _end(one: RegistryImport) -> dict[str, Any]:
    return {"link": f"/registry/imports/{one.id}", "words": "See what came of the list"}
