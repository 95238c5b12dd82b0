"""Bringing an installation up to date: schema, tenants, statutes, service accounts, workflows."""

from pathlib import Path

from casemgr import create_app
from casemgr.accounts.setup import set_up_service_accounts
from casemgr.database.installation import addresses, connect_directly, migrate
from casemgr.extensions import db
from casemgr.statutes.services import import_as_administrator
from casemgr.tenants.loader import load_packs
from casemgr.tenants.setup import set_up_tenants
from casemgr.workflows.services import publish_workflows
from config.settings import Settings


def set_up(settings: Settings, *, data: Path | None) -> None:
    """Bring everything that the installation's code and packs ask for into its database.

    `data` is the folder of public data from which an empty catalogue of statutes is filled.
    """
    packs = load_packs(settings.packs)
    migrate(settings)
    set_up_tenants(settings, packs)
    fill_catalogue(addresses(settings).administrator, data)
    with create_app(settings).app_context():
        set_up_service_accounts()
        publish_workflows()
        db.engine.dispose()


def fill_catalogue(administrator: str, data: Path | None) -> None:
    """Import statutes and courts unless there are some; later releases are imported on purpose."""
    with connect_directly(administrator) as connection:
        row = connection.execute("SELECT EXISTS (SELECT FROM casemgr.statute_section)").fetchone()
    if row == (False,):
        import_as_administrator(administrator, data)
