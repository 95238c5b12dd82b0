import pytest

from casemgr.database.embedded import temporary_server
from casemgr.database.floors import ServerRefused, check_server
from tests.casemgr.database.servers import both_servers, connect

pytestmark = both_servers


@pytest.fixture(scope="module")
def servers():
    running = {}
    yield running
    for context in running.values():
        context.__exit__(None, None, None)


@pytest.fixture
def server(bin_dir, servers):
    if bin_dir not in servers:
        servers[bin_dir] = temporary_server(bin_dir)
        servers[bin_dir].server = servers[bin_dir].__enter__()
    return servers[bin_dir].server


@pytest.fixture
def administrator(server):
    with connect(server.url()) as connection:
        yield connection
        connection.execute("DROP OWNED BY app, owner, strong")
        connection.execute("DROP ROLE app, owner, strong")


@pytest.fixture
def app(server, administrator):
    administrator.execute("CREATE ROLE app LOGIN PASSWORD 'x' NOINHERIT")
    administrator.execute("CREATE ROLE owner")
    administrator.execute("CREATE ROLE strong BYPASSRLS")
    administrator.execute("CREATE TABLE public.record (id int)")
    administrator.execute("ALTER TABLE public.record OWNER TO owner")
    with connect(server.url("app", "x")) as connection:
        yield connection


def test_plain_role_is_accepted(app):
    check_server(app)


def test_superuser_is_refused(app, administrator):
    with pytest.raises(ServerRefused, match="The role postgres is a superuser"):
        check_server(administrator)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ("ALTER ROLE app SUPERUSER", "app is a superuser"),
        ("ALTER ROLE app BYPASSRLS", "app bypasses row security"),
        ("ALTER ROLE app REPLICATION", "app may copy the whole server"),
        ("ALTER ROLE app CREATEROLE", "app may give itself other roles"),
        (
            (
                "CREATE POLICY all_of_it ON public.record TO strong; ALTER ROLE strong NOBYPASSRLS;"
                " GRANT strong TO app"
            ),
            "app is a member of strong, which sees past the wall",
        ),
        ("GRANT strong TO app", "app is a member of strong, which bypasses row security"),
        ("ALTER TABLE public.record OWNER TO app", r"app owns tables \(public.record\)"),
        ("GRANT owner TO app", r"app is a member of owner, which owns tables \(public.record\)"),
    ],
)
def test_role_that_row_security_does_not_hold_is_refused(app, administrator, change, words):
    administrator.execute(change)

    with pytest.raises(ServerRefused, match=words):
        check_server(app)


def test_owner_of_a_view_is_refused(app, administrator):
    administrator.execute("CREATE VIEW public.shown AS SELECT 1 AS id")
    administrator.execute("ALTER VIEW public.shown OWNER TO app")

    with pytest.raises(ServerRefused, match=r"owns tables \(public.shown\)"):
        check_server(app)
