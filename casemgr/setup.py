"""Bringing an installation up to date: schema, tenants, statutes, first versions of packs."""

from pathlib import Path

from casemgr import create_app, offered
from casemgr.changes.applying import apply_first_version, read_again
from casemgr.database.installation import addresses, migrate
from casemgr.extensions import db
from casemgr.tenants.loader import load_packs
from casemgr.tenants.setup import set_up_tenants
from config.settings import Settings


def set_up(settings: Settings, *, data: Path | None) -> list[str]:
    """Bring everything that the installation's code and packs ask for into its database.

    `data` is the folder of public data from which empty catalogues are filled. A
    pack that is in use stays as it is; the answer tells of those whose folder says otherwise.
    """
    packs = load_packs(settings.packs)
    migrate(settings)
    set_up_tenants(settings, packs)
    told = fill_empty(addresses(settings).administrator, data)
    with create_app(settings, check_packs=False).app_context():
        for slug in packs:
            told += [apply_first_version(slug, settings.packs), read_again(slug)]
        db.engine.dispose()
    return [words for words in told if words]


def fill_empty(administrator: str, data: Path | None) -> list[str]:
    """Let every feature fill what all tenants share and nobody has imported yet."""
    return [module.fill_empty(administrator, data) for module in offered("filling")]
