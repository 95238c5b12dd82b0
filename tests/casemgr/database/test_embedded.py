import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import psycopg
import pytest

from casemgr.database import embedded, placement
from casemgr.database.embedded import EmbeddedServer, running, temporary_server
from casemgr.database.placement import ServerFailed
from config.settings import Settings
from tests.casemgr.database.servers import both_servers, connect, needs_root, open_folder


@pytest.fixture
def home():
    with open_folder() as folder:
        yield folder / "home"


@pytest.fixture
def server(home):
    return EmbeddedServer(home, fast=True)


@pytest.fixture
def durable(home):
    return EmbeddedServer(home)


@pytest.fixture
def state(monkeypatch):
    with open_folder() as folder:
        monkeypatch.setattr(placement, "STATE", folder / "casemgr")
        yield folder / "casemgr"


def remember_a_row(server):
    with connect(server.url()) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 'still here' AS words")


def remembered(server):
    with connect(server.url()) as connection:
        return connection.execute("SELECT words FROM kept").fetchone()[0]


def kill(server):
    """Kill the postmaster and wait until its children have noticed."""
    pid = server._postmaster()
    os.kill(pid, signal.SIGKILL)
    while server.is_running():
        time.sleep(0.01)
    return pid


def modes_of_parents(path):
    return {parent: parent.stat().st_mode for parent in path.parents}


@both_servers
def test_server_keeps_its_data_from_start_to_start(home, bin_dir):
    server = EmbeddedServer(home, bin_dir=bin_dir)
    assert server.start()
    remember_a_row(server)
    server.stop()

    started = server.start()

    assert started
    assert remembered(server) == "still here"


def test_second_start_finds_it_running(server):
    server.start()

    assert not EmbeddedServer(server.home).start()


@pytest.mark.parametrize("password", ["", "wrong"])
def test_everybody_needs_the_password(server, password):
    server.start()

    with pytest.raises(psycopg.OperationalError, match="password"):
        connect(server.url(), password=password)


def test_server_listens_in_a_private_folder_and_not_on_the_network(server):
    server.start()

    with connect(server.url()) as connection:
        assert connection.execute("SHOW listen_addresses").fetchone() == ("",)
        folder = Path(connection.execute("SHOW unix_socket_directories").fetchone()[0])
    assert folder.stat().st_mode & 0o777 == 0o700
    assert (server.home / "postgres.password").stat().st_mode & 0o777 == 0o600


def test_log_holds_no_statements_and_no_values(server):
    server.start()

    with connect(server.url()) as connection, pytest.raises(psycopg.Error):
        connection.execute("SELECT CAST('canary' || 'value' AS int)")

    assert "canary" not in (server.base / "start.log").read_text()


def test_text_is_ordered_by_code_point_and_knows_unicode(server):
    server.start()

    with connect(server.url()) as connection:
        assert connection.execute("SELECT upper('ä'), 'Z' < 'a'").fetchone() == ("Ä", True)


@both_servers
def test_killed_server_starts_again_with_what_was_committed(home, bin_dir):
    server = EmbeddedServer(home, bin_dir=bin_dir)
    server.start()
    remember_a_row(server)
    kill(server)

    started = server.start()

    assert started
    assert remembered(server) == "still here"


def test_number_of_a_killed_server_may_have_gone_to_another_program(durable):
    durable.start()
    remember_a_row(durable)
    pid = kill(durable)
    file = durable.data / "postmaster.pid"
    file.write_text(file.read_text().replace(str(pid), str(os.getpid()), 1))

    durable.start()

    assert remembered(durable) == "still here"


def test_server_killed_while_in_use_is_revived(durable):
    with durable.running():
        remember_a_row(durable)
        kill(durable)

        durable.revive()

        assert remembered(durable) == "still here"
    assert not durable.is_running()


def test_long_start_is_waited_for_and_talked_about(home, monkeypatch):
    monkeypatch.setattr(embedded, "PATIENCE", 0.001)
    words = []
    server = EmbeddedServer(home, fast=True, tell=words.append)

    server.start()

    assert server.is_running()
    assert "repairs its data" in words[0]


def test_server_that_somebody_else_is_starting_is_waited_for(server):
    server.start()
    file = server.data / "postmaster.pid"
    ready = file.read_text()
    file.write_text(ready.replace("ready   ", "starting"))
    threading.Timer(0.3, file.write_text, [ready]).start()
    before = time.monotonic()

    assert not server.start()

    assert time.monotonic() - before > 0.25


def test_borrowed_server_is_left_as_it_was_found(server):
    with server.running():
        assert server.is_running()
    assert not server.is_running()

    server.start()
    with server.running():
        pass
    assert server.is_running()


def test_last_one_to_leave_stops_the_server(home):
    first, second = EmbeddedServer(home, fast=True), EmbeddedServer(home, fast=True)
    with first.running():
        inner = second.running()
        inner.__enter__()

    assert second.is_running()

    inner.__exit__(None, None, None)
    assert not second.is_running()


