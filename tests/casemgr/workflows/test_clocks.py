"""The clocks of real records: reviews that come due, are reminded of, escalate, pause and end."""

import threading
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from casemgr import clock
from casemgr.accounts.people import acting_as, load_person
from casemgr.cases.models import Case
from casemgr.cases.services import update_case
from casemgr.database.rows import fetch
from casemgr.errors import Conflict, Invalid, NotAllowed
from casemgr.jobs.worker import Worker
from casemgr.tenants.source import read_text
from casemgr.workflows import firing
from casemgr.workflows.clocks import follow_definition, list_clocks, pause_clock, resume_clock
from casemgr.workflows.loader import load_definition
from casemgr.workflows.services import history, instance_of, take_step
from tests.security.world import CANARY_TENANT

OPENED = date(2026, 3, 2)
DUE = OPENED + timedelta(days=90)


def at(day, hour=9):
    """Let what is done inside happen on that day in the agency's time."""
    return clock.telling_of(datetime(day.year, day.month, day.day, hour, tzinfo=CHICAGO))


CHICAGO = ZoneInfo("America/Chicago")


@pytest.fixture
def agent(make_person):
    return make_person("atf", "case_agent")


@pytest.fixture
def boss(make_person):
    return make_person("atf", "assistant_special_agent_in_charge")


@pytest.fixture
def case(make_case, agent, boss):
    with at(OPENED):
        return make_case(agent, state="active", supervisor=boss)


@pytest.fixture
def pass_days(app):
    """Let the worker do on a day what has come due by then."""

    def work(day, hour=9):
        with at(day, hour):
            Worker(app, name="clockmaker").run_all()

    return work


@pytest.fixture
def review(acting, agent, case):
    """Look at the review clock of the case as its agent sees it now."""

    def look():
        with acting(agent):
            (row,) = list_clocks(instance_of(fetch(Case, case.id)))
        return row

    return look


@pytest.fixture
def told(acting, agent, case):
    """List what the history says of clocks."""

    def read():
        with acting(agent):
            return [one.label for one in history(fetch(Case, case.id)) if one.kind == "clock"]

    return read


def test_the_review_clock_starts_with_the_opening_and_shows_in_the_case(case, review):
    assert (review().state, review().due_on, case.review_due_on) == ("running", DUE, DUE)


def test_a_case_type_may_be_reviewed_more_often(make_case, agent, boss):
    with at(OPENED):
        found = make_case(agent, case_type="denied_transfer", state="active", supervisor=boss)

    assert found.review_due_on == OPENED + timedelta(days=60)


def test_nothing_happens_before_its_day_in_the_agencys_time_zone(pass_days, told):
    pass_days(DUE - timedelta(days=15), hour=23)

    assert told() == []


def test_reminders_the_end_and_the_escalations_are_told_in_their_order(pass_days, told, review):
    for days in (-14, -3, 0, 1, 15, 30):
        pass_days(DUE + timedelta(days=days))

    assert told() == [
        "File review: reminder, due 31 May 2026",
        "File review: reminder, due 31 May 2026",
        "File review: overdue since 31 May 2026",
        "File review: overdue since 31 May 2026, goes up to the assistant special agent in charge",
        "File review: overdue since 31 May 2026, goes up to the special agent in charge",
    ]
    assert (review().role, review().rung) == ("special_agent_in_charge", 2)


def test_what_was_missed_while_nobody_worked_is_made_up_once(pass_days, told):
    pass_days(DUE + timedelta(days=40))
    pass_days(DUE + timedelta(days=41))

    assert len(told()) == 5


def test_a_review_starts_the_clock_anew(acting, boss, case, pass_days, review, told):
    pass_days(DUE + timedelta(days=20))
    with at(DUE + timedelta(days=21)), acting(boss):
        take_step(fetch(Case, case.id), "record_review", by=boss)

    assert review().due_on == DUE + timedelta(days=21 + 90)
    assert (review().rung, review().role) == (0, "group_supervisor")
    before = len(told())
    pass_days(review().due_on - timedelta(days=14))
    assert len(told()) == before + 1


def test_a_closed_case_has_no_clock_and_a_reopened_one_a_new_one(acting, agent, boss, case, review):
    with at(OPENED + timedelta(days=5)):
        close(acting, agent, boss, case)
    assert (review().state, review().next_at) == ("stopped", None)

    reopened_on = OPENED + timedelta(days=200)
    with at(reopened_on), acting(boss):
        found = fetch(Case, case.id)
        take_step(found, "reopen", by=boss, reason="New evidence.")

        assert (found.number, found.closed_on) == (case.number, None)
        assert found.review_due_on == reopened_on + timedelta(days=90)


