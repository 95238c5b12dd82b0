"""The inbox of the prosecutor's office: what comes first, what is filtered, how it is paged."""

import re

import pytest

from casemgr.database.rows import fetch
from casemgr.packets.models import Submission
from casemgr.packets.submissions.services import take_submission_step
from tests.makers.submissions import ATTORNEY, OFFICE


def _numbers(page):
    return re.findall(r"/submissions/[0-9a-f-]{36}\">([^<]+)<", page.text)


def test_a_prosecutors_first_page_is_the_inbox(browser, attorney):
    answer = browser(attorney).get("/")

    assert answer.headers["Location"] == "/submissions/"


def test_an_empty_inbox_says_what_will_come(browser, attorney):
    page = browser(attorney).get("/submissions/")

    assert "Nothing has arrived yet" in page.text


def test_the_inbox_lists_mine_then_what_nobody_has_then_the_others(
    browser, make_person, make_submission, acting, attorney
):
    theirs, free, mine, answered = (make_submission() for _ in range(4))
    colleague = make_person(OFFICE, ATTORNEY)
    for key, person in ((theirs, colleague), (mine, attorney), (answered, attorney)):
        with acting(person):
            take_submission_step(fetch(Submission, key), "take_up", by=person)
    with acting(attorney):
        take_submission_step(fetch(Submission, answered), "accept", by=attorney)

    page = browser(attorney).get("/submissions/")

    assert re.findall(r"/submissions/([0-9a-f-]{36})\"", page.text) == [
        str(key) for key in (mine, free, theirs, answered)
    ]


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("", 2),
        ("assigned=me", 1),
        ("assigned=nobody", 1),
        ("state=under_review", 1),
        ("state=received", 1),
        ("state=not-answered", 2),
        ("state=accepted", 0),
        ("q=gun-show", 1),
        ("q=785040", 2),
        ("q=%25", 0),
    ],
)
def test_the_inbox_is_filtered(browser, attorney, taken_up, make_submission, query, shown):
    make_submission("dea")

    page = browser(attorney).get(f"/submissions/?{query}")

    assert len(_numbers(page)) == shown


def test_the_inbox_is_filtered_by_agency(browser, attorney, taken_up, make_submission):
    make_submission("dea")
    client = browser(attorney)
    value = re.search(r'<option value="(\d+)">DEA', client.get("/submissions/").text)[1]

    page = client.get(f"/submissions/?sender={value}")

    assert len(_numbers(page)) == 1
    assert '<td data-label="From">DEA</td>' in page.text


@pytest.mark.parametrize("query", ["sender=x", "assigned=x", "state=x", "sender=99999"])
def test_a_filter_that_is_not_offered_is_said_to_be_wrong(browser, attorney, taken_up, query):
    page = browser(attorney).get(f"/submissions/?{query}")

    assert page.status_code == 422


def test_a_long_inbox_comes_in_parts(browser, attorney, acting, make_submission, as_superuser):
    make_submission()
    as_superuser(
        "INSERT INTO casemgr.submission SELECT (jsonb_populate_record(s, jsonb_build_object("
        "'id', uuidv7(), 'packet_id', uuidv7(), 'number', 'N-' || n))).*"
        " FROM casemgr.submission s, generate_series(1, 30) n"
    )
    client = browser(attorney)

    first = client.get("/submissions/?sort=-number")
    after = re.search(r'href="([^"]*after=[^"]*)" rel="next"', first.text)[1]
    second = client.get(after.replace("&amp;", "&"))

    assert (len(_numbers(first)), len(_numbers(second))) == (25, 6)
    assert not set(_numbers(first)) & set(_numbers(second))
