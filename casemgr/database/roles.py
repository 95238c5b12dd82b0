"""The database roles: who owns tables, who works on them, who keeps the key, who may lease jobs."""

from psycopg import Connection, sql

# owner     owns the tables and never logs in        app        the web and the workers
# keeper    owns the signing key and its functions   operator   runs the job queue, reads no content
# courier   owns the functions that cross tenants    audit_writer  the only one to write the audit
FUNCTION_OWNERS = ("casemgr_keeper", "casemgr_courier", "casemgr_audit_writer")
NO_LOGIN = ("casemgr_owner", *FUNCTION_OWNERS)
# Trusted: the owner of a database may create them.
EXTENSIONS = ("btree_gin", "fuzzystrmatch", "pg_trgm")
LOGIN = ("casemgr_app", "casemgr_operator")


def create_roles(connection: Connection, passwords: dict[str, str]) -> None:
    """Create the roles that are missing and set the passwords of those that sign in."""
    for role in (*NO_LOGIN, *LOGIN):
        _create(connection, role, login=role in LOGIN)
    for role, password in passwords.items():
        connection.execute(
            sql.SQL("ALTER ROLE {} PASSWORD {}").format(sql.Identifier(role), sql.Literal(password))
        )
    for role in NO_LOGIN:
        connection.execute(sql.SQL("GRANT {} TO CURRENT_USER").format(sql.Identifier(role)))


def _create(connection: Connection, role: str, *, login: bool) -> None:
    known = connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", (role,)).fetchone()
    if known:
        return
    kind = sql.SQL("LOGIN" if login else "NOLOGIN")
    connection.execute(
        sql.SQL(
            "CREATE ROLE {} {} NOSUPERUSER NOBYPASSRLS NOINHERIT NOCREATEDB NOCREATEROLE"
        ).format(sql.Identifier(role), kind)
    )


def create_schemas(connection: Connection) -> None:
    """Create the schemas, each owned by a role that does not sign in, and what they build on."""
    for schema, owner in (("guard", "casemgr_keeper"), ("casemgr", "casemgr_owner")):
        connection.execute(
            sql.SQL("CREATE SCHEMA IF NOT EXISTS {} AUTHORIZATION {}").format(
                sql.Identifier(schema), sql.Identifier(owner)
            )
        )
    connection.execute("CREATE SCHEMA IF NOT EXISTS extensions")
    for extension in EXTENSIONS:
        connection.execute(
            sql.SQL("CREATE EXTENSION IF NOT EXISTS {} SCHEMA extensions").format(
                sql.Identifier(extension)
            )
        )
    connection.execute("GRANT USAGE ON SCHEMA extensions TO casemgr_owner, casemgr_courier")
    connection.execute("GRANT CREATE ON SCHEMA guard TO casemgr_courier, casemgr_audit_writer")
    connection.execute("REVOKE ALL ON SCHEMA public FROM PUBLIC")
    connection.execute(  # nothing of a session's own can stand in the way of a name
        sql.SQL("REVOKE TEMPORARY ON DATABASE {} FROM PUBLIC").format(
            sql.Identifier(connection.info.dbname)
        )
    )
    connection.execute(
        "GRANT USAGE ON SCHEMA casemgr TO casemgr_app, casemgr_operator, casemgr_keeper,"
        " casemgr_courier, casemgr_audit_writer"
    )
