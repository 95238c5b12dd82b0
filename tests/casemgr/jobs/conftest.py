"""A worker, and jobs of the kind "test" for it to do."""

import pytest

from casemgr.database.rows import fetch
from casemgr.extensions import db
from casemgr.jobs.models import Job
from casemgr.jobs.registry import HANDLERS
from casemgr.jobs.services import enqueue
from casemgr.jobs.worker import Worker


@pytest.fixture
def agent(make_person):
    return make_person("atf", "case_agent", name="Marcus Reed")


@pytest.fixture
def worker(app):
    return Worker(app, name="first")


@pytest.fixture
def do(monkeypatch):
    """Have jobs of the kind "test" done by a function."""
    return lambda function: monkeypatch.setitem(HANDLERS, "test", function)


@pytest.fixture
def ask(acting, agent):
    """Ask for a job of the kind "test" and return its id."""

    def enqueue_one(by=agent, **options):
        with acting(by):
            return enqueue("test", {"word": "hello"}, by=by, **options).id

    return enqueue_one


@pytest.fixture
def read(acting, agent):
    def look(key):
        with acting(agent):
            job = fetch(Job, key)
            db.session.refresh(job)
            db.session.expunge(job)
        return job

    return look
