"""The worker: leases one job at a time, does it under its requester's rights, keeps the lease."""

import logging
import os
import socket
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

from flask import Flask
from psycopg import OperationalError
from sqlalchemy.exc import DBAPIError

from casemgr import clock
from casemgr.accounts.people import Person, acting_as, load_person
from casemgr.database.connection import connect_as_operator
from casemgr.database.context import Actor
from casemgr.database.rows import transaction
from casemgr.errors import CaseMgrError, Unavailable
from casemgr.extensions import db
from casemgr.jobs.models import Job
from casemgr.jobs.progress import reporter
from casemgr.jobs.registry import HANDLERS
from casemgr.jobs.services import fail, postpone, settle

LEASE_SECONDS = 30
CONTEXT_SECONDS = 3600
TRIES = 5
PAUSE = 0.5
AWAY = (OperationalError, DBAPIError)  # as the driver says it, and as the session does
WAKE_SECONDS = 60
log = logging.getLogger("casemgr.worker")


@dataclass(frozen=True)
class Lease:
    """A job that is ours for a while."""

    tenant_id: int
    job_id: uuid.UUID
    account_id: uuid.UUID


@dataclass
class Worker:
    """One process that does jobs until it is told to stop."""

    app: Flask
    name: str = field(default_factory=lambda: f"{socket.gethostname()}:{os.getpid()}")
    lease_seconds: int = LEASE_SECONDS
    stopping: threading.Event = field(default_factory=threading.Event)
    _next_wake: float = 0

    def run(self) -> None:
        """Do jobs as they come due; a database that is away is waited for."""
        while not self.stopping.is_set():
            try:
                self._wake_when_due()
                busy = self.run_one()
            except AWAY:
                log.warning("the database does not answer; trying again")
                busy = False
            if not busy:
                self.stopping.wait(PAUSE)

    def run_one(self) -> bool:
        """Do the next job that is due, if there is one."""
        lease = self._lease()
        if lease is None:
            return False
        with self.app.app_context(), self._kept(lease):
            self._do(lease)
        return True

    def run_all(self) -> int:
        """Do every job that is due now and return how many there were."""
        self.wake()
        count = 0
        while self.run_one():
            count += 1
        return count

    def wake(self) -> None:
        """Ask for a job in each tenant where a clock has come due."""
        with connect_as_operator(self.app) as connection:
            connection.execute("SELECT guard.wake_clocks(%s)", (clock.now(),))

    def _wake_when_due(self) -> None:
        if time.monotonic() >= self._next_wake:
            self._next_wake = time.monotonic() + WAKE_SECONDS
            self.wake()

    def _lease(self) -> Lease | None:
        with connect_as_operator(self.app) as connection:
            row = connection.execute(
                "SELECT * FROM guard.lease_job(%s, %s)", (self.name, self.lease_seconds)
            ).fetchone()
        return Lease(*row) if row else None

    @contextmanager
    def _kept(self, lease: Lease) -> Iterator[None]:
        """Renew the lease while the job runs, so that only a dead worker loses it."""
        done = threading.Event()
        keeper = threading.Thread(target=self._renew, args=(lease, done), daemon=True)
        keeper.start()
        try:
            yield
        finally:
            done.set()
            keeper.join()

    def _renew(self, lease: Lease, done: threading.Event) -> None:
        while not done.wait(self.lease_seconds / 3):
            with suppress(OperationalError), connect_as_operator(self.app) as connection:
                connection.execute(
                    "SELECT guard.renew_lease(%s, %s, %s, %s)",
                    (lease.tenant_id, lease.job_id, self.name, self.lease_seconds),
                )

    def _do(self, lease: Lease) -> None:
        try:
            person = load_person(lease.tenant_id, lease.account_id)
        except CaseMgrError as error:
            log.warning("job %s: %s", lease.job_id, error.message)
            self._give_up(Actor(lease.tenant_id, purpose="job"), lease, error.message)
            return
        try:
            with acting_as(person, seconds=CONTEXT_SECONDS):
                job = _own(lease, self.name)
                if job:
                    settle(job, HANDLERS[job.kind](job, reporter(person, lease.job_id)))
        except Unavailable as error:
            log.warning("job %s: %s", lease.job_id, error.message)
            self._try_again(person, lease)
        except CaseMgrError as error:
            self._give_up(person.actor(), lease, error.message)
        except Exception:
            log.exception("job %s failed", lease.job_id)
            self._try_again(person, lease)

    def _give_up(self, actor: Actor, lease: Lease, problem: str) -> None:
        with transaction(actor):
            job = _own(lease, self.name)
            if job:
                fail(job, problem)

    def _try_again(self, person: Person, lease: Lease) -> None:
        with acting_as(person):
            job = _own(lease, self.name)
            if job and job.attempts >= TRIES:
                fail(job, "This could not be done. The fault has been recorded.")
            elif job:
                postpone(job, "It did not work the first time and is tried again.")


def _own(lease: Lease, worker: str) -> Job | None:
    """Return the leased job unless another worker has taken it over meanwhile."""
    job = db.session.get(Job, (lease.tenant_id, lease.job_id))
    return job if job and job.worker == worker and job.state == "running" else None