def close(acting, agent, boss, case):
    with acting(agent):
        take_step(fetch(Case, case.id), "ask_to_close", by=agent, reason="All is done.")
    with acting(boss):
        take_step(fetch(Case, case.id), "approve_closing", by=boss)


def test_paused_time_does_not_count(acting, boss, case, review, pass_days, told):
    with at(OPENED + timedelta(days=10)), acting(boss):
        pause_clock(fetch(Case, case.id), "review", by=boss, reason="Stayed by the court.")
    pass_days(DUE + timedelta(days=10))
    assert told() == ["File review: paused, due 31 May 2026"]

    with at(OPENED + timedelta(days=110)), acting(boss):
        found = fetch(Case, case.id)
        assert found.review_due_on is None
        resume_clock(found, "review", by=boss, reason="The stay is lifted.")

        assert found.review_due_on == DUE + timedelta(days=100)
    assert (review().state, review().due_on) == ("running", DUE + timedelta(days=100))


def test_a_pause_is_audited_with_its_reason(acting, boss, case, as_superuser):
    with acting(boss):
        pause_clock(fetch(Case, case.id), "review", by=boss, reason="Stayed by the court.")

    asked = "SELECT reason FROM casemgr.audit_event WHERE action = 'clock_paused'"
    assert as_superuser(asked) == [("Stayed by the court.",)]


@pytest.mark.parametrize(
    ("who", "reason", "refusal"),
    [("agent", "I am busy.", NotAllowed), ("boss", "  ", Invalid)],
)
def test_only_the_roles_that_the_clock_names_pause_it_and_only_with_a_reason(
    acting, case, request, who, reason, refusal
):
    person = request.getfixturevalue(who)
    with acting(person), pytest.raises(refusal):
        pause_clock(fetch(Case, case.id), "review", by=person, reason=reason)


def test_a_clock_that_is_not_paused_cannot_be_resumed(acting, boss, case):
    with acting(boss), pytest.raises(Conflict, match="is not paused"):
        resume_clock(fetch(Case, case.id), "review", by=boss, reason="Go on.")


def test_two_workers_at_once_fire_each_mark_once(app, case, told, as_superuser):
    ((service,),) = as_superuser(
        "SELECT id FROM casemgr.account WHERE kind = 'service' AND tenant_id = %s", case.tenant_id
    )
    ready, counts = threading.Barrier(2), []

    def work():
        with app.app_context(), at(DUE + timedelta(days=1)):
            person = load_person(case.tenant_id, service)
            with acting_as(person):
                ready.wait(10)
                counts.append(firing.fire_due_clocks(by=person))

    both = [threading.Thread(target=work) for _ in range(2)]
    [each.start() for each in both]
    [each.join(30) for each in both]

    assert sorted(counts) == [0, 3]
    assert len(told()) == 3


def test_a_crashed_job_leaves_nothing_and_its_repetition_all(
    app, case, told, monkeypatch, as_superuser
):
    real = firing._tell

    def crash(*words):
        real(*words)
        raise RuntimeError("the power went")

    with at(DUE + timedelta(days=1)):
        monkeypatch.setattr(firing, "_tell", crash)
        Worker(app, name="first").run_all()
        assert told() == []
        monkeypatch.setattr(firing, "_tell", real)
        as_superuser("UPDATE casemgr.job SET run_at = now() - interval '1 second'")
        Worker(app, name="second").run_all()

    assert len(told()) == 3


def test_a_mark_cannot_be_told_twice(case, as_superuser, pass_days):
    pass_days(DUE + timedelta(days=1))

    keys = as_superuser("SELECT firing FROM casemgr.workflow_event WHERE firing IS NOT NULL")
    assert sorted(keys) == [("review.1.0",), ("review.1.1",), ("review.1.2",)]


def test_a_tick_leaves_one_job_however_often_it_comes(app, case, as_superuser):
    with at(DUE + timedelta(days=1)):
        for _ in range(3):
            Worker(app).wake()

    asked = "SELECT count(*) FROM casemgr.job WHERE tenant_id <> %s"
    assert as_superuser(asked, CANARY_TENANT) == [(1,)]


def test_clocks_of_a_restricted_case_fire_too_and_stay_hidden(
    make_person, make_case, pass_days, acting, agent, as_superuser
):
    cleared = make_person("atf", "case_agent", clearances=["grand_jury"])
    with at(OPENED):
        make_case(cleared, state="active", compartments=["grand_jury"])

    pass_days(DUE + timedelta(days=1))

    asked = "SELECT mark, compartments FROM casemgr.workflow_clock WHERE tenant_id = %s"
    assert as_superuser(asked, cleared.tenant_id) == [(3, ["grand_jury"])]


