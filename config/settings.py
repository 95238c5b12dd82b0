"""What an installation can set: read once from the environment, frozen afterwards."""

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, Self

ROOT = Path(__file__).resolve().parent.parent


def _setting(default: Any, variable: str, words: str) -> Any:
    """Declare a setting: its default, its variable and what it does."""
    return field(default=default, metadata={"variable": variable, "help": words})


class SettingInvalid(ValueError):
    """A variable has a value that it cannot have; the message says which it may be."""


@dataclass(frozen=True)
class Settings:
    """The settings of one installation; each field names its variable and says what it does."""

    home: Path = _setting(
        ROOT / "var", "CASEMGR_HOME", "folder of the embedded database, files and secrets"
    )
    host: str = _setting("127.0.0.1", "HOST", "address that the web server listens on")
    port: int = _setting(8000, "PORT", "port that the web server listens on")
    database_url: str = _setting(
        "", "DATABASE_URL", "PostgreSQL of your own, signed in as casemgr_app; empty: embedded"
    )
    administrator_url: str = _setting(
        "", "CASEMGR_ADMINISTRATOR_URL", "the same database as an administrator, to migrate only"
    )
    operator_url: str = _setting(
        "", "CASEMGR_OPERATOR_URL", "the same database as casemgr_operator, for the job queue"
    )
    packs: Path = _setting(ROOT / "config", "CASEMGR_PACKS", "folder with shared/ and tenants/")
    data: Path = _setting(
        ROOT.parent / "shared" / "data", "CASEMGR_DATA", "folder of public data to import"
    )
    https: bool = _setting(False, "CASEMGR_HTTPS", "the site is reached through HTTPS only")
    address: str = _setting(
        "", "CASEMGR_ADDRESS", "address by which people reach the site, on what is printed"
    )
    proxies: int = _setting(0, "CASEMGR_PROXIES", "trusted proxies in front of the web server")
    web_threads: int = _setting(8, "CASEMGR_WEB_THREADS", "requests a web process serves at once")
    web_processes: int = _setting(2, "CASEMGR_WEB_PROCESSES", "web processes")
    upload_limit: int = _setting(
        5 * 1024**3, "CASEMGR_UPLOAD_LIMIT", "largest evidence file in bytes"
    )
    idle_minutes: int = _setting(30, "CASEMGR_IDLE_MINUTES", "idle minutes that end a session")
    session_hours: int = _setting(12, "CASEMGR_SESSION_HOURS", "hours after which a session ends")

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> Self:
        """Read the settings; a value of the wrong kind names its variable."""
        given = os.environ if environment is None else environment
        values = {}
        for item in fields(cls):
            text = given.get(item.metadata["variable"], "")
            if text != "":
                values[item.name] = _read(item.metadata["variable"], item.type, text)
        return cls(**values)

    @property
    def files(self) -> Path:
        """Where evidence, reports and packets are stored."""
        return self.home / "files"

    def secret(self, name: str) -> bytes:
        """Return the 32-byte secret of that name, made on first use and readable by us alone."""
        path = self.home / "secrets" / name
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            _write_once(path, secrets.token_hex(32))
        return bytes.fromhex(path.read_text())


def _read(variable: str, kind: Any, text: str) -> Any:
    if kind is bool:
        return text.lower() in {"1", "true", "yes", "on"}
    if kind is Path:
        return Path(text).expanduser().resolve()
    if kind is int and not text.isdecimal():
        raise SettingInvalid(f"{variable} is {text!r}. Write a whole number.")
    return kind(text)


def _write_once(path: Path, text: str) -> None:
    """Write the file unless another process was first."""
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    with open(os.open(draft, os.O_CREAT | os.O_WRONLY | os.O_EXCL, 0o600), "w") as file:
        file.write(text)
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
