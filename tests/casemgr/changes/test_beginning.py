"""A record that is begun while the pack changes lives by the new version, or is not begun."""

import threading

import pytest

from casemgr.accounts.people import acting_as, load_person, requester
from casemgr.cases.services import open_case
from casemgr.changes import applying
from casemgr.database import functions
from casemgr.extensions import db
from casemgr.jobs.registry import HANDLERS
from casemgr.jobs.services import enqueue
from casemgr.jobs.worker import Worker
from casemgr.workflows.services import PackChanging

LIVES = "SELECT version FROM casemgr.workflow_instance WHERE subject_type = 'case'"
WAITING = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"


@pytest.fixture
def agent(make_person):
    return make_person("atf", "case_agent")


@pytest.fixture
def lives(as_superuser):
    """Return by which versions the cases live."""
    return lambda: [version for (version,) in as_superuser(LIVES)]


def open_one(by):
    return open_case("Begun", next(iter(by.pack.case_types)), by=by, venue="mowd")


def begin(by):
    with acting_as(by):
        open_one(by)


def in_thread(app, act):
    """Begin to do something beside the test, and return the thread."""

    def work():
        with app.app_context():
            act()
            db.session.remove()

    thread = threading.Thread(target=work)
    thread.start()
    return thread


@pytest.fixture
def meanwhile(app, monkeypatch):
    """Have something done beside a change, right before it does what is named."""

    def arrange(module, name, act):
        real = getattr(module, name)

        def do(*arguments, **options):
            in_thread(app, act).join(30)
            return real(*arguments, **options)

        monkeypatch.setattr(module, name, do)

    return arrange


STAGES = [
    (applying, "plan_change"),
    (applying, "_carry_out"),
    (applying, "_take_into_use"),
    (functions, "use_pack"),
]


@pytest.mark.parametrize(("module", "name"), STAGES, ids=[name for _, name in STAGES])
def test_while_a_change_goes_on_nothing_is_begun(change, agent, lives, meanwhile, module, name):
    told = []

    def attempt():
        with pytest.raises(PackChanging) as caught:
            begin(agent)
        told.append(caught.value)

    meanwhile(module, name, attempt)
    change.second_workflow().apply()

    assert "is being changed just now" in told[0].message
    assert lives() == []


def test_what_was_begun_right_before_a_change_moves_along(change, agent, lives, meanwhile):
    meanwhile(functions, "close_pack", lambda: begin(agent))
    change.second_workflow().apply()

    assert lives() == [2]


def test_who_knows_only_the_version_before_begins_nothing_after_a_change(
    change, agent, again, lives
):
    change.second_workflow().apply()

    with pytest.raises(PackChanging):
        begin(agent)
    begin(again(agent))

    assert lives() == [2]


def test_a_change_waits_for_what_is_being_begun(app, change, agent, lives, as_superuser):
    change.second_workflow()
    with acting_as(agent):
        open_one(agent)
        applied = in_thread(app, change.apply)
        applied.join(1)
        waiting = as_superuser(WAITING)
    applied.join(30)

    assert waiting == [(1,)]
    assert lives() == [2]


def test_whatever_is_begun_beside_a_change_ends_on_the_new_version(app, change, agent, lives):
    begun, refused, enough = [], [], threading.Event()

    def go_on():
        while not enough.is_set():
            try:
                begun.append(begin(load_person(agent.tenant_id, agent.id)))
            except PackChanging as error:
                refused.append(error)

    change.second_workflow()
    busy = [in_thread(app, go_on) for _ in range(2)]
    try:
        change.apply()
    finally:
        enough.set()
        [one.join(30) for one in busy]

    assert lives() == [2] * len(begun)


def test_another_agency_begins_its_records_meanwhile(change, make_person, lives, meanwhile):
    other = make_person("dea", "case_agent")
    meanwhile(functions, "use_pack", lambda: begin(other))

    change.second_workflow().apply()

    assert lives() == [1]


def test_a_job_that_meets_a_change_is_tried_again(app, agent, lives, as_superuser, monkeypatch):
    answers = iter([False, True])
    monkeypatch.setattr(functions, "keep_pack", lambda tenant_id: next(answers))
    monkeypatch.setitem(HANDLERS, "test", lambda job, progress: open_one(requester()) and None)
    with acting_as(agent):
        enqueue("test", {}, by=agent)

    Worker(app).run_all()
    postponed = as_superuser("SELECT state FROM casemgr.job")
    as_superuser("UPDATE casemgr.job SET run_at = now() - interval '1 second'")
    Worker(app).run_all()

    assert postponed == [("queued",)]
    assert lives() == [1]


def test_what_was_typed_stays_on_the_form_while_the_pack_changes(browser, agent, monkeypatch):
    monkeypatch.setattr(functions, "keep_pack", lambda tenant_id: False)
    client = browser(agent)
    facts = {"title": "Straw purchases", "office": "kansas_city", "reach": "office"}
    facts |= {"predication": "A dealer told.", "field_source_of_case": "inspection"}

    answer = client.send(
        "/cases/new?type=firearms_trafficking", **facts, field_trafficking_scheme="straw_purchase"
    )

    assert answer.status_code == 409
    assert "is being changed just now" in answer.text
    assert "Straw purchases" in answer.text
