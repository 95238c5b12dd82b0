"""The list of cases: filters, order and paging by the platform's and the agency's fields."""

import re
import uuid
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import event

from casemgr import clock
from casemgr.cases import listing
from casemgr.cases.models import Case
from casemgr.database.rows import fetch
from casemgr.extensions import db


@pytest.fixture
def agent(make_person):
    return make_person("atf", "case_agent", name="Maria Alvarez")


@pytest.fixture
def desk(browser, agent):
    return browser(agent)


@pytest.fixture(autouse=True)
def _wider_filters(use_fields):
    """Let the list be filtered by a date and an amount as well."""
    ranged = ("received_on", "loss_amount")
    use_fields("atf", "case", lambda one: replace(one, filter=one.filter or one.name in ranged))


@pytest.fixture
def three(make_case, agent):
    """Three cases that differ in the agency's fields."""
    given = [
        (
            "Alpha",
            {
                "priority": "urgent",
                "firearms_involved": 9,
                "undercover_used": True,
                "received_on": "2026-01-31",
                "loss_amount": 50000,
            },
        ),
        (
            "beta",
            {
                "priority": "routine",
                "firearms_involved": 14,
                "trafficking_scheme": ["straw_purchase"],
                "received_on": "2026-02-02",
                "loss_amount": 100050,
            },
        ),
        ("Gamma", {}),
    ]
    return [make_case(agent, title, fields=fields) for title, fields in given]


def titles(page):
    found = re.findall(r'data-label="Title">([^<]+)<', page.text)
    return [title.strip() for title in found]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("q=alph", ["Alpha"]),
        ("q=no+such+title", []),
        ("field_priority=urgent", ["Alpha"]),
        ("field_undercover_used=yes", ["Alpha"]),
        ("field_trafficking_scheme=straw_purchase", ["beta"]),
        ("field_priority=routine&q=beta", ["beta"]),
        ("state=active", []),
        ("state=draft&sort=title", ["Alpha", "beta", "Gamma"]),
        ("case_type=arson_and_explosives", []),
        ("opened_from=2199-01-01", []),
        ("overdue=y", []),
        ("sort=-title", ["Gamma", "beta", "Alpha"]),
        ("sort=firearms_involved", ["Alpha", "beta", "Gamma"]),
        ("sort=-firearms_involved", ["beta", "Alpha", "Gamma"]),
        ("sort=priority", ["beta", "Alpha", "Gamma"]),
        ("field_received_on-from=2026-02-01", ["beta"]),
        ("field_received_on-to=2026-02-01", ["Alpha"]),
        ("field_loss_amount-from=1%2C000.50", ["beta"]),
        ("field_loss_amount-from=5&field_loss_amount-to=%24999.99", ["Alpha"]),
        ("", ["Gamma", "beta", "Alpha"]),
    ],
)
def test_the_list_is_narrowed_and_ordered_as_asked(desk, three, query, expected):
    assert titles(desk.get(f"/cases/?{query}")) == expected


@pytest.mark.parametrize(
    "query",
    [
        *("state=%27%3B--", "agent=nobody", "opened_from=yesterday", "sort=password"),
        *("q=%00%FF", "x=1", "field_loss_amount-from=lots", "field_received_on-to=soon"),
    ],
)
def test_a_filter_that_cannot_be_read_narrows_nothing(desk, three, query):
    page = desk.get(f"/cases/?{query}")

    assert page.status_code == 200
    assert len(titles(page)) == 3


def test_a_value_stored_in_another_form_fits_no_range_and_stands_last(
    desk, three, agent, make_case
):
    make_case(agent, "Odd", fields={"loss_amount": "lots", "firearms_involved": "many"})

    assert titles(desk.get("/cases/?field_loss_amount-from=0")) == ["beta", "Alpha"]
    assert titles(desk.get("/cases/?sort=firearms_involved"))[:2] == ["Alpha", "beta"]


def test_a_sensitive_column_is_there_for_the_cleared_alone(
    browser, make_person, agent, make_case, use_fields
):
    use_fields("atf", "case", lambda one: replace(one, sensitive=one.name == "priority"))
    make_case(agent, "Known", reach="tenant", fields={"priority": "urgent"})
    make_case(agent, "Other", reach="tenant", fields={"priority": "routine"})
    analyst = browser(make_person("atf", "intelligence_analyst"))

    ours = browser(agent).get("/cases/?field_priority=urgent&sort=priority")
    theirs = analyst.get("/cases/?field_priority=urgent&sort=priority")

    assert titles(ours) == ["Known"]
    assert sorted(titles(theirs)) == ["Known", "Other"]
    assert "Urgent" in ours.text
    assert "Urgent" not in theirs.text


