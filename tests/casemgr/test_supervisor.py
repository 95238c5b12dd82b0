import os
import signal
import socket
import subprocess
import sys
import time

import pytest

from casemgr.database.embedded import EmbeddedServer
from casemgr.supervisor import CannotRun, check_port, environment_of
from config.settings import Settings
from tests.casemgr.database.servers import open_folder

# The whole supervisor, with stand-ins for the migration, the demo, the web server and the worker.
SCRIPT = """
import sys
from pathlib import Path
from casemgr import supervisor
from config.settings import Settings

PROGRAMS = {{
    "db": ["true"],
    "demo": ["echo", "Sign in as anybody."],
    "serve": [sys.executable, "-m", "http.server", "{port}"],
    "worker": {worker!r},
}}
supervisor.casemgr = lambda *words: PROGRAMS[words[0]]
sys.exit(supervisor.run_all(Settings(home=Path({home!r}), port={port})))
"""
PATIENT = [sys.executable, "-c", "import time; print('worker', flush=True); time.sleep(600)"]
HASTY = [sys.executable, "-c", "raise SystemExit(3)"]


@pytest.fixture
def home():
    with open_folder() as folder:
        yield folder / "home"


@pytest.fixture
def port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def run(home, port):
    started = []

    def start(worker=PATIENT):
        script = SCRIPT.format(home=str(home), port=port, worker=worker)
        started.append(
            subprocess.Popen(
                [sys.executable, "-c", script],
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
            )
        )
        return started[-1]

    yield start
    for process in started:
        process.kill()
        process.wait()
        process.stdout.close()


def read_until(process, words):
    lines = []
    for line in process.stdout:
        lines.append(line)
        if words in line:
            return "".join(lines)
    raise AssertionError(f"{words!r} was not said in: {''.join(lines)}")


def is_free(port):
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) != 0


def wait_until(condition):
    until = time.monotonic() + 20
    while not condition() and time.monotonic() < until:
        time.sleep(0.05)
    return condition()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_interrupt_stops_everything_it_started(run, home, port, number):
    process = run()
    said = read_until(process, "Ctrl-C stops it.")
    assert f"http://localhost:{port}/" in said
    assert "Sign in as anybody." in said

    process.send_signal(number)

    assert process.wait(30) == 0
    assert is_free(port)
    assert not EmbeddedServer(home).is_running()


def test_children_end_with_a_supervisor_that_was_killed(run, port):
    process = run()
    read_until(process, "Ctrl-C stops it.")

    process.kill()

    assert wait_until(lambda: is_free(port))


def test_worker_that_ends_at_once_ends_the_run_with_its_code(run, home, port):
    process = run(worker=HASTY)

    assert "The worker ended with code 3 at once." in process.communicate(timeout=60)[0]
    assert process.returncode == 1
    assert is_free(port)
    assert not EmbeddedServer(home).is_running()


def test_killed_database_comes_back(run, home):
    process = run()
    read_until(process, "Ctrl-C stops it.")
    server = EmbeddedServer(home)
    pid = server._postmaster()

    os.kill(pid, signal.SIGKILL)

    assert wait_until(lambda: server._postmaster() not in (None, pid))


def test_second_run_on_the_same_data_is_refused(run):
    read_until(run(), "Ctrl-C stops it.")

    said = run().communicate(timeout=60)[0]

    assert "casemgr already runs with the data folder" in said
    assert "set CASEMGR_HOME and PORT" in said


def test_taken_port_is_refused_with_another_to_choose(port):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", port))
        taken.listen()

        with pytest.raises(CannotRun, match=rf"{port} is taken\. .* PORT={port + 1}"):
            check_port(Settings(port=port))


def test_other_processes_get_the_very_same_settings(home):
    settings = Settings(home=home, port=8123, https=True, proxies=2)

    assert Settings.from_environment(environment_of(settings)) == settings
