"""A step of a case with its history, audit and clock, beside a bare UPDATE and INSERT.

One after the other in one run on one server, each in a transaction of its own that is committed.
The two statements are run twice: past every rule as the administrator, and behind the wall, with
the signed context and row security that every transaction of the application has. All of it is
measured on a server that does not wait for its disk, where the platform's own cost shows whole, and
on one that keeps what it commits. Then two processes step at once, as on two cores.

Limits: at most 3 times the time of the two statements behind the wall on both, and at least 300
steps per second by the two processes where no disk is waited for.
"""

import uuid
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context
from statistics import median
from threading import Barrier
from time import monotonic, perf_counter

import psycopg
from sqlalchemy import select

from benchmarks.population import Staff, add_cases, hire
from casemgr import create_app
from casemgr.accounts.people import Person, acting_as, load_person
from casemgr.cases.models import Case
from casemgr.database.embedded import temporary_server
from casemgr.database.installation import addresses, connect_directly
from casemgr.database.rows import rows
from casemgr.extensions import db
from casemgr.setup import set_up
from casemgr.workflows.services import take_step
from config.settings import Settings

CASES, ROUNDS, PROCESSES = 50, 8, 2
BARE, WALLED, STEP = "UPDATE and INSERT", "the same behind the wall", "step, audit and clock"
LEAST_PER_SECOND, MOST_OF_BARE = 300, 3.0
_UPDATE = """UPDATE casemgr.workflow_instance SET entered_at = now(), row_version = row_version + 1
WHERE tenant_id = %s AND subject_type = 'case' AND subject_id = %s RETURNING id"""
_INSERT = """INSERT INTO casemgr.workflow_event (tenant_id, id, instance_id, case_id, compartments,
  position, at, actor_id, actor_name, kind, step, label, before, after, reason, entries)
SELECT %s, %s, %s, %s, '{}', coalesce(max(position), 0) + 1, now(), %s, 'Measured', 'step', 'bare',
  'Bare', '{active}', '{active}', '', '{}'
FROM casemgr.workflow_event WHERE tenant_id = %s AND instance_id = %s"""


def main() -> int:
    """Measure with and without waiting for the disk; 1 when a limit is broken."""
    return max(_compare(fast=fast) for fast in (True, False))


def _compare(*, fast: bool) -> int:
    """Print steps per second and how many times the bare statements' time each takes."""
    with temporary_server(fast=fast) as server:
        settings = Settings(home=server.home, web_processes=1)
        set_up(settings, data=None)
        with create_app(settings).app_context():
            staff = hire()
            add_cases(settings, staff, CASES)
            times = _measure(settings, staff)
            together = _together(settings, staff)
            db.engine.dispose()
    _print(times, "no wait for the disk" if fast else "kept on the disk")
    print(f"{f'the same by {PROCESSES} processes':34}{together:>12,.0f}")
    too_few = fast and together < LEAST_PER_SECOND
    return int(too_few or times[STEP] / times[WALLED] > MOST_OF_BARE)


def _print(times: dict[str, float], how: str) -> None:
    print(f"{how:34}{'per second':>12}{'times the bare':>16}{'behind the wall':>17}")
    for name, seconds in times.items():
        past, behind = seconds / times[BARE], seconds / times[WALLED]
        print(f"{name:34}{1 / seconds:>12,.0f}{past:>16.1f}{behind:>17.1f}")


def _measure(settings: Settings, staff: Staff) -> dict[str, float]:
    """Return the median seconds of each, taken in turns so that a busy moment meets all alike."""
    with acting_as(staff.supervisor):
        keys = rows(select(Case.id))
    times: dict[str, list[float]] = {BARE: [], WALLED: [], STEP: []}
    with connect_directly(addresses(settings).administrator) as connection:
        for key in keys * ROUNDS:
            times[BARE].append(_timed(partial(_bare, connection, staff, key)))
            times[WALLED].append(_timed(partial(_walled, staff, key)))
            times[STEP].append(_timed(partial(_review, staff.supervisor, key)))
    return {name: median(taken[len(keys) :]) for name, taken in times.items()}


def _together(settings: Settings, staff: Staff) -> float:
    """Return the steps per second of processes that step cases of their own at once."""
    with acting_as(staff.supervisor):
        keys = rows(select(Case.id))
    who = staff.supervisor.tenant_id, staff.supervisor.id
    shares = [keys[place::PROCESSES] for place in range(PROCESSES)]
    spawn = get_context("spawn")
    ready = spawn.Manager().Barrier(PROCESSES)
    with ProcessPoolExecutor(PROCESSES, mp_context=spawn) as pool:
        stepping = partial(_step_alone, settings, who, ready)
        spans = list(pool.map(stepping, shares))
    begun, ended = min(span[0] for span in spans), max(span[1] for span in spans)
    return len(keys) * ROUNDS / (ended - begun)


def _step_alone(
    settings: Settings, who: tuple[int, uuid.UUID], ready: Barrier, keys: Sequence[uuid.UUID]
) -> tuple[float, float]:
    """Step cases in a process of its own, warm before it begins; return when it began and ended."""
    with create_app(settings).app_context():
        person = load_person(*who)
        for key in keys:
            _review(person, key)
        ready.wait()
        begun = monotonic()
        for key in keys * ROUNDS:
            _review(person, key)
        ended = monotonic()
        db.engine.dispose()
    return begun, ended


def _review(supervisor: Person, key: uuid.UUID) -> None:
    with acting_as(supervisor) as person:
        case = db.session.get_one(Case, (person.tenant_id, key))
        take_step(case, "record_review", by=person)


def _walled(staff: Staff, key: uuid.UUID) -> None:
    with acting_as(staff.supervisor):
        wire = db.session.connection()
        life = wire.exec_driver_sql(_UPDATE, (staff.agent.tenant_id, key)).scalar_one()
        wire.exec_driver_sql(_INSERT, _event(staff, key, life))


def _bare(connection: psycopg.Connection, staff: Staff, key: uuid.UUID) -> None:
    with connection.transaction():
        ((life,),) = connection.execute(_UPDATE, (staff.agent.tenant_id, key)).fetchall()
        connection.execute(_INSERT, _event(staff, key, life))


def _event(staff: Staff, key: uuid.UUID, life: uuid.UUID) -> tuple[object, ...]:
    tenant = staff.agent.tenant_id
    return (tenant, uuid.uuid4(), life, key, staff.supervisor.id, tenant, life)


def _timed(work: Callable[[], None]) -> float:
    start = perf_counter()
    work()
    return perf_counter() - start
