"""One command that runs a whole installation on one machine and stops all of it at Ctrl-C."""

import ctypes
import errno
import fcntl
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, fields
from pathlib import Path

from casemgr.database.embedded import EmbeddedServer, running
from casemgr.errors import CaseMgrError
from config.settings import ROOT, Settings

READY_SECONDS = 90
STOP_SECONDS = 20
SHORT_LIFE = 5  # seconds; who ends sooner will not live longer the next time
PARENT_DEATH_SIGNAL = 1  # PR_SET_PDEATHSIG


class CannotRun(CaseMgrError):
    """The installation cannot be started here; the message says what is in the way."""

    title = "casemgr cannot start"


@dataclass
class Child:
    """A program that runs as long as the installation does."""

    name: str
    command: list[str]
    environment: dict[str, str]

    def start(self) -> None:
        """Start it in a session of its own, to die with us even if we are killed."""
        self.started = time.monotonic()
        self.process = subprocess.Popen(
            self.command,
            cwd=ROOT,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            preexec_fn=_die_with_parent,  # noqa: PLW1509 (we run no threads)
        )

    def has_ended(self) -> bool:
        """Tell whether it stopped by itself."""
        return self.process.poll() is not None

    def restart(self) -> None:
        """Start it again, unless it ended at once and would do so again."""
        if time.monotonic() - self.started < SHORT_LIFE:
            raise CannotRun(f"The {self.name} ended with code {self.process.returncode} at once.")
        _say(f"The {self.name} ended with code {self.process.returncode}; it is started again.")
        self.start()

    def stop(self) -> None:
        """Ask it to finish what it does, then end whatever is left of it."""
        with suppress(ProcessLookupError):
            self.process.terminate()
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(STOP_SECONDS)
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


def run_all(settings: Settings) -> int:
    """Start database, web server and worker, load the demo once, and stay until Ctrl-C.

    Returns the exit code.
    """
    try:
        with _only_one(settings.home), _signals():
            check_port(settings)
            with running(settings) as database:
                _serve(settings, database, greeting=_prepare(settings))
    except KeyboardInterrupt:
        _say("Stopped.")
        return 0
    except CaseMgrError as error:
        print(f"Error: {error.message}", file=sys.stderr)
        return 1
    return 0


def check_port(settings: Settings) -> None:
    """Refuse a port that somebody else listens on, or that we may not use."""
    with socket.socket(socket.AF_INET6 if ":" in settings.host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.host, settings.port))
        except OSError as error:
            raise CannotRun(_port_words(settings, error)) from error


def _port_words(settings: Settings, error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"Port {settings.port} is taken. Choose another one: PORT={settings.port + 1}."
    reason = error.strerror or error
    return f"Cannot listen on {settings.host} port {settings.port} ({reason}). Set HOST or PORT."


def environment_of(settings: Settings) -> dict[str, str]:
    """Return the environment that gives another process these very settings."""
    given = dict(os.environ)
    for item in fields(settings):
        value = getattr(settings, item.name)
        given[item.metadata["variable"]] = str(int(value) if isinstance(value, bool) else value)
    return given


def _prepare(settings: Settings) -> str:
    """Migrate and load the demo; return what it says of its sign-ins."""
    _run(settings, "db", "migrate")
    return _run(settings, "demo", "load", "--unless-in-use")


def _run(settings: Settings, *words: str) -> str:
    done = subprocess.run(
        casemgr(*words),
        cwd=ROOT,
        env=environment_of(settings),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise CannotRun(f"casemgr {' '.join(words)} did not succeed; its words are above.")
    return done.stdout


def casemgr(*words: str) -> list[str]:
    """Return the command line of one of our own commands."""
    return [sys.executable, "-m", "casemgr", *words]


def _serve(settings: Settings, database: EmbeddedServer | None, greeting: str) -> None:
    environment = environment_of(settings)
    web = Child("web server", casemgr("serve"), environment)
    worker = Child("worker", casemgr("worker"), environment)
    with ExitStack() as started:
        for child in (worker, web):
            child.start()
            started.callback(child.stop)
        started.callback(_ignore_signals)
        _wait_until_ready(settings, web)
        _say(f"\n{greeting}\ncasemgr is ready: {address(settings)}\nCtrl-C stops it.")
        _watch([worker, web], database)


def address(settings: Settings) -> str:
    """Return the address that a browser on this machine opens."""
    host = "localhost" if settings.host in {"127.0.0.1", "0.0.0.0", "::", "::1"} else settings.host  # noqa: S104
    return f"http://{host}:{settings.port}/"


def _wait_until_ready(settings: Settings, web: Child) -> None:
    until = time.monotonic() + READY_SECONDS
    while not _answers(settings):
        if web.has_ended() or time.monotonic() > until:
            raise CannotRun("The web server does not answer; its words are above.")
        time.sleep(0.1)


def _answers(settings: Settings) -> bool:
    try:
        urllib.request.urlopen(address(settings), timeout=5).close()  # noqa: S310 (our own address)
    except urllib.error.HTTPError as answer:
        return answer.code < 500
    except OSError:
        return False
    return True


def _watch(children: list[Child], database: EmbeddedServer | None) -> None:
    while True:
        if database is not None:
            database.revive()
        for child in children:
            if child.has_ended():
                child.restart()
        time.sleep(1)


@contextmanager
def _only_one(home: Path) -> Iterator[None]:
    """Let one installation at a time run on a data folder."""
    home.mkdir(parents=True, exist_ok=True)
    with open(home / "run.lock", "a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise CannotRun(
                f"casemgr already runs with the data folder {home}. To run a second one beside "
                f"it, set CASEMGR_HOME and PORT."
            ) from error
        yield


@contextmanager
def _signals() -> Iterator[None]:
    """Treat a request to terminate like Ctrl-C, and put everything back afterwards."""
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _ignore_signals() -> None:
    """Finish stopping even if Ctrl-C is pressed twice."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)


def _die_with_parent() -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PARENT_DEATH_SIGNAL, signal.SIGTERM)


def _say(words: str) -> None:
    print(words, flush=True)
