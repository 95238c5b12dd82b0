"""Jobs are leased, done under their requester's rights, tried again, and never done by two."""

import threading
import time

import psycopg
import pytest
from sqlalchemy.exc import DBAPIError

from casemgr.accounts.models import Account
from casemgr.accounts.queries import find_account
from casemgr.accounts.services import grant_role
from casemgr.accounts.setup import USERNAME
from casemgr.database.connection import connect_as_operator
from casemgr.database.rows import fetch, rows
from casemgr.errors import Conflict, Unavailable
from casemgr.extensions import db
from casemgr.jobs.registry import GoOn
from casemgr.jobs.services import enqueue
from casemgr.jobs.worker import Worker


@pytest.fixture
def make_due(as_superuser):
    """Let the time pass until a job that was put back is due."""
    return lambda: as_superuser("UPDATE casemgr.job SET run_at = now() - interval '1 second'")


def _expire_leases(as_superuser):
    as_superuser("UPDATE casemgr.job SET lease_until = now() - interval '1 second'")


def test_a_job_is_done_and_tells_what_came_of_it(worker, do, ask, read):
    do(lambda job, progress: {"said": job.payload["word"]})
    key = ask()

    worker.run_all()

    job = read(key)
    assert (job.state, job.result, job.words) == ("done", {"said": "hello"}, "Done")


def test_a_job_runs_under_its_requesters_rights(worker, do, ask, read, make_person, agent):
    make_person("dea", "case_agent")
    do(lambda job, progress: {"tenants": sorted({a.tenant_id for a in rows(db.select(Account))})})
    key = ask()

    worker.run_all()

    assert read(key).result == {"tenants": [agent.tenant_id]}


def test_a_clearance_that_was_taken_away_meanwhile_is_missing_when_the_job_runs(
    worker, do, acting, make_person, as_superuser
):
    cleared = make_person("atf", "case_agent", clearances=["grand_jury"])
    seen = []
    do(lambda job, progress: seen.append(db.session().info["actor"].clearances))
    with acting(cleared):
        enqueue("test", {}, by=cleared)

    as_superuser("UPDATE casemgr.clearance SET revoked_at = now()")
    worker.run_all()

    assert seen == [()]


def test_two_workers_never_do_the_same_job(app, do, ask):
    begun, may_end, done = threading.Event(), threading.Event(), []

    def slow(job, progress):
        begun.set()
        may_end.wait(10)
        done.append(job.worker)

    do(slow)
    ask()
    first = threading.Thread(target=Worker(app, name="first").run_all)
    first.start()
    begun.wait(10)

    second = Worker(app, name="second").run_all()
    may_end.set()
    first.join()

    assert (second, done) == (0, ["first"])


def test_a_lease_is_kept_while_the_job_takes_longer(app, do, ask, read):
    begun, may_end = threading.Event(), threading.Event()

    def slow(job, progress):
        begun.set()
        may_end.wait(10)

    do(slow)
    key = ask()
    first = threading.Thread(target=Worker(app, name="first", lease_seconds=1).run_all)
    first.start()
    begun.wait(10)

    threading.Event().wait(1.6)
    second = Worker(app, name="second").run_all()
    may_end.set()
    first.join()

    assert (second, read(key).attempts) == (0, 1)


def test_the_job_of_a_dead_worker_is_done_by_another(app, do, ask, read, as_superuser):
    key = ask()
    do(lambda job, progress: {"by": job.worker})
    Worker(app, name="dead")._lease()
    assert Worker(app, name="second").run_all() == 0

    _expire_leases(as_superuser)
    Worker(app, name="second").run_all()

    job = read(key)
    assert (job.state, job.result, job.attempts) == ("done", {"by": "second"}, 2)


def test_a_worker_that_lost_its_job_writes_no_end_of_it(app, do, ask, read, as_superuser):
    dead = Worker(app, name="dead")
    key, lease = ask(), None
    do(lambda job, progress: {"by": "dead"})
    lease = dead._lease()
    _expire_leases(as_superuser)
    Worker(app, name="second")._lease()

    with app.app_context():
        dead._do(lease)

    job = read(key)
    assert (job.state, job.worker, job.result) == ("running", "second", {})


def test_a_refusal_ends_the_job_with_its_words(worker, do, ask, read):
    def refuse(job, progress):
        raise Conflict("Report 3 is not approved.")

    do(refuse)
    key = ask()

    worker.run_all()

    job = read(key)
    assert (job.state, job.problem, job.attempts) == ("failed", "Report 3 is not approved.", 1)


@pytest.mark.parametrize("fault", [RuntimeError("broken"), Unavailable("The store is full.")])
def test_a_fault_is_tried_again_later(worker, do, ask, read, make_due, fault):
    tries = []

    def fail_once(job, progress):
        tries.append(job.attempts)
        if len(tries) == 1:
            raise fault

    do(fail_once)
    key = ask()

    worker.run_all()
    waiting = read(key)
    make_due()
    worker.run_all()

    assert (waiting.state, waiting.run_at > waiting.created_at) == ("queued", True)
    assert (read(key).state, tries) == ("done", [1, 2])


