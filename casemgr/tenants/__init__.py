"""Who is served: agencies and prosecutors' offices, and the packs that make each its own.

The pack in use is the newest version in the database. Every process asks which one that is with
the look-up that it makes anyway, and keeps what it has loaded by the version's digest.
"""

import threading
from functools import lru_cache

from flask import Flask, current_app
from sqlalchemy import select
from sqlalchemy.exc import ProgrammingError

from casemgr.database.context import Actor
from casemgr.database.rows import acting, aside
from casemgr.errors import NotFound, Unavailable
from casemgr.extensions import db
from casemgr.tenants.checks import refuse_unsound
from casemgr.tenants.loader import load_core
from casemgr.tenants.models import PackVersion, Tenant
from casemgr.tenants.pack import Pack
from casemgr.tenants.versions import load_files

_loading = threading.Lock()


def init_app(app: Flask) -> None:
    """Serve the pages about an agency's own pack."""
    from casemgr.tenants import views

    app.register_blueprint(views.bp)


def refuse_unsound_packs(app: Flask) -> None:
    """Load every agency's pack; an unsound one stops the start with its problems named."""
    with app.app_context():
        try:
            refuse_unsound(packs().values())
        except ProgrammingError as error:
            words = "The database waits for migrations. Run: casemgr db migrate"
            raise Unavailable(words) from error
        finally:
            db.session.remove()
            db.engine.dispose()  # web processes are forked off later and open their own


def packs() -> dict[str, Pack]:
    """Return the pack in use of every tenant of the installation by its slug."""
    return {slug: pack_of(key, digest) for key, slug, digest in _in_use()}


def core_pack() -> Pack:
    """Return the shared core of the installation's folder, as a pack of its own."""
    return load_core(current_app.config["SETTINGS"].packs)


def pack_of(tenant_id: int, digest: str = "") -> Pack:
    """Return the pack of a tenant: the version named by its digest, or the one in use."""
    actor = db.session().info.get("actor")
    if not digest and actor is not None and actor.tenant_id == tenant_id:
        digest = actor.pack
    digest = digest or next((found for key, _, found in _in_use() if key == tenant_id), "")
    if not digest:
        raise NotFound
    with _loading:
        return load_version(tenant_id, digest)


def current_pack() -> Pack:
    """Return the pack of the tenant for which the session acts."""
    return pack_of(acting().tenant_id)


def is_overtaken() -> bool:
    """Tell whether another version of the pack is in use than the one worked by here."""
    actor = acting()
    in_use = select(Tenant.pack_digest).where(Tenant.id == actor.tenant_id)
    with db.session.no_autoflush:
        return actor.pack not in ("", db.session.scalar(in_use))


def tenant_named(slug: str) -> Tenant | None:
    """Return the tenant of that slug, if it has been set up."""
    return db.session.query(Tenant).filter_by(slug=slug).one_or_none()


def _in_use() -> list[tuple[int, str, str]]:
    """List the tenants that have a pack, with the digest of the version in use."""
    wanted = select(Tenant.id, Tenant.slug, Tenant.pack_digest).where(Tenant.pack_digest != "")
    with db.session.no_autoflush:
        return [(key, slug, digest or "") for key, slug, digest in db.session.execute(wanted)]


@lru_cache(maxsize=128)
def load_version(tenant_id: int, digest: str) -> Pack:
    """Load a version once in each process; the digest says all that is in it.

    Another tenant's is read beside the running transaction, under a context of that tenant.
    """
    wanted = (
        select(Tenant.slug, PackVersion.files)
        .join(Tenant, Tenant.id == PackVersion.tenant_id)
        .where(PackVersion.tenant_id == tenant_id, PackVersion.digest == digest)
        .limit(1)
    )
    actor = db.session().info.get("actor")
    if actor is not None and actor.tenant_id == tenant_id:
        with db.session.no_autoflush:
            found = db.session.execute(wanted).one_or_none()
    else:
        with aside(Actor(tenant_id, purpose="serve")) as session:
            found = session.execute(wanted).one_or_none()
    if found is None:
        raise NotFound
    return load_files(*found)
