"""Change sets: changes of the pack that one person drafts and another applies."""

import re
from collections.abc import Mapping
from typing import Any

from casemgr import audit, clock
from casemgr.changes.applying import apply_change
from casemgr.changes.models import ChangeSet
from casemgr.changes.planning import Plan, plan_change, whole_tenant
from casemgr.changes.queries import find_newest, get_version, slug_of
from casemgr.database.rows import acting, flush
from casemgr.errors import Conflict, Invalid, NotAllowed, StaleEdit
from casemgr.extensions import db
from casemgr.tenants import current_pack
from casemgr.tenants.models import PackVersion
from casemgr.tenants.source import LARGEST
from casemgr.tenants.versions import PATH

DRAFT, APPLIED, WITHDRAWN = "draft", "applied", "withdrawn"
UNSTORABLE = r"[\0\ud800-\udfff]"
APART = {"change_author", "change_applier"}
Overlay = Mapping[str, str | None]


def create_change_set(title: str, files: Overlay, *, by: Any, reason: str = "") -> ChangeSet:
    """Draft a change on the version in use; a file that is to go is given without a text."""
    newest = find_newest()
    if newest is None:
        raise Conflict("This tenant is not set up. Run: casemgr db migrate")
    draft = ChangeSet(
        tenant_id=acting().tenant_id,
        based_on=newest.number,
        author_id=by.id,
        created_by=by.id,
        **_checked(title, reason, files),
    )
    db.session.add(draft)
    flush()
    audit.record("change_set:create", draft, by=by, reason=reason)
    return draft


def update_change_set(
    draft: ChangeSet,
    *,
    by: Any,
    row_version: int,
    title: str,
    reason: str,
    files: Overlay,
) -> ChangeSet:
    """Change what is drafted, unless somebody else has done so meanwhile."""
    _refuse_done(draft)
    if draft.row_version != row_version:
        raise StaleEdit("Somebody changed this draft after you opened it. Open it again.")
    for name, value in _checked(title, reason, files).items():
        setattr(draft, name, value)
    draft.author_id = by.id  # who wrote last answers for all of it
    return _note(draft, "change_set:update", by=by)


def rebase_change_set(draft: ChangeSet, *, by: Any) -> ChangeSet:
    """Lay the drafted files over the version that is in use now."""
    _refuse_done(draft)
    newest = find_newest()
    assert newest is not None
    draft.based_on = newest.number
    return _note(draft, "change_set:rebase", by=by)


def withdraw_change_set(draft: ChangeSet, *, by: Any) -> ChangeSet:
    """Give a draft up; it stays to be read."""
    _refuse_done(draft)
    draft.state = WITHDRAWN
    return _note(draft, "change_set:withdraw", by=by)


def is_outdated(draft: ChangeSet) -> bool:
    """Tell whether another version came into use than the one on which the draft is based."""
    newest = find_newest()
    return newest is None or newest.number != draft.based_on


def plan_change_set(draft: ChangeSet) -> Plan:
    """Plan what the draft would change and whom it would leave stuck. Raises PackInvalid."""
    with whole_tenant():
        return plan_change(files_of(draft))


def apply_change_set(
    draft: ChangeSet, *, by: Any, reason: str = "", expect: str = ""
) -> PackVersion:
    """Take a draft into use; where the pack says so, by another person than its author.

    Raises NotAllowed, PackInvalid, PlanBlocked, and Conflict when another version came between.
    """
    _refuse_done(draft)
    if draft.author_id == by.id and APART in map(set, current_pack().separation.acts):
        raise NotAllowed("You wrote this change. Somebody else has to apply it.")
    if is_outdated(draft):
        raise Conflict(
            f"The draft is based on version {draft.based_on}, and another is in use by now."
            " Look at what has changed, and lay the draft over the version in use."
        )
    version = apply_change(files_of(draft), by=by, reason=reason or draft.reason, expect=expect)
    draft.state, draft.applied_as = APPLIED, version.number
    _note(draft, "change_set:apply", by=by)
    return version


def files_of(draft: ChangeSet) -> dict[str, str]:
    """Return the files of the version on which the draft is based, with the draft over them."""
    laid = get_version(draft.based_on).files | draft.files
    return {path: text for path, text in laid.items() if text is not None}


def _checked(title: str, reason: str, files: Overlay) -> dict[str, Any]:
    """Accept texts for files of the tenant's own folder alone: the core is not its to change."""
    own = f"tenants/{slug_of()}/"
    problems = {path: fault for path, text in files.items() if (fault := _fault(path, text, own))}
    if not title.strip():
        problems["title"] = "Give the change a title."
    if problems:
        raise Invalid("The change cannot be kept like this.", problems)
    return {
        "title": title.strip(),
        "reason": reason.strip(),
        "files": dict(files),
        "changed_at": clock.now(),
    }


def _fault(path: str, text: str | None, own: str) -> str:
    if not (path.startswith(own) and PATH.match(path)):
        return f"Choose a file such as {own}fields/case.yaml."
    if re.search(UNSTORABLE, text or ""):
        return "A character in the text cannot be stored. Delete it."
    if len((text or "").encode()) > LARGEST:
        return "A file has at most 1 MB. Move long lists into files of their own."
    return ""


def _refuse_done(draft: ChangeSet) -> None:
    if draft.state != DRAFT:
        raise Conflict(f"This change has been {draft.state} and stays as it is. Draft another.")


def _note(draft: ChangeSet, action: str, *, by: Any) -> ChangeSet:
    draft.changed_at = clock.now()
    flush()
    audit.record(action, draft, by=by, reason=draft.reason)
    return draft
