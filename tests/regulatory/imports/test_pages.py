"""The pages on which lists are imported."""

import io

import pytest

from casemgr.audit.models import AuditEvent
from casemgr.jobs.worker import Worker
from regulatory.registry.models import RegistryImport
from tests.regulatory.imports.conftest import found, licences, row, text_of


@pytest.fixture
def send(browser, examiner):
    """Return what sends a file in and the browser that did: send(text, name)."""

    def send(text, name="0513-list.txt", **entries):
        client = browser(examiner)
        data = {"file": (io.BytesIO(text.encode()), name), "csrf_token": client.token(), **entries}
        return client, client.post("/registry/imports/new", data=data)

    return send


def test_a_list_is_read_looked_at_and_applied(app, send, examiner):
    client, answer = send(text_of(row(1), row(2), row(3, LIC_XPRDTE="4I")))
    page = answer.location
    assert "Waiting to start" in client.get(page).text

    Worker(app).run_all()
    read = client.get(page).text
    assert "Nothing has been changed yet" in read
    assert "The month letter I does not exist" in read
    assert licences(examiner) == {}

    client.send(f"{page}/apply")
    Worker(app).run_all()
    assert "Applied" in client.get(page).text
    assert sorted(licences(examiner)) == ["57400001", "57400002"]


def test_the_page_says_that_a_day_is_a_guess(app, send):
    client, answer = send(text_of(row(1)), "list.txt")
    Worker(app).run_all()

    assert "The day of the list is a guess" in client.get(answer.location).text


def test_the_report_names_line_reason_and_row(app, send):
    client, answer = send(text_of(row(1), row(2, LIC_REGN="=2")))
    Worker(app).run_all()

    lines = client.get(f"{answer.location}/report.csv").text.splitlines()
    assert lines[0] == "Line,Result,Reason,Row"
    assert lines[1].startswith("3,refused,")
    assert "'=2" in lines[1]


def test_an_import_can_be_abandoned(app, send, examiner):
    client, answer = send(text_of(row(1)))
    Worker(app).run_all()

    client.send(f"{answer.location}/abandon")

    assert "Not applied" in client.get(answer.location).text
    assert client.send(f"{answer.location}/apply").status_code == 409
    assert licences(examiner) == {}


def test_reading_goes_on_where_it_was_broken_off(app, send, examiner, begin):
    begin(examiner, text_of(row(1)))
    one = found(examiner, RegistryImport)[0]
    client, _ = send(text_of(row(1)), "other.txt", list_date="2012-01-01")

    assert "broken off" in client.get(f"/registry/imports/{one.id}").text
    client.send(f"/registry/imports/{one.id}/resume")
    Worker(app).run_all()

    assert "Apply the list" in client.get(f"/registry/imports/{one.id}").text


@pytest.mark.parametrize(
    ("text", "status", "words"),
    [
        ("", 422, "The file is empty"),
        ("PK\x03\x04", 422, "ZIP archive"),
        ("Some words", 422, "no list that is known"),
        ("BUYER,SERIAL NO,MAKE\n", 403, "18 U.S.C. 926(a)"),
    ],
)
def test_what_is_no_list_is_refused_on_the_form(send, examiner, text, status, words):
    _, answer = send(text)

    assert answer.status_code == status
    assert words in answer.text
    assert found(examiner, RegistryImport) == []


def test_the_refusal_of_a_registry_of_owners_is_recorded(send, examiner):
    send("BUYER,SERIAL NO,MAKE\n")

    refused = [one for one in found(examiner, AuditEvent) if one.outcome == "refused"]
    assert "926(a)" in refused[0].reason


def test_two_at_once_are_refused_on_the_form(send):
    send(text_of(row(1)), "first.txt")

    _, answer = send(text_of(row(2)), "second.txt")

    assert answer.status_code == 409
    assert "The import of first.txt, begun" in answer.text


def test_the_file_that_is_missing_is_asked_for(browser, examiner):
    answer = browser(examiner).send("/registry/imports/new")

    assert answer.status_code == 422
    assert "Choose the file of the list." in answer.text


def test_the_lists_that_came_in_are_listed(browser, examiner, bring):
    assert "No lists yet" in browser(examiner).get("/registry/imports/").text

    bring(examiner, text_of(row(1)), "0513-list.txt")

    assert "0513-list.txt" in browser(examiner).get("/registry/imports/").text


def many(count):
    """A list of that many licensees."""
    return text_of(*(row(number) for number in range(1, count + 1)))


def test_a_list_by_which_most_licences_would_be_gone_needs_a_tick(app, send, examiner, bring):
    bring(examiner, many(220), "0413-list.txt")
    client, answer = send(many(100))
    Worker(app).run_all()
    assert "Most licenses would be gone" in client.get(answer.location).text

    refused = client.send(f"{answer.location}/apply")
    assert refused.status_code == 409
    assert "Of 220 licenses over which the list reaches, 120 are not on it" in refused.text

    client.send(f"{answer.location}/apply", allow_vanishing="y")
    Worker(app).run_all()
    gone = [one for one in licences(examiner).values() if one.status == "gone"]
    assert len(gone) == 120


def test_a_list_that_lacks_a_few_needs_none(app, send, examiner, bring):
    bring(examiner, many(220), "0413-list.txt")
    client, answer = send(many(200))
    Worker(app).run_all()

    assert "Most licenses would be gone" not in client.get(answer.location).text
    client.send(f"{answer.location}/apply")
    Worker(app).run_all()
    assert "Applied" in client.get(answer.location).text
