"""The oldest versions that are safe to run on, and the database roles that row security holds."""

from psycopg import Connection

from casemgr.errors import Unavailable

# Row security and remote code execution faults are mended in these minor versions.
POSTGRESQL = {15: 18, 16: 14, 17: 10, 18: 4}

# The lock files are compared with these; what is not installed is not needed.
PACKAGES = {
    "authlib": "1.9.6",
    "flask": "3.1.1",
    "jinja2": "3.1.6",
    "pyjwt": "2.13.0",
    "pysaml2": "7.5.5",
    "weasyprint": "70.0",
    "werkzeug": "3.0.6",
}

# The owners of the audited functions see the rows of every tenant, and nobody else is let in.
_ROLES = """
    SELECT rolname, CASE WHEN rolsuper THEN 'is a superuser'
                         WHEN rolbypassrls THEN 'bypasses row security'
                         WHEN rolreplication THEN 'may copy the whole server'
                         WHEN rolcreaterole THEN 'may give itself other roles'
                         ELSE 'sees past the wall between tenants' END
      FROM pg_catalog.pg_roles r
     WHERE pg_catalog.pg_has_role(session_user, oid, 'MEMBER')
       AND (rolsuper OR rolbypassrls OR rolreplication OR rolcreaterole
            OR rolname <> 'casemgr_app'
               AND EXISTS (SELECT FROM pg_catalog.pg_policy p WHERE r.oid = ANY (p.polroles)))
     ORDER BY rolname <> session_user, rolsuper DESC, rolname
"""
_OWNED = """
    SELECT n.nspname || '.' || c.relname, pg_catalog.pg_get_userbyid(c.relowner)
      FROM pg_catalog.pg_class c
      JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
     WHERE c.relkind IN ('r', 'p', 'm', 'v', 'f')
       AND n.nspname <> 'information_schema'
       AND n.nspname NOT LIKE 'pg\\_%'
       AND pg_catalog.pg_has_role(session_user, c.relowner, 'MEMBER')
     ORDER BY 1
"""


class ServerRefused(Unavailable):
    """This database server or this role would not keep tenants apart; the message says why."""

    title = "This database cannot be used"


def check_server(connection: Connection) -> None:
    """Refuse a server below the floors and a role that row security does not hold."""
    faults = [*_find_old_version(connection.info.server_version), *_find_strong_role(connection)]
    if faults:
        raise ServerRefused(" ".join(faults))


def check_version(version: int) -> None:
    """Refuse a server below the floors; `version` is what libpq reports, 180004 for 18.4."""
    faults = _find_old_version(version)
    if faults:
        raise ServerRefused(faults[0])


def _find_old_version(version: int) -> list[str]:
    major, minor = divmod(version, 10_000)
    if major > max(POSTGRESQL) or minor >= POSTGRESQL.get(major, minor + 1):
        return []
    floors = ", ".join(f"{known}.{floor}" for known, floor in sorted(POSTGRESQL.items()))
    words = f"PostgreSQL {major}.{minor} has known security faults."
    return [f"{words} Upgrade the server to at least one of: {floors}."]


def _find_strong_role(connection: Connection) -> list[str]:
    user = connection.info.user
    strong = connection.execute(_ROLES).fetchone()
    owned = connection.execute(_OWNED).fetchall()
    faults = []
    if strong:
        faults.append(_strong_words(user, *strong))
    if owned:
        faults.append(_owner_words(user, owned[0][1], [name for name, _owner in owned]))
    return faults


def _strong_words(user: str, role: str, power: str) -> str:
    return f"The role {_through(user, role)} {power}. Sign in as casemgr_app."


def _owner_words(user: str, role: str, tables: list[str]) -> str:
    named = ", ".join(tables[:3]) + (f" and {len(tables) - 3} more" if len(tables) > 3 else "")
    return (
        f"The role {_through(user, role)} owns tables ({named}) and could lift their row "
        f"security. Sign in as casemgr_app."
    )


def _through(user: str, role: str) -> str:
    return user if role == user else f"{user} is a member of {role}, which"