BEFORE = """\
name: letter
version: 1
subject: case
start: sent
states: {sent: {}, answered: {final: true}, expired: {final: true}}
steps:
  answer: {from: sent, to: answered, roles: case_agent}
  expire: {from: sent, to: expired}
clocks:
  reply: {while: sent, business_days: 5, then: expire}
  reading: {while: sent, days: 30}
"""
AFTER = """\
name: letter
version: 2
subject: case
start: sent
states: {sent: {}, answered: {final: true}}
steps:
  answer: {from: sent, to: answered, roles: case_agent}
clocks:
  reading: {while: sent, days: 60}
  filing: {while: sent, days: 10}
"""


@pytest.fixture
def letter(live_by, make_case, agent):
    live_by(BEFORE)
    with at(OPENED):
        return make_case(agent)


def test_the_end_of_a_clock_takes_its_step(letter, pass_days, acting, agent):
    pass_days(date(2026, 3, 9), hour=23)
    with acting(agent):
        assert fetch(Case, letter.id).state == "sent"

    pass_days(date(2026, 3, 10))

    with acting(agent):
        found = fetch(Case, letter.id)
        assert found.state == "expired"
        last = history(found)[-1]
        assert (last.kind, last.step, last.reason) == ("step", "expire", "Reply ran out.")
        assert [row.next_at for row in list_clocks(instance_of(found))] == [None, None]


def test_a_step_in_time_stops_the_clock(letter, pass_days, acting, agent):
    with at(OPENED), acting(agent):
        take_step(fetch(Case, letter.id), "answer", by=agent)

    pass_days(date(2026, 4, 30))

    with acting(agent):
        assert fetch(Case, letter.id).state == "answered"


def test_another_version_stops_starts_and_keeps_clocks(letter, live_by, pass_days, acting, agent):
    live_by(AFTER)
    with at(OPENED + timedelta(days=2)), acting(agent):
        found = fetch(Case, letter.id)
        follow_definition([(instance_of(found), found)], definition_of(AFTER))

        rows = {row.name: row for row in list_clocks(instance_of(found))}
        assert rows["reply"].state == "stopped"
        assert rows["reading"].due_on == OPENED + timedelta(days=30)
        assert rows["filing"].due_on == OPENED + timedelta(days=12)


def test_a_clock_that_a_new_version_does_not_have_does_nothing_any_more(
    letter, live_by, pass_days, acting, agent
):
    live_by(AFTER)

    pass_days(date(2026, 3, 12))

    with acting(agent):
        found = fetch(Case, letter.id)
        assert found.state == "sent"
        assert "stopped" in {row.state for row in list_clocks(instance_of(found))}


def definition_of(text):
    return load_definition(read_text(text, "own.yaml"))


UNTIL = """\
name: letter
version: 1
subject: case
start: sent
states: {sent: {}, answered: {final: true}}
steps:
  answer: {from: sent, to: answered, roles: case_agent}
clocks:
  reply: {while: sent, until: case.received_on, remind: 3, role: group_supervisor, escalate: 2}
"""


def test_a_clock_ends_on_the_day_that_the_record_says_and_follows_it(
    live_by, make_case, acting, agent
):
    live_by(UNTIL)
    with at(OPENED):
        case = make_case(agent)
        assert look_at(acting, agent, case) == []
        change(acting, agent, case, date(2026, 3, 20))
        assert look_at(acting, agent, case) == [("running", date(2026, 3, 20), 0)]
        change(acting, agent, case, date(2026, 3, 1))

    (late,) = look_at(acting, agent, case)
    assert late == ("running", date(2026, 3, 1), 1)


def change(acting, agent, case, day):
    with acting(agent):
        update_case(fetch(Case, case.id), by=agent, fields={"received_on": day.isoformat()})


def look_at(acting, agent, case):
    with acting(agent):
        found = list_clocks(instance_of(fetch(Case, case.id)))
        return [(row.state, row.due_on, row.mark) for row in found]


def test_a_reminder_leaves_pages_that_are_open_as_they_are(acting, agent, case, pass_days):
    with acting(agent):
        before = instance_of(fetch(Case, case.id)).row_version
    pass_days(DUE - timedelta(days=14))

    with acting(agent):
        found = fetch(Case, case.id)
        assert instance_of(found).row_version == before
        assert history(found)[-1].actor_name == "The platform"
