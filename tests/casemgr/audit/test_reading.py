"""The audit as auditors read it: found by filters, within the own agency, itself audited."""

import re
from datetime import datetime
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import psycopg
import pytest

from casemgr import audit
from casemgr.accounts.models import Account
from casemgr.audit import queries
from casemgr.database.installation import addresses, connect_directly
from casemgr.database.rows import fetch


@pytest.fixture
def auditor(make_person):
    return make_person("atf", "auditor", name="Priya Raman")


@pytest.fixture
def desk(browser, auditor):
    """The auditor's browser."""
    return browser(auditor)


@pytest.fixture
def told(acting, make_person):
    """Return what writes an event as somebody."""

    def tell(action, *, by=None, tenant="atf", **facts):
        person = by or make_person(tenant, "case_agent")
        with acting(person):
            audit.record(action, fetch(Account, person.id), by=person, **facts)
        return person

    return tell


def _shown(page):
    return re.findall(r'data-label="What">([^<]+)<', page.text)


def test_an_auditor_reads_events_newest_first(desk, told):
    told("first_act")
    told("second_act")

    assert _shown(desk.get("/audit/?action=act")) == ["Second act", "First act"]


@pytest.mark.parametrize("typed", ["Export licenses", "export_licences", "licence"])
def test_an_action_is_found_by_the_words_that_the_page_has_for_it(desk, told, typed):
    told("export_licences")

    assert _shown(desk.get("/audit/", query_string={"action": typed})) == ["Export licenses"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("person=marcus", ["Walk"]),
        ("action=RUN", ["Run"]),
        ("about=Nina&action=run", ["Run"]),
        ("outcome=refused", ["Run"]),
        ("action=walk&until=2199-01-01", ["Walk"]),
        ("action=walk&since=2199-01-01", []),
        ("action=%25", []),
    ],
)
def test_events_are_found_by_filters(desk, told, make_person, query, found):
    told("walk", by=make_person("atf", name="Marcus Reed"))
    told("run", by=make_person("atf", name="Nina Agent"), outcome="refused")

    assert _shown(desk.get(f"/audit/?{query}")) == found


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Etc/GMT+12"])
def test_the_days_of_a_filter_are_those_of_the_office(desk, told, monkeypatch, zone):
    """Of these two zones one has another date than UTC at any moment."""
    monkeypatch.setattr(queries, "current_pack", lambda: SimpleNamespace(time_zone=zone))
    day = datetime.now(ZoneInfo(zone)).date()
    told("walk")

    assert _shown(desk.get(f"/audit/?action=walk&since={day}&until={day}")) == ["Walk"]


def test_a_filter_takes_the_first_and_the_last_day_that_a_form_takes(desk, told):
    told("walk")

    page = desk.get("/audit/?action=walk&since=1800-01-01&until=2200-12-31")

    assert _shown(page) == ["Walk"]


@pytest.mark.parametrize("query", ["since=yesterday", "outcome=odd"])
def test_a_filter_that_cannot_be_read_says_so(desk, query):
    assert desk.get(f"/audit/?{query}").status_code == 422


def test_an_empty_search_says_that_nothing_matches(desk):
    page = desk.get("/audit/?action=nothing-like-it")

    assert "No events" in page.text
    assert "Clear the filter" in page.text


def test_older_events_are_on_the_next_page(desk, acting, auditor):
    with acting(auditor):
        for number in range(60):
            audit.record(f"count_{number:02}", by=auditor)

    first = desk.get("/audit/?action=count_")
    older = re.search(r'href="([^"]+)">Older events', first.text)[1]
    second = desk.get(older.replace("&amp;", "&"))

    assert (_shown(first)[0], len(_shown(first))) == ("Count 59", 50)
    assert (_shown(second)[-1], len(_shown(second))) == ("Count 00", 10)


def test_another_agencys_events_are_not_there(desk, told, as_superuser):
    told("secret_act", tenant="dea")
    [(foreign,)] = as_superuser("SELECT id FROM casemgr.audit_event WHERE action = 'secret_act'")

    assert _shown(desk.get("/audit/?action=secret")) == []
    assert desk.get(f"/audit/{foreign}").status_code == 404


def test_an_event_is_shown_whole(desk, told, as_superuser):
    told("weigh", reason="Asked by counsel", grams=[12, 13])
    [(key, leaf)] = as_superuser(
        "SELECT id, encode(leaf, 'hex') FROM casemgr.audit_event WHERE action = 'weigh'"
    )

    page = desk.get(f"/audit/{key}").text

    for part in ("Weigh", "Asked by counsel", "12, 13", leaf):
        assert part in page


def test_events_of_a_compartment_are_for_the_cleared_alone(browser, make_person, as_superuser):
    cleared = make_person("atf", "auditor", clearances=["grand_jury"])
    plain = make_person("atf", "auditor")
    as_superuser(
        "INSERT INTO casemgr.audit_event (tenant_id, id, xid, at, actor_id, actor_name, source,"
        " action, object_type, object_label, compartments, outcome, reason, facts, leaf)"
        " VALUES (%s, uuidv7(), '1', now(), %s, 'X', '', 'hear_witness', '', '', '{grand_jury}',"
        " 'done', '', '{}', '')",
        cleared.tenant_id,
        cleared.id,
    )

    found = [_shown(browser(one).get("/audit/?action=hear")) for one in (cleared, plain)]

    assert found == [["Hear witness"], []]


def test_reading_an_event_is_an_event(desk, told, as_superuser):
    told("weigh")
    [(key,)] = as_superuser("SELECT id FROM casemgr.audit_event WHERE action = 'weigh'")

    desk.get(f"/audit/{key}")

    assert as_superuser(
        "SELECT actor_name FROM casemgr.audit_event WHERE action = 'read' AND object_id = %s", key
    ) == [("Priya Raman",)]


@pytest.mark.parametrize("role", ["case_agent", "group_supervisor", "tenant_administrator"])
def test_the_audit_is_for_auditors_alone(browser, make_person, role):
    assert browser(make_person("atf", role)).get("/audit/").status_code == 403


CHANGES = [
    "UPDATE casemgr.audit_event SET actor_name = 'Nobody'",
    "DELETE FROM casemgr.audit_event",
    "TRUNCATE casemgr.audit_event",
    "INSERT INTO casemgr.audit_event (tenant_id, id) VALUES (1, uuidv7())",
]


@pytest.mark.parametrize("change", CHANGES)
def test_the_application_cannot_rewrite_the_audit(settings, told, change):
    told("weigh")
    with connect_directly(addresses(settings).administrator) as connection:
        connection.execute("SET ROLE casemgr_app")

        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute(change)


@pytest.mark.parametrize("change", CHANGES[:2])
def test_the_owner_of_the_table_reaches_no_event_of_it(settings, told, change):
    told("weigh")
    with connect_directly(addresses(settings).administrator) as connection:
        connection.execute("SET ROLE casemgr_owner")

        assert connection.execute(change).rowcount == 0
