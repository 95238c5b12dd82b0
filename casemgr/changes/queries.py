"""Finding the versions of a tenant's pack, and the changes that are being drafted."""

from sqlalchemy import select

from casemgr.changes.models import ChangeSet
from casemgr.database.rows import acting, rows
from casemgr.errors import NotFound
from casemgr.extensions import db
from casemgr.tenants.models import PackVersion, Tenant

LAST_NUMBER = 2**31 - 1


def find_newest() -> PackVersion | None:
    """Return the version in use of the tenant's pack, if it has been set up."""
    return next(iter(list_versions(1)), None)


def get_version(number: int) -> PackVersion:
    """Return a version of the tenant's pack."""
    if number > LAST_NUMBER:
        raise NotFound
    wanted = select(PackVersion).where(
        PackVersion.tenant_id == acting().tenant_id, PackVersion.number == number
    )
    found = db.session.scalar(wanted)
    if found is None:
        raise NotFound
    return found


def list_versions(most: int | None = None) -> list[PackVersion]:
    """List the versions of the tenant's pack, the newest first."""
    wanted = select(PackVersion).where(PackVersion.tenant_id == acting().tenant_id)
    return rows(wanted.order_by(PackVersion.number.desc()).limit(most))


def list_change_sets() -> list[ChangeSet]:
    """List the drafted changes of the tenant, the last changed first."""
    wanted = select(ChangeSet).where(ChangeSet.tenant_id == acting().tenant_id)
    return rows(wanted.order_by(ChangeSet.changed_at.desc()))


def slug_of() -> str:
    """Return the slug of the tenant for which the session acts."""
    wanted = select(Tenant.slug).where(Tenant.id == acting().tenant_id)
    return db.session.execute(wanted).scalar_one()