@pytest.mark.parametrize("cursor", ["1", "x.y", f"1.{'z' * 36}", "-1." + "0" * 36])
def test_a_cursor_that_was_tampered_with_is_a_page_that_does_not_exist(desk, cursor):
    assert desk.get(f"/cases/?after={cursor}").status_code == 404


def test_a_cursor_to_a_case_that_is_not_there_shows_nothing(desk, three):
    page = desk.get(f"/cases/?after=26.{uuid.uuid4()}")

    assert page.status_code == 200
    assert titles(page) == []


@pytest.mark.parametrize("sort", ["", "-title", "firearms_involved", "review_due_on", "number"])
def test_paging_shows_every_case_once_forward_and_back(desk, agent, make_case, sort):
    for number in range(30):
        make_case(agent, f"Case {number:02}", fields={"firearms_involved": number % 4})

    first = desk.get(f"/cases/?sort={sort}")
    second = desk.get(_link(first, "next"))
    back = desk.get(_link(second, "prev"))

    assert "Investigations 1 to 25" in first.text
    assert "Investigations 26 to 30" in second.text
    assert sorted(titles(first) + titles(second)) == [f"Case {number:02}" for number in range(30)]
    assert titles(back) == titles(first)
    assert "Investigations 1 to 25" in back.text


def test_a_late_review_is_found(desk, agent, make_case, acting):
    case = make_case(agent, "Late one", state="active")
    make_case(agent, "In time", state="active")
    with acting(agent):
        fetch(Case, case.id).review_due_on = clock.today() - timedelta(days=2)

    assert titles(desk.get("/cases/?overdue=y")) == ["Late one"]


def test_the_agency_with_other_fields_has_other_columns(browser, make_person, make_case):
    agent = make_person("dea", "case_agent")
    slots = {"target": "Y", "agencies": "A"}
    make_case(agent, "Pharmacy", fields={"gdep": {"code": "YAC1A", "slots": slots}})

    page = browser(agent).get("/cases/?field_gdep=ya")

    assert titles(page) == ["Pharmacy"]
    assert "YAC1A" in page.text
    assert "Firearms involved" not in page.text


def test_a_page_of_the_list_is_two_queries_however_many_rows_it_has(app, agent, make_case, acting):
    for _ in range(26):
        make_case(agent)

    with acting(agent), app.test_request_context():
        db.session.connection()
        with _noting() as asked:
            listing.list_cases({}, listing.NEWEST_FIRST)

    assert len(asked) == 2, asked


def test_the_usual_order_reads_the_index_and_no_more_than_a_page(app, agent, make_case, acting):
    for _ in range(30):
        make_case(agent)

    with acting(agent), app.test_request_context():
        connection = db.session.connection()
        for way in ("seqscan", "bitmapscan", "sort"):  # of thirty rows each is as good
            connection.exec_driver_sql(f"SET LOCAL enable_{way} = off")
        with _noting() as asked:
            listing.list_cases({}, listing.NEWEST_FIRST)
        explained = connection.exec_driver_sql("EXPLAIN " + asked[0][0], asked[0][1])
        plan = "\n".join(explained.scalars())

    assert "ix_case_opened" in plan
    assert "Sort" not in plan


def test_a_sort_by_day_is_by_day(desk, agent, make_case, acting):
    for title, day in (("May", date(2026, 5, 1)), ("March", date(2026, 3, 1))):
        case = make_case(agent, title)
        with acting(agent):
            fetch(Case, case.id).opened_on = day

    assert titles(desk.get("/cases/?sort=opened_on")) == ["March", "May"]


@contextmanager
def _noting():
    """Note the statements that are sent to the database."""
    asked = []

    def note(connection, cursor, statement, parameters, *_):
        asked.append((statement, parameters))

    event.listen(db.engine, "before_cursor_execute", note)
    yield asked
    event.remove(db.engine, "before_cursor_execute", note)


def _link(page, rel):
    return re.search(rf'href="([^"]+)" rel="{rel}"', page.text)[1].replace("&amp;", "&")


def test_the_cases_of_an_agent_who_left_are_found_by_the_filter(
    browser, agent, make_case, make_person, as_superuser
):
    case = make_case(agent, "The agent who left", reach="tenant")
    as_superuser("UPDATE casemgr.account SET status = 'disabled' WHERE id = %s", agent.id)
    desk = browser(make_person("atf", "group_supervisor"))

    page = desk.get(f"/cases/?agent={agent.id}").text

    assert re.search(rf'<option[^>]* value="{agent.id}"[^>]*>Maria Alvarez', page)
    assert f"/cases/{case.id}" in page
