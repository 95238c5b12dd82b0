"""Bringing an installation up to date: schema, tenants, statutes, first versions of packs."""

from pathlib import Path

from casemgr import create_app
from casemgr.changes.applying import apply_first_version
from casemgr.database.installation import addresses, connect_directly, migrate
from casemgr.extensions import db
from casemgr.statutes.services import import_as_administrator
from casemgr.tenants.loader import load_packs
from casemgr.tenants.setup import set_up_tenants
from config.settings import Settings


def set_up(settings: Settings, *, data: Path | None) -> list[str]:
    """Bring everything that the installation's code and packs ask for into its database.

    `data` is the folder of public data from which an empty catalogue of statutes is filled. A
    pack that is in use stays as it is; the answer tells of those whose folder says otherwise.
    """
    packs = load_packs(settings.packs)
    migrate(settings)
    set_up_tenants(settings, packs)
    fill_catalogue(addresses(settings).administrator, data)
    with create_app(settings, check_packs=False).app_context():
        told = [apply_first_version(slug, settings.packs) for slug in packs]
        db.engine.dispose()
    return [words for words in told if words]


def fill_catalogue(administrator: str, data: Path | None) -> None:
    """Import statutes and courts unless there are some; later releases are imported on purpose."""
    with connect_directly(administrator) as connection:
        row = connection.execute("SELECT EXISTS (SELECT FROM casemgr.statute_section)").fetchone()
    if row == (False,):
        import_as_administrator(administrator, data)