def test_a_fault_that_stays_ends_after_five_attempts_without_its_details(
    worker, do, ask, read, make_due
):
    def fail(job, progress):
        raise RuntimeError("password=secret")

    do(fail)
    key = ask()

    for _ in range(7):
        make_due()
        worker.run_all()

    job = read(key)
    assert (job.state, job.attempts) == ("failed", 5)
    assert "secret" not in job.problem


def test_what_a_failed_job_wrote_is_undone(worker, do, ask, agent, as_superuser):
    def write_and_fail(job, progress):
        account = fetch(Account, agent.id)
        grant_role(account, "intelligence_analyst", by=find_account(USERNAME), reason="Half done")
        raise Conflict("Not after all.")

    do(write_and_fail)
    ask()

    worker.run_all()

    assert as_superuser("SELECT 1 FROM casemgr.role_grant WHERE reason = 'Half done'") == []


def test_the_job_of_somebody_who_left_is_refused_once_and_in_words(
    worker, do, ask, agent, as_superuser
):
    ran = []
    do(lambda job, progress: ran.append(1))
    ask()
    as_superuser("UPDATE casemgr.account SET status = 'disabled' WHERE id = %s", agent.id)

    worker.run_all()

    assert ran == []
    assert as_superuser("SELECT state, attempts, problem FROM casemgr.job") == [
        ("failed", 1, "This account is no longer active.")
    ]


def test_asking_twice_for_the_same_work_gives_the_job_that_waits(worker, do, ask):
    do(lambda job, progress: None)

    first, second = ask(singleton="packet:1"), ask(singleton="packet:1")
    worker.run_all()
    third = ask(singleton="packet:1")

    assert first == second
    assert third != first


@pytest.mark.parametrize(
    "fault", [psycopg.OperationalError("gone"), DBAPIError("SELECT 1", {}, Exception("gone"))]
)
def test_a_database_that_goes_away_is_waited_for(worker, monkeypatch, fault):
    told = []

    def run_one():
        told.append(1)
        if len(told) < 3:
            raise fault
        worker.stopping.set()

    monkeypatch.setattr(worker, "run_one", run_one)
    monkeypatch.setattr("casemgr.jobs.worker.PAUSE", 0.01)

    worker.run()

    assert len(told) == 3


def test_a_lease_is_kept_though_one_renewal_found_no_database(worker, do, ask, read, monkeypatch):
    real, tried = connect_as_operator, []

    def connect(app):
        tried.append(1)
        if len(tried) == 2:  # the first took the lease
            raise psycopg.OperationalError("gone")
        return real(app)

    def wait(job, progress):
        until = time.monotonic() + 20
        while len(tried) < 4 and time.monotonic() < until:
            time.sleep(0.02)

    monkeypatch.setattr("casemgr.jobs.worker.connect_as_operator", connect)
    monkeypatch.setattr(worker, "lease_seconds", 1)
    do(wait)
    key = ask()

    worker.run_one()

    assert len(tried) >= 4, "the keeper of the lease gave up"
    assert read(key).state == "done"


def test_a_job_in_parts_keeps_each_part_and_lets_others_have_their_turn(worker, do, ask, read):
    order = []

    def work(job, progress):
        order.append(job.id)
        parts = order.count(job.id)
        return GoOn(parts, 3, f"Part {parts}") if job.id == long and parts < 3 else None

    do(work)
    long = ask()
    short = ask()

    worker.run_one()
    between = read(long)
    worker.run_all()

    assert (between.state, between.done, between.words) == ("queued", 1, "Part 1")
    assert order == [long, short, long, long]
    assert (read(long).state, read(long).done) == ("done", 3)


def test_a_lease_is_of_one_job_also_where_the_table_is_taken_for_a_small_one(
    app, ask, as_superuser
):
    ask()
    as_superuser("VACUUM ANALYZE casemgr.job")
    for _ in range(3):
        ask()

    with connect_as_operator(app) as connection:
        leased = connection.execute("SELECT * FROM guard.lease_job('first', 30)").fetchall()

    assert len(leased) == 1


def test_every_part_of_a_job_may_be_tried_again_as_often_as_a_whole_one(
    worker, do, ask, read, make_due
):
    calls = []

    def work(job, progress):
        calls.append(job.attempts)
        if len(calls) % 2:
            raise RuntimeError("broken")
        return GoOn(len(calls), 12, "On") if len(calls) < 12 else None

    do(work)
    key = ask()
    while read(key).state == "queued":
        make_due()
        worker.run_one()

    assert (read(key).state, calls) == ("done", [1, 2] * 6)
