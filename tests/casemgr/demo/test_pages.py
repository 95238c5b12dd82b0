"""How the walk reads pages and fills in forms."""

import pytest

from casemgr.demo.walking.pages import Page

HTML = """<title>Add - casemgr</title><h1>Add a <em>charge</em></h1>
<a href="/cases/1/edit">Edit <span>the case</span></a>
<form method="get" action="/find"><input name="q"></form>
<form method="post" action="/cases/1">
  <input type="hidden" name="csrf_token" value="abc">
  <label for="t">Title</label><input id="t" name="title" value="Old &amp; new">
  <textarea name="note">First
second</textarea>
  <select name="venue"><option value="">None</option><option value="mowd">Western</option></select>
  <input type="checkbox" id="a" name="tier" value="rule_16"><label for="a">Rule 16</label>
  <input type="checkbox" id="b" name="tier" value="jencks" checked><label for="b">Jencks</label>
  <button name="go" value="1">Save</button>
</form>"""


@pytest.fixture
def page():
    return Page(HTML)


def test_page_knows_its_heading_title_and_links(page):
    assert page.heading == "Add a charge"
    assert page.title == "Add - casemgr"
    assert page.link("/edit", "the case") == "/cases/1/edit"


def test_form_sends_what_a_browser_would(page):
    assert page.form(entry="title").entries() == [
        ("csrf_token", "abc"),
        ("title", "Old & new"),
        ("note", "First\nsecond"),
        ("venue", ""),
        ("tier", "jencks"),
    ]


def test_choices_are_made_by_value_or_by_words(page):
    form = page.form("/cases/1")

    form.enter("venue", "Western")
    form.enter("tier", ["rule_16", "Jencks"])

    assert ("venue", "mowd") in form.entries()
    assert [value for name, value in form.entries() if name == "tier"] == ["rule_16", "jencks"]


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [("title2", "x", "has no entry title2"), ("venue", "Eastern", "does not offer 'Eastern'")],
)
def test_what_a_form_does_not_have_is_named(page, name, value, words):
    with pytest.raises(LookupError, match=words):
        page.form(entry="title").enter(name, value)
