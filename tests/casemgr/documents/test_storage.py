"""The store: whole files or none, each tenant by itself, every change found."""

import hashlib
import io
import os
import stat
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from click.testing import CliRunner

from casemgr.cli import main
from casemgr.documents.storage import FileChanged, FileMissing, Store
from casemgr.errors import Invalid, TooLarge

DATA = b"a buy for 1,150 dollars" * 1000


@pytest.fixture
def store(tmp_path):
    return Store(tmp_path / "files")


def files_in(store):
    return sorted(path for path in store.root.rglob("*") if path.is_file())


def test_a_file_is_kept_under_its_hash(store):
    stored = store.put(7, io.BytesIO(DATA), 1 << 20)

    assert stored.sha256 == hashlib.sha256(DATA).hexdigest()
    assert stored.sha512 == hashlib.sha512(DATA).hexdigest()
    assert stored.size == len(DATA)
    name = stored.sha256
    assert files_in(store) == [store.root / "7" / name[:2] / name[2:4] / name]
    with store.open(7, name) as file:
        assert file.read() == DATA


def test_files_are_read_only_and_folders_private(store):
    stored = store.put(7, io.BytesIO(DATA), 1 << 20)

    path = store.path(7, stored.sha256)
    assert stat.S_IMODE(path.stat().st_mode) == 0o400
    folders = [folder for folder in [store.root, *store.root.rglob("*")] if folder.is_dir()]
    assert {stat.S_IMODE(folder.stat().st_mode) for folder in folders} == {0o700}


def test_the_same_bytes_are_kept_once_within_a_tenant_and_apart_between_tenants(store):
    first = store.put(7, io.BytesIO(DATA), 1 << 20)
    store.put(7, io.BytesIO(DATA), 1 << 20)
    store.put(8, io.BytesIO(DATA), 1 << 20)

    mine, theirs = store.path(7, first.sha256), store.path(8, first.sha256)
    assert files_in(store) == [mine, theirs]
    assert mine.stat().st_ino != theirs.stat().st_ino


def test_the_same_file_from_many_threads_is_kept_once(store):
    with ThreadPoolExecutor(8) as pool:
        done = list(pool.map(lambda _: store.put(7, io.BytesIO(DATA), 1 << 20), range(32)))

    assert len({stored.sha256 for stored in done}) == 1
    assert len(files_in(store)) == 1


@pytest.mark.parametrize("limit", [0, 1, len(DATA) - 1])
def test_a_file_past_the_limit_is_refused_and_leaves_nothing(limit, store):
    with pytest.raises(TooLarge, match="Nothing was kept"):
        store.put(7, io.BytesIO(DATA), limit)

    assert files_in(store) == []


def test_an_endless_stream_is_read_no_further_than_the_limit(store):
    class Endless:
        read_so_far = 0

        def read(self, size):
            self.read_so_far += size
            return bytes(size)

    stream = Endless()

    with pytest.raises(TooLarge):
        store.put(7, stream, 10 << 20)
    assert stream.read_so_far <= 12 << 20


def test_an_upload_that_breaks_off_leaves_nothing(store):
    class Broken(io.BytesIO):
        def read(self, size=-1):
            if self.tell():
                raise ConnectionError("gone")
            return super().read(10)

    with pytest.raises(ConnectionError):
        store.put(7, Broken(DATA), 1 << 20)

    assert files_in(store) == []


def test_a_worker_that_starts_sweeps_up_what_a_killed_upload_left(settings, app):
    left, fresh = (settings.files / "1" / "arriving" / name for name in ("left", "fresh"))
    left.parent.mkdir(parents=True)
    for path in (left, fresh):
        path.write_bytes(b"half of a film")
    os.utime(left, (0, 0))

    done = CliRunner().invoke(main, ["worker", "--once"], env={"CASEMGR_HOME": str(settings.home)})

    assert done.exit_code == 0, done.output
    assert (left.exists(), fresh.exists()) == (False, True)


def test_a_process_killed_in_an_upload_leaves_only_what_the_sweep_removes(store):
    child = os.fork()
    if not child:

        class Fatal(io.BytesIO):
            def read(self, size=-1):
                if self.tell():
                    os.kill(os.getpid(), 9)
                return super().read(100)

        store.put(7, Fatal(DATA), 1 << 20)
        os._exit(0)
    os.waitpid(child, 0)
    left = files_in(store)

    assert len(left) == 1
    assert store.sweep() == 0
    os.utime(left[0], (time.time() - 90_000,) * 2)
    assert store.sweep() == 1
    assert files_in(store) == []


def test_a_changed_file_is_found(store):
    stored = store.put(7, io.BytesIO(DATA), 1 << 20)
    assert store.verify(7, stored.sha256, stored.sha512) == stored
    path = store.path(7, stored.sha256)
    path.chmod(0o600)
    path.write_bytes(b"X" + DATA[1:])

    with pytest.raises(FileChanged, match="was changed in the store"):
        store.verify(7, stored.sha256)


def test_a_changed_file_does_not_pass_for_the_same_upload(store):
    stored = store.put(7, io.BytesIO(DATA), 1 << 20)
    path = store.path(7, stored.sha256)
    path.chmod(0o600)
    path.write_bytes(DATA + b"X")

    with pytest.raises(FileChanged):
        store.put(7, io.BytesIO(DATA), 1 << 20)


def test_another_tenants_file_does_not_exist(store):
    stored = store.put(7, io.BytesIO(DATA), 1 << 20)

    assert store.holds(7, stored.sha256)
    assert not store.holds(8, stored.sha256)
    for look in (store.open, store.verify):
        with pytest.raises(FileMissing):
            look(8, stored.sha256)


def test_a_shared_file_belongs_to_both_and_is_checked_first(store):
    stored = store.put(7, io.BytesIO(DATA), 1 << 20)

    store.share(7, 8, stored.sha256)
    store.share(7, 8, stored.sha256)

    assert store.verify(8, stored.sha256) == stored
    path = store.path(7, stored.sha256)
    path.unlink()
    assert store.verify(8, stored.sha256) == stored
    with pytest.raises(FileMissing):
        store.share(7, 9, stored.sha256)
    assert not store.holds(9, stored.sha256)


@pytest.mark.parametrize(
    "digest", ["", "..", "../../etc/passwd", "A" * 64, "a" * 63, "a" * 64 + "\n"]
)
def test_only_a_hash_names_a_file(digest, store):
    with pytest.raises(Invalid):
        store.path(7, digest)


@pytest.mark.parametrize("tenant", ["../8", "8/..", None])
def test_only_a_number_names_a_tenant(tenant, store):
    with pytest.raises((ValueError, TypeError)):
        store.put(tenant, io.BytesIO(DATA), 1 << 20)
