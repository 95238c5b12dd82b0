"""Bringing an installation up to date: schema, tenants, service accounts, workflows."""

from casemgr import create_app
from casemgr.accounts.setup import set_up_service_accounts
from casemgr.database.installation import migrate
from casemgr.extensions import db
from casemgr.tenants.loader import load_packs
from casemgr.tenants.setup import set_up_tenants
from casemgr.workflows.services import publish_workflows
from config.settings import Settings


def set_up(settings: Settings) -> None:
    """Bring everything that the installation's code and packs ask for into its database."""
    packs = load_packs(settings.packs)
    migrate(settings)
    set_up_tenants(settings, packs)
    with create_app(settings).app_context():
        set_up_service_accounts()
        publish_workflows()
        db.engine.dispose()
