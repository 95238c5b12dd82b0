"""Edits of a draft: fields, code lists, workflows. What would be no pack any more is refused."""

from collections.abc import Mapping
from typing import Any

from ruamel.yaml.comments import CommentedMap
from sqlalchemy import func, select

from casemgr.changes.drafting import update_change_set
from casemgr.changes.inspecting import look_at
from casemgr.changes.models import ChangeSet
from casemgr.changes.overlay import (
    Texts,
    drop_entry,
    edit_file,
    entry_at,
    extended,
    lay_entry,
    lay_value,
    own_entry,
    own_path,
    rename_entry,
)
from casemgr.changes.queries import get_version, slug_of
from casemgr.database.rows import acting
from casemgr.errors import Invalid
from casemgr.extensions import db
from casemgr.tenants.pack import Pack
from casemgr.tenants.versions import Files, load_files
from casemgr.workflows.definition import ROOT, Definition
from casemgr.workflows.loader import load_definition
from casemgr.workflows.models import PublishedWorkflow

STEM = "{}_v{}"


def edit_change_set(draft: ChangeSet, files: Files, *, by: Any, row_version: int) -> ChangeSet:
    """Keep edited files in a draft. A draft may be unsound for a while, but stays readable.

    Raises Invalid with what keeps the files from being a pack, and StaleEdit.
    """
    refuse_unreadable(files)
    overlay = overlay_of(get_version(draft.based_on).files, files)
    title, reason = draft.title, draft.reason
    return update_change_set(
        draft, by=by, row_version=row_version, title=title, reason=reason, files=overlay
    )


def refuse_unreadable(files: Files) -> None:
    """Refuse files that are no pack, or hold a workflow whose states and steps do not fit."""
    look = look_at(slug_of(), files)
    lost = look.pack is None or not all(map(look.definition, look.pack.workflows))
    if lost:
        told = {one.where: f"{one.words} ({one.where})" for one in look.problems}
        raise Invalid("The pack could not be read any more.", told)


def overlay_of(base: Files, files: Files) -> dict[str, str | None]:
    """Return what differs from a version: changed texts, and nothing for files that are gone."""
    gone: dict[str, str | None] = {path: None for path in base if path not in files}
    return gone | {path: text for path, text in files.items() if base.get(path) != text}


def begin_version(draft: ChangeSet, files: Files, pack: Pack, stem: str) -> tuple[Texts, str]:
    """Return the files with a version of the workflow that no record lives by, and its name.

    A version in use is never edited: the next one extends it, and records move along.
    """
    slug = slug_of()
    path = own_path(slug, f"workflows/{stem}")
    if path in files and path not in get_version(draft.based_on).files:
        return dict(files), stem
    used = load_definition(pack.workflows[stem])
    fresh = STEM.format(used.name, max(used.version, _last_version(used.name)) + 1)
    number = int(fresh.rpartition("_v")[2])

    def write(content: CommentedMap) -> None:
        if not content:
            content["extends"] = stem
        content["version"] = number
        content["migrates"] = {"from": used.version}

    begun = own_path(slug, f"workflows/{fresh}")
    edited = edit_file({**files, begun: files.get(path, "")}, begun, write)
    return _live_by(edited, slug, pack, stem, fresh), fresh


def lay_code(files: Files, name: str, code: str, wanted: Mapping[str, Any]) -> Texts:
    """Let an entry of a code list say what is wanted; one with a label alone is written short."""
    at, file, slug = ["codes", code], f"codes/{name}", slug_of()
    below = entry_at(extended(files, slug, file), at)
    if (
        below is None
        and own_entry(files, slug, file, at) is None
        and not (wanted["from"] or wanted["until"])
    ):
        return lay_value(files, slug, file, at, wanted["label"])
    return lay_entry(files, slug, file, at, wanted)


def rename_field(draft: ChangeSet, files: Files, subject: str, name: str, new: str) -> Texts:
    """Call a field otherwise; one that records may hold a value in says what it was called."""
    slug, file = slug_of(), f"fields/{subject}"
    renamed = rename_entry(files, slug, file, ["fields", name], new)
    used = load_files(slug, get_version(draft.based_on).files)
    if used.field(subject, name) is None:
        return renamed
    return lay_value(renamed, slug, file, ["fields", new, "was"], name)


def drop_state(files: Files, slug: str, stem: str, at: list[str], to: str) -> Texts:
    """Leave a state out of a workflow; records that stand there move to another one."""
    edited = drop_entry(files, slug, f"workflows/{stem}", at)
    if not to:
        return edited

    def write(content: CommentedMap) -> None:
        content.setdefault("migrates", {}).setdefault("states", {})[at[-1]] = to

    return edit_file(edited, own_path(slug, f"workflows/{stem}"), write)


def state_path(definition: Definition, name: str, within: str = ROOT) -> list[str]:
    """Return where a state is written: within those around it. A new one is put within one."""
    known = definition.states.get(name)
    parent = known.parent if known else within
    around = state_path(definition, parent) if parent != ROOT else []
    return [*around, "states", name]


def _last_version(name: str) -> int:
    """Return the newest version of a workflow that was ever in use in the tenant."""
    wanted = select(func.max(PublishedWorkflow.version)).where(
        PublishedWorkflow.tenant_id == acting().tenant_id, PublishedWorkflow.name == name
    )
    return db.session.scalar(wanted) or 0


def _live_by(files: Files, slug: str, pack: Pack, stem: str, fresh: str) -> Texts:
    """Let every record that would live by one version live by the next."""
    edited = dict(files)
    for subject, chosen in pack.source["tenant"]["workflows"].items():
        replaced = _replaced(chosen, stem, fresh)
        if replaced != chosen:
            edited = lay_value(edited, slug, "tenant", ["workflows", subject], replaced)
    return edited


def _replaced(chosen: Any, stem: str, fresh: str) -> Any:
    if isinstance(chosen, dict):
        return {name: _replaced(one, stem, fresh) for name, one in chosen.items()}
    return fresh if chosen == stem else chosen