def test_forked_process_that_ends_first_stops_nothing(server):
    script = f"""
import os
from pathlib import Path
from casemgr.database.embedded import EmbeddedServer

with EmbeddedServer(Path({str(server.home)!r}), fast=True).running() as server:
    if os.fork():
        os.wait()
        print(server.is_running())
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)

    assert done.stdout == "True\n"
    assert not server.is_running()


def test_starters_at_the_same_moment_do_not_collide(home):
    started = []
    threads = [
        threading.Thread(target=lambda: started.append(EmbeddedServer(home, fast=True).start()))
        for _ in range(4)
    ]

    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(started) == [False, False, False, True]


def test_half_made_data_folder_is_made_anew(server):
    server.home.mkdir()
    (server.base / "data.new").mkdir(parents=True)
    (server.base / "data.new" / "PG_VERSION").write_text("18")

    server.start()

    assert server.is_running()


@pytest.mark.parametrize("name", ["x" * 120, "two words, a comma and an ü"])
def test_socket_of_an_unsuitable_path_lies_in_a_short_private_folder(home, name):
    server = EmbeddedServer(home / name, fast=True)

    server.start()

    folder = server._socket_folder()
    assert len(str(folder)) < 40
    assert folder.stat().st_mode & 0o777 == 0o700
    with connect(server.url()) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)
    server.stop()
    assert not folder.exists()


def test_permissions_of_other_folders_stay_as_they_were(server):
    server.home.mkdir()
    watched = (server.home / "x", server.bin_dir / "postgres")
    before = [modes_of_parents(path) for path in watched]

    server.start()

    assert [modes_of_parents(path) for path in watched] == before


def test_lost_password_is_explained(server):
    server.start()
    (server.home / "postgres.password").unlink()

    with pytest.raises(ServerFailed, match="Restore it from the backup"):
        server.url()


def test_failed_start_shows_the_servers_last_words(server):
    server.start()
    server.stop()
    with open(server.data / "postgresql.conf", "a") as file:
        file.write("no_such_setting = 1\n")

    with pytest.raises(ServerFailed, match="no_such_setting"):
        server.start()


def test_database_folder_behind_a_dead_link_is_not_made_anew(server):
    server.home.mkdir()
    (server.home / "postgres").symlink_to("/nonexistent/postgres")

    with pytest.raises(ServerFailed, match="Bring it back"):
        server.start()


def test_temporary_server_leaves_nothing_behind():
    with temporary_server() as server:
        assert server.is_running()

    assert not server.is_running()
    assert not server.home.exists()


def test_external_server_is_left_alone(home):
    with running(Settings(home=home, database_url="postgresql://db.example/casemgr")) as server:
        assert server is None

    assert not home.exists()


def test_installation_has_its_server_while_it_is_needed(home):
    with running(Settings(home=home)) as server:
        assert server.is_running()

    assert not server.is_running()


@needs_root
def test_root_lets_an_ordinary_account_run_the_server(server):
    server.start()

    assert Path(f"/proc/{server._postmaster()}").stat().st_uid != 0
    assert server.data.stat().st_uid == server.account.uid


@needs_root
def test_data_that_the_account_cannot_reach_lies_elsewhere(server, state):
    server.home.mkdir()
    server.home.parent.chmod(0o700)

    server.start()

    assert (server.home / "postgres").is_symlink()
    assert server.data.is_relative_to(state)
    assert server.home.parent.stat().st_mode & 0o777 == 0o700
    server.stop()


@needs_root
def test_programs_that_the_account_cannot_reach_are_copied(home, state):
    with open_folder() as closed:
        package = placement.wheel_binaries().parents[1]
        libraries = package.with_name(f"{package.name}.libs")
        subprocess.run(["cp", "-r", package, libraries, closed], check=True)
        closed.chmod(0o700)
        bin_dir = closed / package.name / "pginstall" / "bin"
        server = EmbeddedServer(home, bin_dir=bin_dir, fast=True)

        server.start()

        assert server.is_running()
        assert [path.name[:9] for path in state.iterdir()] == ["programs-"]
        server.stop()


@needs_root
def test_nowhere_to_put_the_data_is_explained(server, monkeypatch):
    monkeypatch.setattr(placement, "STATE", Path("/proc/casemgr"))
    server.home.mkdir(mode=0o700)

    with pytest.raises(ServerFailed, match="Set CASEMGR_HOME to a folder that every account"):
        server.start()


@needs_root
def test_ordinary_user_runs_the_server_as_himself(home):
    home.mkdir()
    os.chown(home, 65534, 65534)

    said = as_nobody(home, "server.start(); print(server.start(), server.url()[:30])")

    assert "False postgresql+psycopg://postgres:" in said
    assert (home / "postgres" / "data").stat().st_uid == 65534


@needs_root
def test_folder_of_another_user_is_explained(home):
    home.mkdir(mode=0o755)

    said = as_nobody(home, "server.start()")

    assert "belongs to another user. Run as that user, or set CASEMGR_HOME." in said


def as_nobody(home, statement):
    """Run a statement with a server in a process that gave up being root."""
    script = f"""
import os, sys
from pathlib import Path
from casemgr.database.embedded import EmbeddedServer
import psycopg, sqlalchemy.dialects.postgresql.psycopg
os.setgroups([]); os.setgid(65534); os.setuid(65534)
server = EmbeddedServer(Path({str(home)!r}), fast=True)
try:
    {statement}
except Exception as error:
    print(error)
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    return done.stdout + done.stderr
