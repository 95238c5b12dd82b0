"""Cases as tables: what leaves as CSV, and what a table may change."""

import csv
import io
import re

import pytest

from casemgr.audit.models import AuditEvent
from casemgr.cases.models import Case
from casemgr.database.rows import fetch, rows
from casemgr.extensions import db
from casemgr.jobs.models import Job
from casemgr.jobs.worker import Worker
from casemgr.spreadsheets import guarded, line, table_of, unguarded
from casemgr.tenants.field_text import cell_of, typed_in
from casemgr.tenants.fields import Field, clean_fields
from tests.casemgr.tenants.test_field_properties import FIELDS, SIMPLE


@pytest.fixture
def agent(make_person):
    return make_person("atf", "case_agent", name="Maria Alvarez")


@pytest.fixture
def desk(browser, agent):
    return browser(agent)


@pytest.fixture
def active(make_case, agent):
    return make_case(agent, "Alpha", state="active", fields={"priority": "routine"})


def post(client, path, page, **entries):
    shown = client.get(page).text
    token = re.search(r'name="csrf_token" value="([^"]+)"', shown)[1]
    return client.post(path, data={"csrf_token": token, **entries})


@pytest.fixture
def export(desk):
    def ask(query=""):
        answer = post(desk, f"/cases/export?{query}", "/cases/")
        return answer, list(csv.reader(io.StringIO(answer.text)))

    return ask


@pytest.fixture
def send(app, desk, agent, acting):
    """Send a table, let the worker do it, and return what became of its rows."""

    def run(table, way="do", refusal="good"):
        answer = post(
            desk, "/cases/import", "/cases/import", pasted=table, way=way, refusal=refusal
        )
        assert answer.status_code == 302, re.findall(r"error-message[^<]+", answer.text)
        Worker(app).run_all()
        with acting(agent):
            job = rows(db.select(Job).order_by(Job.created_at.desc()))[0]
            assert job.state == "done", job.problem
            return job.id, [(one["outcome"], one["reason"]) for one in job.result["rows"]]

    return run


@pytest.fixture
def stored(acting, agent, active):
    def read():
        with acting(agent):
            return fetch(Case, active.id).fields

    return read


def test_the_list_leaves_as_it_is_filtered_with_its_columns(export, make_case, agent):
    make_case(agent, "=HYPERLINK(1)", fields={"priority": "urgent", "firearms_involved": 9})
    make_case(agent, "Beta", fields={"priority": "routine"})

    answer, table = export("field_priority=urgent")

    assert answer.headers["Content-Disposition"] == "attachment; filename=cases.csv"
    assert answer.mimetype == "text/csv"
    head, only = table
    told = dict(zip(head, only, strict=True))
    assert told["Title"] == "'=HYPERLINK(1)"
    assert (told["Priority"], told["Firearms involved"]) == ("Urgent", "9")
    assert told["Agent"] == "Maria Alvarez"


def test_only_cases_that_the_person_may_know_of_leave(browser, make_person, make_case, agent):
    make_case(agent, "Hidden", reach="team")
    other = browser(make_person("atf", "case_agent"))

    assert "Hidden" not in post(other, "/cases/export", "/cases/new").text


def test_an_export_is_audited_with_its_filters(export, make_case, make_person, agent, acting):
    make_case(agent)
    export("state=draft")

    with acting(make_person("atf", "auditor")):
        events = [one for one in rows(db.select(AuditEvent)) if one.action == "export_cases"]
    [event] = events
    assert event.facts["count"] == 1
    assert event.facts["filters"] == {"state": "draft"}
    assert "priority" in event.facts["columns"]


def test_many_cases_leave_in_the_order_of_the_list(export, make_case, agent):
    for number in range(3):
        make_case(agent, f"Case {number}", fields={"firearms_involved": 3 - number})

    _, table = export("sort=firearms_involved")

    assert [row[1] for row in table[1:]] == ["Case 2", "Case 1", "Case 0"]


def test_good_rows_are_taken_and_bad_ones_refused_in_words(send, active, stored):
    table = (
        "number,priority,Loss or proceeds,received_on\n"
        f'{active.number},Urgent,"1,150.00",\n'
        f"{active.number},urgent,,\n"
        "none-such,urgent,,\n"
        f"{active.number},urgent\n"
    )

    _, results = send(table)

    assert results == [
        ("changed", ""),
        ("refused", "Line 2 has this number already."),
        ("refused", "There is none of this number that you can see."),
        ("refused", "Line 2 has this number already."),
    ]
    assert stored() == {"priority": "urgent", "loss_amount": 115000}


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ("soonest,", "Priority: Choose one of the listed entries."),
        (",lots", "Loss or proceeds: Write an amount such as 1,150.00."),
        (",-5", "Loss or proceeds: Write at least USD 0."),
        ("urgent,1,2", "The row has 4 cells and the head 3."),
    ],
)
def test_a_refused_row_says_why_and_changes_nothing(send, active, stored, cells, reason):
    _, results = send(f"number,priority,loss_amount\n{active.number},{cells}\n")

    assert results == [("refused", reason)]
    assert stored() == {"priority": "routine"}


