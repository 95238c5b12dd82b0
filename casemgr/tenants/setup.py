"""Setting up the tenants of an installation from their packs, as its administrator.

What a tenant is called and with whom it exchanges follows from the pack that it takes into use.
"""

from collections.abc import Mapping

from psycopg import Connection

from casemgr.database.installation import addresses, connect_directly
from casemgr.tenants.pack import Pack
from config.settings import Settings


def set_up_tenants(settings: Settings, packs: Mapping[str, Pack]) -> None:
    """Give every pack that is new its tenant."""
    with (
        connect_directly(addresses(settings).administrator) as connection,
        connection.transaction(),
    ):
        connection.execute("SET LOCAL ROLE casemgr_owner")
        for pack in packs.values():
            _set_up(connection, pack)


def _set_up(connection: Connection, pack: Pack) -> None:
    connection.execute(
        "INSERT INTO casemgr.tenant (slug, name, kind, created_at) VALUES (%s, %s, %s, now())"
        " ON CONFLICT (slug) DO NOTHING",
        (pack.slug, pack.name, pack.kind),
    )
