"""How a new data folder for PostgreSQL is made: whole or not at all."""

import os
import re
import secrets
import shutil
import tempfile
from pathlib import Path

from casemgr.database.placement import Account

SUPERUSER = "postgres"


def _buffers() -> str:
    """Return an eighth of the memory, in which the pages of a large registry stay; at most 2 GB."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") >> 20
    return f"{min(max(memory // 8, 128), 2048)}MB"


DURABLE = {
    "shared_buffers": _buffers(),
    "max_connections": "100",
    "password_encryption": "scram-sha-256",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "wal_compression": "on",
    "logging_collector": "on",
    "log_filename": "postgresql-%a.log",
    "log_truncate_on_rotation": "on",
    "log_rotation_age": "1d",
    # Case content stays out of the log: refused statements quote values, the caller has the error.
    "log_min_messages": "log",
    "log_error_verbosity": "terse",
    "log_min_error_statement": "panic",
    "log_parameter_max_length": "0",
}
FAST = DURABLE | {
    "shared_buffers": "64MB",
    "logging_collector": "off",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
}


def make_cluster(
    data: Path, bin_dir: Path, account: Account, kept_password: Path, *, fast: bool
) -> None:
    """Make the data folder beside its place and move it there when it is complete."""
    draft = data.with_name(f"{data.name}.new")
    shutil.rmtree(draft, ignore_errors=True)
    lent = _lend_password(kept_password, data.parent, account)
    try:
        options = _initdb_options(_major_version(bin_dir, account), fast)
        account.read([bin_dir / "initdb", *options, f"--pwfile={lent}", "-D", draft])
    finally:
        lent.unlink()
    settings = (f"{name} = '{value}'" for name, value in (FAST if fast else DURABLE).items())
    append = 'file=$1; shift; printf "%s\\n" "$@" >> "$file"'
    account.read(["sh", "-c", append, "sh", draft / "postgresql.conf", *settings])
    draft.rename(data)


def _lend_password(kept: Path, folder: Path, account: Account) -> Path:
    """Make the superuser's password, kept for us alone; lend a copy that initdb can read."""
    if not kept.exists():
        _private_file(kept.parent, secrets.token_hex(32), Account()).rename(kept)
    return _private_file(folder, kept.read_text(), account)


def _private_file(folder: Path, text: str, account: Account) -> Path:
    handle, name = tempfile.mkstemp(dir=folder)
    with open(handle, "w") as file:
        file.write(text)
        file.flush()
        os.fsync(handle)
        if account.uid is not None and account.gid is not None:
            os.fchown(handle, account.uid, account.gid)
    return Path(name)


def _initdb_options(major: int, fast: bool) -> list[str]:
    options = [f"--username={SUPERUSER}", "--auth=scram-sha-256", "--encoding=UTF8"]
    options += ["--data-checksums", *_locale_options(major)]
    return [*options, "--no-sync"] if fast else options


def _locale_options(major: int) -> list[str]:
    """Sort by code point and know Unicode's cases, whatever locales the machine has."""
    if major < 17:
        return ["--locale=C.UTF-8"]
    name = "PG_UNICODE_FAST" if major >= 18 else "C.UTF-8"
    return ["--no-locale", "--locale-provider=builtin", f"--builtin-locale={name}"]


def _major_version(bin_dir: Path, account: Account) -> int:
    words = account.read([bin_dir / "postgres", "--version"])
    return int(re.findall(r"\d+", words)[0])
