"""Child processes: limited, replaced, killed, safe in threads and after a fork."""

import os
import signal
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from casemgr.documents.rendering import render_pdf
from casemgr.documents.worker import DocumentRefused, Limits, Worker
from tests.casemgr.documents.samples import text_of

PAGE = b"<html lang=en><title>t</title><p>words</p>"


@pytest.fixture
def make_worker():
    workers = []

    def make(tasks=200, **limits):
        workers.append(Worker(Limits(**limits), tasks=tasks))
        return workers[-1]

    yield make
    for worker in workers:
        worker.close()


def render(worker, html=PAGE):
    return worker.call("render", {"assets": []}, [html])[1][0]


def test_the_same_child_serves_many_tasks(make_worker):
    worker = make_worker()

    render(worker)
    first = worker.pid
    render(worker)

    assert worker.pid == first


def test_a_large_parent_does_not_make_its_child_seem_large(make_worker):
    worker = make_worker()
    large = bytearray(700 << 20)

    render(worker)

    assert len(large) > worker.limits.memory // 2
    assert worker.pid is not None


def test_a_child_is_replaced_after_its_share_of_tasks(make_worker):
    worker = make_worker(tasks=1)

    render(worker)

    assert worker.pid is None
    assert render(worker).startswith(b"%PDF")


def test_a_hanging_child_is_killed_and_the_next_task_gets_a_new_one(make_worker):
    worker = make_worker(wall=1)
    worker.limits = Limits(wall=30)
    render(worker)
    hanging = worker.pid
    worker.limits = Limits(wall=1)
    os.kill(hanging, signal.SIGSTOP)

    with pytest.raises(DocumentRefused, match="longer than 1 seconds"):
        render(worker)

    worker.limits = Limits(wall=30)
    assert render(worker).startswith(b"%PDF")
    assert worker.pid != hanging


def test_too_much_processor_time_ends_the_task_in_words(make_worker):
    worker = make_worker(cpu=1, wall=60)
    endless = b"<html lang=en><title>t</title>" + b"<p>words and words " * 40_000

    with pytest.raises(DocumentRefused, match="more than 1 seconds of processor time"):
        render(worker, endless)


def test_too_much_memory_ends_the_task_in_words(make_worker):
    worker = make_worker(memory=200 << 20)

    with pytest.raises(DocumentRefused, match=r"memory|MiB"):
        worker.call("render", {"assets": ["big"]}, [PAGE, bytes(300 << 20)])


def test_a_child_that_dies_between_tasks_is_not_noticed(make_worker):
    worker = make_worker()
    render(worker)

    os.kill(worker.pid, signal.SIGKILL)
    time.sleep(0.1)

    assert render(worker).startswith(b"%PDF")


def test_a_child_that_dies_within_a_task_is_reported_in_words(make_worker):
    worker = make_worker()
    render(worker)
    os.kill(worker.pid, signal.SIGSTOP)

    with ThreadPoolExecutor(1) as pool:
        answer = pool.submit(render, worker)
        time.sleep(0.3)
        os.kill(worker.pid, signal.SIGKILL)

        with pytest.raises(DocumentRefused, match="broke the program"):
            answer.result(timeout=10)


def test_many_threads_get_their_own_answers():
    words = [f"Thread {number}" for number in range(12)]

    with ThreadPoolExecutor(6) as pool:
        pages = [f"<html lang=en><title>{word}</title>{word}" for word in words]
        pdfs = list(pool.map(render_pdf, pages))

    assert [text_of(pdf).strip() for pdf in pdfs] == words


def test_a_forked_process_leaves_its_parents_child_alone(make_worker):
    worker = make_worker()
    render(worker)
    mine = worker.pid

    child = os.fork()
    if not child:
        worked = render(worker).startswith(b"%PDF") and worker.pid != mine
        worker.close()
        os._exit(0 if worked else 1)

    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert worker.pid == mine
    assert render(worker).startswith(b"%PDF")


def test_a_child_ends_when_its_parent_lets_go(make_worker):
    worker = make_worker()
    render(worker)
    pid = worker.pid

    worker.close()

    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


def test_a_child_knows_no_secret_of_its_parent(make_worker, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgresql://casemgr_app:secret@localhost/casemgr")
    worker = make_worker()

    render(worker)

    environment = Path(f"/proc/{worker.pid}/environ").read_bytes()
    assert b"secret" not in environment
    assert b"PYTHONHASHSEED=0" in environment