def test_nothing_is_changed_when_all_or_none_is_asked(send, active, stored):
    table = f"number,priority\n{active.number},urgent\nnone-such,urgent\n"

    _, results = send(table, refusal="all")

    assert [outcome for outcome, _ in results] == ["held back", "refused"]
    assert stored() == {"priority": "routine"}


def test_a_trial_changes_nothing_until_it_is_carried_out(app, send, desk, active, stored):
    key, results = send(f"number,priority\n{active.number},urgent\n", way="try")

    assert results == [("changed", "")]
    assert stored() == {"priority": "routine"}
    assert "To be changed" in desk.get(f"/cases/import/{key}").text

    post(desk, f"/cases/import/{key}/apply", f"/cases/import/{key}")
    Worker(app).run_all()

    assert stored() == {"priority": "urgent"}


def test_a_row_that_changes_nothing_says_so(send, active):
    assert send(f"number,priority\n{active.number},routine\n")[1] == [("same", "")]


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ("", "Choose a file"),
        ("number,nothing\nx,y\n", "The column &#34;nothing&#34;"),
        ("priority\nurgent\n", "The head names"),
        ("number,priority,priority\nx,y,z\n", "The head names"),
        ("number,priority\n", "1 to 5,000 rows"),
        ('number,priority\n"x,y\n', "not a table"),
        ("number,priority\n\x00,y\n", "cannot be stored"),
    ],
)
def test_a_table_that_cannot_be_read_is_kept_and_says_why(desk, table, said):
    answer = post(desk, "/cases/import", "/cases/import", pasted=table, way="do", refusal="good")

    assert answer.status_code == 422
    assert said in answer.text


def test_a_table_that_is_no_text_is_refused(desk):
    file = (io.BytesIO(b"number,priority\n\xff\xfe,x\n"), "x.csv")

    answer = post(desk, "/cases/import", "/cases/import", table=file, way="do", refusal="good")

    assert answer.status_code == 422
    assert "is not UTF-8" in answer.text


def test_fields_that_a_person_does_not_see_are_no_columns(browser, make_person, desk):
    analyst = browser(make_person("atf", "intelligence_analyst"))

    assert "source_used" in desk.get("/cases/import/template").text
    assert "source_used" not in analyst.get("/cases/import/template").text


def test_the_import_of_somebody_else_is_not_there(browser, make_person, send, active):
    key, _ = send(f"number,priority\n{active.number},urgent\n", way="try")
    other = browser(make_person("atf", "case_agent"))

    assert other.get(f"/cases/import/{key}").status_code == 404


def test_an_import_may_not_change_what_its_sender_may_only_read(
    app, browser, make_person, active, acting, agent
):
    reader = make_person("atf", "intelligence_analyst")
    client = browser(reader)
    table = f"number,priority\n{active.number},urgent\n"
    post(client, "/cases/import", "/cases/import", pasted=table, way="do", refusal="good")
    Worker(app).run_all()

    with acting(agent):
        assert fetch(Case, active.id).fields == {"priority": "routine"}


@pytest.mark.parametrize(
    "text", ["=1+1", "+x", "-x", "@x", "\tx", "\nx", "\uff1dx", "'x", "'=x", "-5", "1,000.5", ""]
)
def test_no_cell_is_a_formula_and_each_comes_back(text):
    written = guarded(text)

    assert not re.match(r"[=+@\t\n\uff1d]|-\D", written)
    assert unguarded(written) == text
    assert table_of(line(["a", text]))[0].cells == ["a", text]


def test_a_value_of_every_type_comes_back_from_its_cell():
    rows_ = [{**SIMPLE, "text": 'Kansas, "West"'}]
    typed = {**SIMPLE, "multi_choice": ["r", "b"], "composite": "b", "group": rows_}
    written = [one for one in FIELDS if one.is_entered and one.type != "person"]
    values, messages = clean_fields(written, typed)

    cells = {one.name: cell_of(one, values[one.name]) for one in written if one.name in values}
    again, faults = clean_fields(
        written, {one.name: typed_in(one, cells[one.name]) for one in written if one.name in cells}
    )

    assert (messages, faults) == ({}, {})
    assert again == values


def test_a_row_with_too_many_parts_is_refused():
    group = Field("g", "G", "group", parts=(Field("a", "A", "text"),))

    with pytest.raises(ValueError, match="there are 2"):
        typed_in(group, "x,y")
