"""A worker that dies in the middle of a packet leaves nothing half-done, and another finishes."""

import os
import signal
import subprocess
import sys
import time

import pytest

from casemgr.accounts.people import acting_as
from casemgr.cases.models import Case
from casemgr.database.rows import fetch
from casemgr.jobs import worker
from casemgr.jobs.worker import Worker
from casemgr.packets import rules
from casemgr.packets.services import building


class Killed(BaseException):
    """The process is gone: nobody catches this."""


@pytest.fixture
def die_at(monkeypatch):
    """Let the worker die the moment it tells that point of its progress."""

    def arrange(point):
        seen = iter(range(1000))

        def reporter(person, job_id):
            def write(done, total, words):
                if next(seen) == point:
                    raise Killed(words)

            return write

        monkeypatch.setattr(worker, "reporter", reporter)

    return arrange


@pytest.fixture
def counts(as_superuser):
    """Count what there must be one of."""

    def count():
        [(packets, submissions, sent)] = as_superuser(
            "SELECT (SELECT count(*) FROM casemgr.packet),"
            " (SELECT count(*) FROM casemgr.submission),"
            " (SELECT count(*) FROM casemgr.job WHERE kind = 'submissions.register')"
        )
        return packets, submissions, sent

    return count


@pytest.fixture
def lose_lease(as_superuser):
    """Let the lease of a dead worker run out now."""
    return lambda: as_superuser(
        "UPDATE casemgr.job SET lease_until = now() - interval '1 second' WHERE state = 'running'"
    )


def test_whenever_a_worker_dies_another_finishes_the_one_packet(
    make_ready_case,
    packet_people,
    ask_for_packet,
    packets_of,
    die_at,
    counts,
    lose_lease,
    as_superuser,
    app,
    monkeypatch,
    quick_sheets,
):
    people = packet_people()
    case = make_ready_case(people)
    ask_for_packet(case, people.supervisor)
    point = 0
    while True:
        die_at(point)
        try:
            Worker(app).run_one()
            break
        except Killed:
            assert counts() == (1, 0, 0)
            [(state,)] = as_superuser("SELECT state FROM casemgr.packet")
            assert state == "building"
        lose_lease()
        as_superuser("UPDATE casemgr.job SET attempts = 0")
        point += 1

    assert point > 18
    assert counts() == (1, 1, 1)
    [packet] = packets_of(case, people.supervisor)
    assert (packet.state, packet.bates_first) == ("submitted", 1)


@pytest.mark.parametrize("moment", ["before the delivery", "after it", "after the case has moved"])
def test_a_worker_that_dies_around_the_delivery_delivers_once(
    moment,
    make_ready_case,
    packet_people,
    ask_for_packet,
    counts,
    lose_lease,
    app,
    monkeypatch,
    quick_sheets,
):
    people = packet_people()
    case = make_ready_case(people)
    ask_for_packet(case, people.supervisor)
    with monkeypatch.context() as patch:
        _die(patch, moment)
        with pytest.raises(Killed):
            Worker(app).run_one()
    assert counts() == (1, 0, 0)
    lose_lease()

    Worker(app).run_all()

    assert counts() == (1, 1, 1)
    with acting_as(people.agent):
        assert fetch(Case, case.id).state == "referred"


def test_a_worker_process_that_is_killed_outright_is_replaced(
    make_ready_case, packet_people, ask_for_packet, packets_of, counts, lose_lease, app, settings
):
    people = packet_people()
    case = make_ready_case(people)
    key = ask_for_packet(case, people.supervisor)
    process = _start_worker(settings)
    try:
        words = _wait_until_laying_out(key, people.supervisor)
    finally:
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
    assert words.startswith("Laying out")
    assert counts() == (1, 0, 0)
    lose_lease()

    Worker(app).run_all()

    assert counts() == (1, 1, 1)
    [packet] = packets_of(case, people.supervisor)
    assert packet.state == "submitted"


def _die(patch, moment):
    def killed(*args, **kwargs):
        raise Killed

    if moment == "before the delivery":
        patch.setattr(rules, "deliver_packet", killed)
        return
    real = building.take_step
    dying = building.SUBMIT if moment == "after it" else building.REFER

    def take_and_die(record, name, **facts):
        real(record, name, **facts)
        if name == dying:
            raise Killed

    patch.setattr(building, "take_step", take_and_die)


def _start_worker(settings):
    environment = {**os.environ, "CASEMGR_HOME": str(settings.home)}
    command = [sys.executable, "-m", "casemgr", "worker"]
    return subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL)


def _wait_until_laying_out(key, person):
    from casemgr.jobs.models import Job

    for _ in range(600):
        with acting_as(person):
            job = fetch(Job, key)
            if job.words.startswith("Laying out"):
                return job.words
        time.sleep(0.05)
    raise AssertionError("the worker never began")
