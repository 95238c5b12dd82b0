"""Taking a version of a pack into use, and going back: one transaction, all of it or nothing."""

from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from sqlalchemy import func, select

from casemgr import audit
from casemgr.accounts.setup import set_up_service_account
from casemgr.changes.moving import move_records, wind_clocks
from casemgr.changes.planning import Plan, load_checked, plan_change, plan_rollback, whole_tenant
from casemgr.changes.queries import find_newest, get_version
from casemgr.changes.values import carry_values
from casemgr.database import functions
from casemgr.database.context import Actor
from casemgr.database.rows import acting, flush, transaction
from casemgr.errors import Conflict
from casemgr.extensions import db
from casemgr.tenants import tenant_named
from casemgr.tenants.models import PackVersion
from casemgr.tenants.pack import Pack
from casemgr.tenants.problems import PackInvalid
from casemgr.tenants.versions import Files, digest_of, gather_files
from casemgr.workflows.publishing import publish_workflows

LOCK = 7201  # a name of ours among PostgreSQL's advisory locks; the second part is the tenant
PLATFORM = "The platform"
UPGRADE = "Read again by an upgrade"


@dataclass(frozen=True)
class Operator:
    """Whoever works at the command line without an account in the tenant."""

    name: str
    id: None = None


class PlanBlocked(Conflict):
    """A change after which records or people could not go on; the plan says which."""

    title = "The change would leave records or people stuck"

    def __init__(self, plan: Plan) -> None:
        super().__init__("\n".join(found.words for found in plan.stuck))
        self.plan = plan


def apply_first_version(slug: str, root: Path) -> str:
    """Take a new tenant's pack into use; of a pack in use say only that its folder differs."""
    tenant = tenant_named(slug)
    assert tenant is not None
    files = gather_files(slug, root)
    with transaction(Actor(tenant.id, purpose="set-up")):
        newest = find_newest()
        if newest is None:
            pack = load_checked(slug, files)
            first = Plan(slug, 0, "", digest_of(slug, files), pack, ("The first version.",))
            version = _take_into_use(files, first, by=Operator(PLATFORM), reason="First set-up")
            audit.record("pack:apply", version, reason=version.reason, after=version.digest)
        elif newest.digest != digest_of(slug, files):
            return (
                f"{slug}: the folder differs from version {newest.number}, which stays in use."
                f" See what would change: casemgr tenants plan {slug}"
            )
    return ""


def read_again(slug: str) -> str:
    """Take the files in use once more, as a next version, where this release reads more in them.

    An older release kept nothing of who may look into which registry.
    """
    tenant = tenant_named(slug)
    assert tenant is not None
    with transaction(Actor(tenant.id, purpose="set-up")):
        newest = find_newest()
        pack = _readable(slug, newest.files) if newest else None
        if newest is None or pack is None or newest.look_ups == pack.look_ups:
            return ""
        plan = Plan(slug, newest.number, newest.digest, newest.digest, pack, ())
        version = _take_into_use(newest.files, plan, by=Operator(PLATFORM), reason=UPGRADE)
        audit.record("pack:apply", version, reason=version.reason, after=version.digest)
        return f"{slug}: {version.label} has the files of {newest.label}, as this release reads it."


def _readable(slug: str, files: Files) -> Pack | None:
    """Load the pack in use; of one that is unsound by now the start-up tells."""
    with suppress(PackInvalid):
        return load_checked(slug, files)
    return None


def apply_change(files: Files, *, by: Any, reason: str, expect: str = "") -> PackVersion:
    """Take changed files into use when nothing would be stuck, and move what is to move.

    `expect` is the digest of the plan that was read. Raises PackInvalid, PlanBlocked, Conflict.
    """
    _claim(reason)
    with whole_tenant():
        plan = plan_change(files, lock=True)
        if expect and plan.digest != expect:
            raise Conflict(
                "This is not the change that was planned: the files, or the version in use, are"
                f" others now. Plan again; the plan's digest is {plan.digest}."
            )
        if plan.does_nothing:
            raise Conflict(f"Version {plan.based_on} of the pack says this already.")
        return _carry_out(files, plan, by=by, reason=reason)


def roll_back(*, by: Any, reason: str) -> PackVersion:
    """Take the files of the version before into use again, and put back what that one moved.

    Records that have moved on since stay on the version by which they moved.
    """
    _claim(reason)
    with whole_tenant():
        plan = plan_rollback(lock=True)
        files = get_version(plan.based_on - 1).files
        return _carry_out(files, plan, by=by, reason=reason)


def _claim(reason: str) -> None:
    """Let one change at a time go on in a tenant, and no record begin meanwhile.

    It waits for those that have begun, before it holds anything that they could wait for.
    """
    if not reason.strip():
        raise Conflict("Say why the pack is changed.")
    lock = select(func.pg_try_advisory_xact_lock(LOCK, acting().tenant_id))
    if not db.session.scalar(lock):
        raise Conflict("Somebody else is changing this pack now. Try again when they are done.")
    functions.close_pack(acting().tenant_id)


def _carry_out(files: Files, plan: Plan, *, by: Any, reason: str) -> PackVersion:
    if plan.stuck:
        raise PlanBlocked(plan)
    number = plan.based_on + 1
    moved = [move_records(move, number, by=by, reason=reason) for move in plan.moves]
    carried = carry_values(plan, number)
    version = _take_into_use(files, plan, by=by, reason=reason)
    for move, lives in zip(plan.moves, moved, strict=True):
        wind_clocks(move, lives)
    audit.record(
        "pack:roll back" if plan.rolls_back else "pack:apply",
        version,
        by=by,
        reason=reason,
        person=by.name,
        before=plan.before,
        after=plan.after,
        moved=sum(map(len, moved)),
        carried=carried,
    )
    return version


def _take_into_use(files: Files, plan: Plan, *, by: Any, reason: str) -> PackVersion:
    pack, actor = plan.pack, acting()
    version = PackVersion(
        tenant_id=actor.tenant_id,
        number=plan.based_on + 1,
        digest=plan.after,
        name=pack.name,
        kind=pack.kind,
        recipients=list(pack.recipients),
        senders=list(pack.senders),
        look_ups=pack.look_ups,
        files=dict(files),
        applied_by=by.id,
        applied_by_name=by.name,
        reason=reason.strip(),
        plan=plan.told(),
        rolls_back=plan.rolls_back,
    )
    publish_workflows(pack)
    db.session.add(version)
    flush()
    functions.use_pack(version.number)
    db.session().info["actor"] = replace(actor, pack=plan.after)
    set_up_service_account(pack)
    return version
