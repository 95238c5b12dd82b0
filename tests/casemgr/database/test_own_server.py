"""An installation on a PostgreSQL of its own, set up by an administrator who is no superuser."""

import pytest
from sqlalchemy import make_url

from casemgr import create_app
from casemgr.database import installation
from casemgr.database.embedded import temporary_server
from casemgr.database.floors import ServerRefused
from casemgr.extensions import db
from casemgr.setup import set_up
from config.settings import Settings
from tests.casemgr.database.servers import both_servers, connect, open_folder
from tests.security.catalog import LINTS


@pytest.fixture
def own_server(request):
    """Settings for a server that belongs to somebody else, and its superuser's address."""
    with temporary_server(bin_dir=request.param) as server, open_folder() as home:
        superuser = server.url()
        with connect(superuser) as connection:
            connection.execute("CREATE ROLE dba LOGIN CREATEROLE CREATEDB PASSWORD 'dba'")
            connection.execute("CREATE DATABASE cases OWNER dba")
        yield _settings(home, superuser), superuser


def _settings(home, superuser):
    def address(role):
        url = make_url(superuser).set(username=role, password=role, database="cases")
        return url.set(drivername="postgresql").render_as_string(hide_password=False)

    return Settings(
        home=home,
        database_url=address("casemgr_app"),
        operator_url=address("casemgr_operator"),
        administrator_url=address("dba"),
    )


@pytest.mark.parametrize("own_server", both_servers.args[1], indirect=True)
def test_an_administrator_without_superuser_sets_everything_up(own_server):
    settings, superuser = own_server

    set_up(settings, data=None)

    app = create_app(settings)
    assert app.test_client().get("/health").json == {"status": "ok"}
    with connect(superuser, database="cases") as connection:
        broken = [rule for rule in LINTS if connection.execute(LINTS[rule]).fetchall()]
    with app.app_context():
        db.engine.dispose()
    assert broken == []
    assert installation.pending_migrations(settings.administrator_url) == []


@pytest.mark.parametrize("own_server", both_servers.args[1], indirect=True)
def test_the_application_refuses_to_run_as_a_superuser(own_server):
    settings, superuser = own_server
    strong = Settings(home=settings.home, database_url=superuser)

    with pytest.raises(ServerRefused, match="superuser"):
        create_app(strong)
