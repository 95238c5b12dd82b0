"""A step of a case with its history, audit and clock, beside a bare UPDATE and INSERT.

One after the other in one run on one server, each in a transaction of its own that is committed.
Limits: at least 300 steps per second and at most 3 times the time of the bare statements.
"""

import uuid
from collections.abc import Callable
from statistics import median
from time import perf_counter

import psycopg
from sqlalchemy import select

from benchmarks.population import Staff, add_cases, hire
from casemgr import create_app
from casemgr.accounts.people import acting_as
from casemgr.cases.models import Case
from casemgr.database.embedded import temporary_server
from casemgr.database.installation import addresses, connect_directly
from casemgr.database.rows import rows
from casemgr.extensions import db
from casemgr.setup import set_up
from casemgr.workflows.services import take_step
from config.settings import Settings

CASES, ROUNDS = 50, 8
LEAST_PER_SECOND, MOST_OF_BARE = 300, 3.0
_UPDATE = """UPDATE casemgr.workflow_instance SET entered_at = now(), row_version = row_version + 1
WHERE tenant_id = %s AND subject_type = 'case' AND subject_id = %s RETURNING id"""
_INSERT = """INSERT INTO casemgr.workflow_event (tenant_id, id, instance_id, case_id, compartments,
  position, at, actor_id, actor_name, kind, step, label, before, after, reason, entries)
SELECT %s, %s, %s, %s, '{}', coalesce(max(position), 0) + 1, now(), %s, 'Measured', 'step', 'bare',
  'Bare', '{active}', '{active}', '', '{}'
FROM casemgr.workflow_event WHERE tenant_id = %s AND instance_id = %s"""


def main() -> int:
    """Print steps per second and how many times the bare statements' time each takes."""
    with temporary_server() as server:
        settings = Settings(home=server.home, web_processes=1)
        set_up(settings, data=None)
        app = create_app(settings)
        with app.app_context():
            staff = hire()
            add_cases(settings, staff, 1, CASES)
            bare, step = _measure(settings, staff)
            db.engine.dispose()
    print(f"{'persisted':28}{'per second':>14}{'times the bare':>18}")
    for name, seconds in (("bare UPDATE and INSERT", bare), ("step, audit and clock", step)):
        print(f"{name:28}{1 / seconds:>14,.0f}{seconds / bare:>18.1f}")
    return int(1 / step < LEAST_PER_SECOND or step / bare > MOST_OF_BARE)


def _measure(settings: Settings, staff: Staff) -> tuple[float, float]:
    """Return the median seconds of both, taken in turns so that a busy moment meets both alike."""
    bare: list[float] = []
    step: list[float] = []
    with acting_as(staff.supervisor):
        keys = rows(select(Case.id))
    with connect_directly(addresses(settings).administrator) as connection:
        for _ in range(ROUNDS):
            for key in keys:
                bare.append(_timed(lambda key=key: _bare(connection, staff, key)))
                step.append(_timed(lambda key=key: _review(staff, key)))
    warm = len(keys)
    return median(bare[warm:]), median(step[warm:])


def _review(staff: Staff, key: uuid.UUID) -> None:
    with acting_as(staff.supervisor) as person:
        case = db.session.get_one(Case, (person.tenant_id, key))
        take_step(case, "record_review", by=person)


def _bare(connection: psycopg.Connection, staff: Staff, key: uuid.UUID) -> None:
    tenant = staff.agent.tenant_id
    with connection.transaction():
        ((life,),) = connection.execute(_UPDATE, (tenant, key)).fetchall()
        new = (tenant, uuid.uuid4(), life, key, staff.supervisor.id, tenant, life)
        connection.execute(_INSERT, new)


def _timed(work: Callable[[], None]) -> float:
    start = perf_counter()
    work()
    return perf_counter() - start
