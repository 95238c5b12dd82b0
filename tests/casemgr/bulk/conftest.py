"""A supervisor with the cases of an agent, and changes of many of them."""

import pytest

from casemgr.bulk import services
from casemgr.bulk.models import BulkChange, BulkRow
from casemgr.bulk.services.asking import Wish
from casemgr.cases.models import Case
from casemgr.database.rows import fetch
from casemgr.extensions import db
from casemgr.jobs.worker import Worker


@pytest.fixture
def agent(make_person):
    return make_person("atf", "case_agent", name="Marcus Reed")


@pytest.fixture
def supervisor(make_person):
    return make_person("atf", "group_supervisor", name="Dana Okafor")


@pytest.fixture
def worker(app):
    return Worker(app, name="first")


@pytest.fixture
def make_cases(make_case, agent, supervisor):
    """Return a maker of active cases: make_cases(3)."""

    def make(count, **facts):
        facts = {"state": "active", "supervisor": supervisor} | facts
        return [make_case(agent, **facts) for _ in range(count)]

    return make


@pytest.fixture
def ask(acting, supervisor):
    """Ask for a change of these cases: ask(cases, "step", "suspend", reason="Court is closed")."""

    def ask_for(cases, kind, target="", *, by=supervisor, reason="", **entries):
        wish = Wish(kind, "A change", target, reason, entries)
        with acting(by):
            chosen = db.select(Case).where(Case.id.in_([one.id for one in cases]))
            return services.ask_change(wish, chosen, by=by).id

    return ask_for


@pytest.fixture
def make_it(acting, supervisor, worker):
    """Make a change that has been tried."""

    def make(key, by=supervisor):
        with acting(by):
            services.make_change(key, by=by)
        worker.run_all()

    return make


@pytest.fixture
def outcomes(acting, supervisor):
    """Tell what became of each case: outcomes(key) in the order of the cases."""

    def read(key, by=supervisor):
        with acting(by):
            query = db.select(BulkRow).where(BulkRow.bulk_change_id == key)
            return [
                (row.outcome, row.reasons) for row in db.session.scalars(query.order_by("position"))
            ]

    return read


@pytest.fixture
def stage_of(acting, supervisor):
    def read(key, by=supervisor):
        with acting(by):
            return fetch(BulkChange, key).stage

    return read


@pytest.fixture
def states(acting, supervisor):
    """Tell the state of each of these cases."""

    def read(cases):
        with acting(supervisor):
            return [fetch(Case, one.id).state for one in cases]

    return read
