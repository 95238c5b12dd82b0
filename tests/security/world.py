"""A row in every table of a tenant, with a canary in every text: to be looked for elsewhere."""

import itertools
import uuid
from datetime import UTC, date, datetime

from psycopg.types.json import Jsonb
from sqlalchemy import (
    ARRAY,
    BigInteger,
    Boolean,
    Date,
    DateTime,
    Float,
    Integer,
    LargeBinary,
    Text,
    Uuid,
)
from sqlalchemy.dialects.postgresql import JSONB

from casemgr.database.base import new_id
from casemgr.tables import METADATA
from tests.security.catalog import EXEMPT

TABLES = [table for table in METADATA.sorted_tables if table.name not in EXEMPT]
CANARY_TENANT = 9001
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


def canary(tag, table, column):
    """Return the text that this column of this tenant's row holds and nothing else does."""
    return f"ZQ{tag}{table}{column}QZ".replace("_", "")


def fill(connection, tenant_id, tag, compartments=(), account=None):
    """Put one row into every table of a tenant and return their ids by table."""
    ids = {table.name: new_id() for table in TABLES}
    for table in TABLES:
        row = _row(table, ids, tenant_id, tag, list(compartments))
        if account is not None and table.name == "case":
            row["case_agent_id"] = account
        names = ", ".join(f'"{name}"' for name in row)
        marks = ", ".join(["%s"] * len(row))
        connection.execute(
            f'INSERT INTO casemgr."{table.name}" ({names}) VALUES ({marks})', list(row.values())
        )
    return ids


def plant_canaries(connection):
    """Fill a tenant that no test knows: what shows up of it has crossed the wall."""
    connection.execute(
        "INSERT INTO casemgr.tenant VALUES (%s, 'canary', 'Canary', 'agency', now())"
        " ON CONFLICT DO NOTHING",
        (CANARY_TENANT,),
    )
    fill(connection, CANARY_TENANT, "canary")


def uproot_canaries(connection):
    """Take the canaries away for a test that looks past the wall on purpose."""
    connection.execute("SET session_replication_role = replica")
    for table in TABLES:
        connection.execute(
            f'DELETE FROM casemgr."{table.name}" WHERE tenant_id = %s', (CANARY_TENANT,)
        )
    connection.execute("RESET session_replication_role")


def _row(table, ids, tenant_id, tag, compartments):
    row = {}
    for column in table.columns:
        if column.identity is not None or column.computed is not None:
            continue
        row[column.name] = _value(table, column, ids, tenant_id, tag, compartments)
    return row


NUMBERS = itertools.count(9001)
EMPTY = {
    "corrects_id",
    "finished_at",
    "lease_until",
    "locked_at",
    "received_at",
    "revoked_at",
    "serialised_at",
}
FIXED = {"kind": "person", "reach": "tenant", "state": "done"}
LISTS = {"addresses", "identifiers", "phones"}
BY_TYPE = {
    Date: lambda said: date(2026, 3, 1),
    DateTime: lambda said: NOW,
    Boolean: lambda said: False,
    BigInteger: lambda said: 1,
    Integer: lambda said: 1,
    Float: lambda said: 39.1,
    LargeBinary: lambda said: said.encode(),
    ARRAY: lambda said: [said],
    JSONB: lambda said: Jsonb({"said": said}),
    Text: lambda said: said,
}


def _value(table, column, ids, tenant_id, tag, compartments):
    known = {"tenant_id": tenant_id, "id": ids[table.name], "compartments": compartments}
    known |= FIXED | {name: Jsonb([]) for name in LISTS}
    if table.name == "pack_version":
        known["number"] = next(NUMBERS)  # the first is the one in use
    if column.nullable:
        known |= dict.fromkeys(EMPTY)
    if column.name in known:
        return known[column.name]
    if isinstance(column.type, Uuid):
        return ids.get(_referred(column) or column.name.removesuffix("_id"), uuid.uuid4())
    make = next(make for kind, make in BY_TYPE.items() if isinstance(column.type, kind))
    return make(canary(tag, table.name, column.name))


def _referred(column):
    return next(
        (key.column.table.name for key in column.foreign_keys if key.column.name == "id"), None
    )
