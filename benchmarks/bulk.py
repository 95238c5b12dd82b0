"""One change of many cases beside the same step sent as single requests, in turns in one run.

A change is counted once for its trial and once for its doing. Limit: the doing reaches at least
0.8 times as many cases in a second as forms alone, sent over one kept connection, their pages not
counted.

Run: .venv/bin/python -m benchmarks bulk
"""

from statistics import median
from time import perf_counter
from typing import Any

from sqlalchemy import select

from benchmarks.client import Client, problems
from benchmarks.population import Staff, add_cases, hire
from benchmarks.server import running_server
from casemgr import create_app
from casemgr.accounts.people import acting_as
from casemgr.bulk.services import ask_change, make_change
from casemgr.bulk.services.asking import Wish
from casemgr.cases.models import Case
from casemgr.database.embedded import temporary_server
from casemgr.database.rows import rows
from casemgr.extensions import db
from casemgr.jobs.worker import Worker
from casemgr.setup import set_up
from config.settings import Settings

ROUNDS, SINGLE, MANY = 5, 40, 500
STEP = "record_review"
LEAST = 0.8


def main() -> int:
    """Measure, print cases a second and their ratio, and return 1 when the limit is broken."""
    with temporary_server() as server:
        settings = Settings(home=server.home, web_processes=1)
        set_up(settings, data=None)
        app = create_app(settings)
        with app.app_context():
            staff = hire()
            add_cases(settings, staff, MANY)
            db.session.remove()
            with running_server(settings) as port:
                client, worker = Client(port, staff.supervisor_token), Worker(app)
                rounds = [_round(client, worker, staff) for _ in range(ROUNDS + 1)][1:]
            db.engine.dispose()
    single, tried, made = (median(figures) for figures in zip(*rounds, strict=True))
    print(f"single requests {single:8.0f} cases a second")
    print(f"trial of many   {tried:8.0f} cases a second, {tried / single:.1f} x")
    print(f"change of many  {made:8.0f} cases a second, {made / single:.1f} x (at least {LEAST} x)")
    return 1 if made < LEAST * single else 0


def _round(client: Client, worker: Worker, staff: Staff) -> tuple[float, float, float]:
    """Return cases a second of single requests, of a trial and of a change, one after another."""
    single = SINGLE / sum(_step(client, key) for key in _some_cases(staff))
    with acting_as(staff.supervisor) as by:
        wish = Wish("step", "Record a file review", STEP, "Measured")
        key = ask_change(wish, select(Case).where(Case.number.startswith("M")), by=by).id
    tried = _work(worker)
    with acting_as(staff.supervisor) as by:
        make_change(key, by=by)
    return single, tried, _work(worker)


def _work(worker: Worker) -> float:
    begun = perf_counter()
    assert worker.run_all() >= MANY // 25, "the change was not made in parts"
    return MANY / (perf_counter() - begun)


def _some_cases(staff: Staff) -> list[Any]:
    with acting_as(staff.supervisor):
        return rows(select(Case.id).where(Case.number.startswith("M")).limit(SINGLE))


def _step(client: Client, key: Any) -> float:
    """Take the step on one case as its page does and return the seconds of the answer."""
    entries = client.form(f"/cases/{key}") | {"step": STEP, "reason": "Measured"}
    status, body, seconds = client.post(f"/cases/{key}/steps", entries)
    assert status == 302, problems(body)
    return seconds
