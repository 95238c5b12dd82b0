"""Setting up the tenants of an installation from their packs, as its administrator."""

from collections.abc import Mapping

from psycopg import Connection

from casemgr.database.installation import addresses, connect_directly
from casemgr.tenants.pack import Pack
from config.settings import Settings


def set_up_tenants(settings: Settings, packs: Mapping[str, Pack]) -> None:
    """Give every pack its tenant, and tell the exchange who receives from whom."""
    with (
        connect_directly(addresses(settings).administrator) as connection,
        connection.transaction(),
    ):
        connection.execute("SET LOCAL ROLE casemgr_owner")
        for pack in packs.values():
            _set_up(connection, pack)
        connection.execute("DELETE FROM casemgr.exchange_link")
        for pack in packs.values():
            _link(connection, pack, packs)


def _set_up(connection: Connection, pack: Pack) -> None:
    connection.execute(
        "INSERT INTO casemgr.tenant (slug, name, kind, created_at) VALUES (%s, %s, %s, now())"
        " ON CONFLICT (slug) DO UPDATE SET name = excluded.name, kind = excluded.kind",
        (pack.slug, pack.name, pack.kind),
    )


def _link(connection: Connection, pack: Pack, packs: Mapping[str, Pack]) -> None:
    """Open the way to each recipient whose own pack names this sender."""
    for recipient in pack.recipients:
        if pack.slug in packs[recipient].senders:
            connection.execute(
                "INSERT INTO casemgr.exchange_link (sender_id, recipient_id)"
                " SELECT s.id, r.id FROM casemgr.tenant s, casemgr.tenant r"
                " WHERE s.slug = %s AND r.slug = %s",
                (pack.slug, recipient),
            )
