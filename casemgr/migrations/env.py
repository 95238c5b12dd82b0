"""How migrations run: as the owner of the tables, on the connection that the caller brings."""

from alembic import context

from casemgr import tables

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=tables.METADATA,
    version_table_schema="casemgr",
    include_schemas=True,
    transaction_per_migration=True,
)
with context.begin_transaction():
    context.run_migrations()
