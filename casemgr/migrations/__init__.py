"""The numbered steps that build the database, each in both directions."""

from pathlib import Path

from alembic import op

_SQL = Path(__file__).parent / "sql"


def read_sql(name: str) -> str:
    """Return the text of a file that a migration uses as it is."""
    return (_SQL / name).read_text()


def run_sql(name: str, *, role: str) -> None:
    """Run a file of audited functions as the role that is to own them, then be the owner again."""
    op.execute(f"SET ROLE {role}")
    op.get_bind().connection.driver_connection.execute(read_sql(name))  # type: ignore[union-attr]
    op.execute("SET ROLE casemgr_owner")
