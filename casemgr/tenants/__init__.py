"""Who is served: agencies and prosecutors' offices, and the packs that make each its own."""

from flask import Flask, current_app

from casemgr.database.rows import acting
from casemgr.errors import NotFound
from casemgr.extensions import db
from casemgr.tenants.loader import load_core, load_packs
from casemgr.tenants.models import Tenant
from casemgr.tenants.pack import Pack


def init_app(app: Flask) -> None:
    """Load every agency's pack; an unsound one stops the start with its problems named."""
    from casemgr.tenants import views

    app.extensions["packs"] = load_packs(app.config["SETTINGS"].packs)
    app.extensions["core"] = load_core(app.config["SETTINGS"].packs)
    app.extensions["tenants"] = {}
    app.register_blueprint(views.bp)


def packs() -> dict[str, Pack]:
    """Return every pack of the installation by its slug."""
    return current_app.extensions["packs"]


def core_pack() -> Pack:
    """Return the shared core, as a pack of its own."""
    core: Pack = current_app.extensions["core"]
    return core


def pack_of(tenant_id: int) -> Pack:
    """Return the pack of a tenant."""
    known: dict[int, str] = current_app.extensions["tenants"]
    if tenant_id not in known:
        known.update({tenant.id: tenant.slug for tenant in db.session.query(Tenant)})
    if tenant_id not in known or known[tenant_id] not in packs():
        raise NotFound
    return packs()[known[tenant_id]]


def current_pack() -> Pack:
    """Return the pack of the tenant for which the session acts."""
    return pack_of(acting().tenant_id)


def tenant_named(slug: str) -> Tenant | None:
    """Return the tenant of that slug, if it has been set up."""
    return db.session.query(Tenant).filter_by(slug=slug).one_or_none()
