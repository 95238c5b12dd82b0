"""Where the tests find PostgreSQL programs, and folders that its account may reach."""

import os
import shutil
import tempfile
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import make_url

from casemgr.database.embedded import EmbeddedServer
from casemgr.database.placement import wheel_binaries

DEBIAN = Path("/usr/lib/postgresql/15/bin")

needs_debian = pytest.mark.skipif(
    not DEBIAN.exists(), reason="needs Debian's PostgreSQL 15 (package postgresql-15)"
)
needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root changes accounts")
both_servers = pytest.mark.parametrize(
    "bin_dir",
    [
        pytest.param(wheel_binaries(), id="wheel"),
        pytest.param(DEBIAN, id="debian-15", marks=needs_debian),
    ],
)


@contextmanager
def open_folder():
    """Give a folder that every account can enter, and stop a server that was left in it."""
    folder = Path(tempfile.mkdtemp(prefix="casemgr-test-"))
    folder.chmod(0o711)
    try:
        yield folder
    finally:
        for password in folder.rglob("postgres.password"):
            EmbeddedServer(password.parent).stop()
        shutil.rmtree(folder)


def connect(address, **changes):
    """Connect as the address says, straight through psycopg."""
    url = make_url(address).set(drivername="postgresql", **changes)
    return psycopg.connect(url.render_as_string(hide_password=False), autocommit=True)
