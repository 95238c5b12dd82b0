"""A filter from which nobody can tell what is meant finds nothing: it never means everything."""

import pytest

from tests.regulatory.registry.conftest import names_in

UNREADABLE = [
    ("state=ZZ", "State “ZZ”"),
    ("type=99", "Type or activity “99”"),
    ("status=suspended", "Status “suspended”"),
    ("since=yesterday", "Expires from “yesterday”"),
    ("zip=ab", "ZIP “ab”"),
    ("city=%25", "City “%”"),
    ("county=a%00", "cannot be stored"),
    ("q=a%00", "cannot be stored"),
]


@pytest.fixture
def visitor(browser, examiner):
    """The browser of a licensing examiner."""
    return browser(examiner)


@pytest.mark.parametrize(("asked", "told"), UNREADABLE)
def test_the_page_says_which_one_and_lists_nobody(registry, visitor, asked, told):
    page = visitor.get(f"/registry/?{asked}")

    assert page.status_code == 422
    assert told in page.text
    assert names_in(page) == []


@pytest.mark.parametrize(("asked", "told"), [*UNREADABLE, ("q=%25", "no letter and no digit")])
def test_no_export_takes_it_for_the_whole_registry(registry, visitor, as_superuser, asked, told):
    given = {"purpose": "For the review of March 2026", "format": "csv"}

    answer = visitor.send(f"/registry/export?{asked}", **given)

    assert (answer.status_code, answer.mimetype) == (422, "text/html")
    assert told in answer.text
    done = "SELECT 1 FROM casemgr.audit_event WHERE action = 'export_licences'"
    assert as_superuser(done) == []


@pytest.mark.parametrize(("asked", "told"), UNREADABLE)
def test_none_is_kept_under_a_name(registry, visitor, asked, told):
    answer = visitor.send(f"/registry/save?{asked}", name="Mine")

    assert answer.status_code == 422
    assert told in answer.text
    assert "None yet" in visitor.get("/registry/").text


def test_while_one_types_the_refusal_is_shown_in_the_place_of_the_answer(registry, visitor):
    page = visitor.get("/registry/?q=" + "x" * 201, headers={"HX-Request": "true"})

    assert page.status_code == 422
    assert "Write at most 200 characters" in page.text


def test_what_can_be_done_with_a_query_follows_what_is_typed(registry, visitor):
    page = visitor.get("/registry/?q=smith&state=MO", headers={"HX-Request": "true"})

    assert 'href="/registry/export?q=smith&amp;state=MO"' in page.text
    assert 'href="/registry/save?q=smith&amp;state=MO"' in page.text


@pytest.mark.parametrize(
    ("typed", "told"),
    [("smith", "Licenses 1 to 3"), ("zzzzzz", "Nothing found"), ("%", "Nothing found")],
)
def test_a_screen_reader_is_told_in_one_line_what_was_found(registry, query, typed, told):
    line = query(typed).text.split('role="status" hx-swap-oob="innerHTML">')[1].split("<")[0]

    assert line == told
