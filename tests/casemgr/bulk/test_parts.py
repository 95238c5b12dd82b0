"""A change goes part by part: a killed worker, a stop and a rival leave nothing undone or twice."""

import os
import signal
import subprocess
import sys
import threading
import time

import pytest

from casemgr.bulk import services
from casemgr.bulk.models import BulkChange
from casemgr.bulk.services import deeds, parts
from casemgr.errors import Conflict
from casemgr.jobs.worker import Worker

STEPS = (
    "SELECT count(*), count(DISTINCT instance_id) FROM casemgr.workflow_event"
    " WHERE step = 'suspend' AND kind = 'step'"
)


class Killed(BaseException):
    """The process is gone: nobody catches this."""


@pytest.fixture
def lose_lease(as_superuser):
    """Let the lease of a dead worker run out now."""
    return lambda: as_superuser(
        "UPDATE casemgr.job SET lease_until = now() - interval '1 second' WHERE state = 'running'"
    )


@pytest.fixture
def begin(acting, supervisor):
    def make(key):
        with acting(supervisor):
            services.make_change(key, by=supervisor)

    return make


def _die_at(monkeypatch, place):
    real, calls = deeds.take_step, []

    def take_and_die(*args, **facts):
        calls.append(args)
        if len(calls) == place:
            raise Killed
        return real(*args, **facts)

    monkeypatch.setattr(deeds, "take_step", take_and_die)


@pytest.mark.parametrize("place", [1, 3, 5])
def test_wherever_a_worker_dies_another_takes_each_step_once(
    place, make_cases, ask, worker, begin, outcomes, lose_lease, as_superuser, app, monkeypatch
):
    monkeypatch.setattr(parts, "PART", 2)
    key = ask(make_cases(5), "step", "suspend", reason="The court is closed")
    worker.run_all()
    begin(key)
    with monkeypatch.context() as patch:
        _die_at(patch, place)
        with pytest.raises(Killed):
            worker.run_all()
    kept = (place - 1) // 2 * 2
    assert as_superuser(STEPS) == [(kept, kept)]
    assert [outcome for outcome, _ in outcomes(key)].count("changed") == kept
    lose_lease()

    Worker(app, name="second").run_all()

    assert as_superuser(STEPS) == [(5, 5)]
    assert outcomes(key) == [("changed", [])] * 5


def test_a_worker_process_that_is_killed_outright_is_replaced(
    make_cases, ask, worker, begin, outcomes, lose_lease, as_superuser, app, settings
):
    key = ask(make_cases(60), "step", "suspend", reason="The court is closed")
    worker.run_all()
    begin(key)
    environment = {**os.environ, "CASEMGR_HOME": str(settings.home)}
    command = [sys.executable, "-m", "casemgr", "worker"]
    process = subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL)
    try:
        _wait_for_a_part(as_superuser)
    finally:
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
    lose_lease()

    Worker(app, name="second").run_all()

    assert as_superuser(STEPS) == [(60, 60)]
    assert outcomes(key) == [("changed", [])] * 60


def _wait_for_a_part(as_superuser):
    for _ in range(1200):
        if as_superuser(STEPS) != [(0, 0)]:
            return
        time.sleep(0.02)
    raise AssertionError("the worker never began")


def test_a_change_stops_before_the_next_part_and_goes_on_with_the_rest(
    make_cases, ask, worker, begin, outcomes, stage_of, acting, supervisor, monkeypatch
):
    monkeypatch.setattr(parts, "PART", 2)
    key = ask(make_cases(5), "step", "suspend", reason="The court is closed")
    worker.run_all()
    begin(key)
    worker.run_one()

    with acting(supervisor):
        services.stop_change(key, by=supervisor)
    worker.run_all()

    stopped = [outcome for outcome, _ in outcomes(key)]
    assert (stage_of(key), stopped) == ("stopped", ["changed"] * 2 + ["possible"] * 3)
    begin(key)
    worker.run_all()
    assert outcomes(key) == [("changed", [])] * 5


def test_a_change_that_was_stopped_while_it_was_tried_cannot_be_made(
    make_cases, ask, worker, begin, stage_of, acting, supervisor
):
    key = ask(make_cases(1), "step", "suspend", reason="The court is closed")
    with acting(supervisor):
        services.stop_change(key, by=supervisor)
    worker.run_all()

    with pytest.raises(Conflict):
        begin(key)
    assert stage_of(key) == "stopped"


def test_a_change_is_made_once_however_often_it_is_asked_for(
    make_cases, ask, worker, begin, as_superuser
):
    key = ask(make_cases(1), "step", "suspend", reason="The court is closed")
    worker.run_all()
    begin(key)

    with pytest.raises(Conflict):
        begin(key)
    worker.run_all()
    with pytest.raises(Conflict):
        begin(key)

    assert as_superuser(STEPS) == [(1, 1)]


def run_to_the_end(worker, as_superuser):
    """Work until no job is left: a part may be put off while the machine is busy."""
    until = time.monotonic() + 60
    left = (
        "SELECT count(*) FROM casemgr.job WHERE tenant_id < 9000 AND state IN ('queued', 'running')"
    )
    while worker.run_all() or (as_superuser(left) != [(0,)] and time.monotonic() < until):
        time.sleep(0.1)


def test_two_changes_made_by_two_workers_over_the_same_cases_take_each_step_once(
    make_cases, ask, worker, begin, outcomes, as_superuser, app, monkeypatch
):
    monkeypatch.setattr(parts, "PART", 3)
    cases = make_cases(12)
    keys = [ask(cases, "step", "suspend", reason="Closed") for _ in range(2)]
    run_to_the_end(worker, as_superuser)
    for key in keys:
        begin(key)
    rivals = [Worker(app, name=name) for name in ("first", "second")]

    threads = [threading.Thread(target=one.run_all) for one in rivals]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    run_to_the_end(worker, as_superuser)

    assert as_superuser(STEPS) == [(12, 12)]
    told = [[outcome for outcome, _ in outcomes(key)] for key in keys]
    assert all(sorted(pair) == ["changed", "moved"] for pair in zip(*told, strict=True))


@pytest.mark.parametrize(
    ("kind", "words", "label"),
    [
        ("step", "Record a file review", "Change of many investigations: Record a file review"),
        ("field", "Priority: Urgent", "Change of many investigations: Priority"),
        ("agent", "Assign to Kwame Osei", "Change of many investigations: case agent"),
    ],
)
def test_the_audit_calls_a_change_by_the_agencys_words_without_its_value(
    acting, supervisor, kind, words, label
):
    with acting(supervisor):
        assert BulkChange(kind=kind, words=words).label == label
