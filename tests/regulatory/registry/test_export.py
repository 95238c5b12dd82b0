"""What a query finds leaves the registry for a purpose, whole, and as text alone."""

import csv
import io
import re
import zipfile
from html import unescape

import pytest

from regulatory.registry import exporting
from regulatory.registry.columns import COLUMNS


@pytest.fixture
def visitor(browser, examiner):
    """The browser of a licensing examiner."""
    return browser(examiner)


def test_a_result_is_exported_whole_as_csv(registry, visitor):
    answer = send(visitor, "?state=MO")

    lines = list(csv.DictReader(io.StringIO(answer.text)))
    assert answer.headers["Content-Disposition"] == "attachment; filename=registry.csv"
    assert len(lines) == 4
    assert {line["Place"] for line in lines} == {"Springfield, MO 65801", "Branson, MO 65616"}


def test_a_result_is_exported_in_parts(registry, visitor, monkeypatch):
    monkeypatch.setattr(exporting, "AT_ONCE", 2)

    assert len(send(visitor).text.splitlines()) == 7


def test_a_result_is_exported_as_a_workbook(registry, visitor):
    answer = send(visitor, "?q=smith", form="xlsx")

    sheet = zipfile.ZipFile(io.BytesIO(answer.data)).read("xl/sheet.xml").decode()
    assert sheet.count("<row>") == 4
    assert "OZARK ARMS" in sheet


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_no_spreadsheet_takes_a_name_for_a_formula(make_listed, visitor, form):
    make_listed('=HYPERLINK("http://x.example")')

    answer = send(visitor, form=form)

    if form == "csv":
        assert ",\"'=HYPERLINK" in answer.text
    else:
        sheet = zipfile.ZipFile(io.BytesIO(answer.data)).read("xl/sheet.xml").decode()
        assert '<c t="inlineStr"><is><t xml:space="preserve">=HYPERLINK' in sheet
        assert "<f>" not in sheet


def test_the_audit_has_the_purpose_the_query_and_the_count(registry, visitor, as_superuser):
    send(visitor, "?q=smith&state=MO")

    told = as_superuser(
        "SELECT reason, facts FROM casemgr.audit_event WHERE action = 'export_licences'"
    )
    facts = {"count": 3, "format": "csv", "query": {"q": ["smith"], "state": ["MO"]}}
    assert told == [("For the review of March 2026", facts)]


@pytest.mark.parametrize("purpose", ["", "because", "\u200b" * 20])
def test_without_a_purpose_nothing_is_exported(registry, visitor, purpose):
    answer = send(visitor, purpose=purpose)

    assert answer.status_code == 422
    assert "Write for what purpose" in answer.text


def test_too_much_for_one_table_is_refused_in_words(registry, visitor, monkeypatch):
    monkeypatch.setattr(exporting, "MOST", 3)

    answer = send(visitor)

    assert answer.status_code == 422
    assert "More than 3 licenses match" in answer.text
    assert "Narrow the query" in answer.text


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("?state=MO", "<strong>4 licenses</strong> match and are exported"),
        ("?q=ozark", "<strong>1 license</strong> matches and is exported"),
        ("?q=anhcor", "<strong>1 license</strong> matches and is exported"),
        ("?q=zzzzzz", "Nothing matches, so there is nothing to export"),
        ("?q=%25", "All that matches is exported"),
    ],
)
def test_the_page_says_how_many_before_anybody_confirms(registry, visitor, asked, told):
    assert told in visitor.get(f"/registry/export{asked}").text


def test_without_a_purpose_the_page_still_says_how_many(registry, visitor):
    assert "Export 4 licenses</button>" in send(visitor, "?state=MO", purpose="").text


def test_a_page_exports_a_second_time_without_being_opened_anew(registry, visitor):
    page = visitor.get("/registry/export?q=smith").text
    sent = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page))

    for form, kind in (("csv", "text/csv"), ("xlsx", "spreadsheetml")):
        answer = send(visitor, "?q=smith", form=form, **sent)
        assert kind in answer.content_type


def test_days_are_written_so_that_a_spreadsheet_sorts_them(registry, visitor):
    lines = list(csv.DictReader(io.StringIO(send(visitor).text)))

    assert lines
    assert all(re.fullmatch(r"\d{4}-\d\d-\d\d", line["Last listed"]) for line in lines)


def test_what_cannot_be_read_is_not_offered_for_export(registry, visitor):
    assert "Export all" in visitor.get("/registry/?q=smith").text
    assert "Export all" not in visitor.get("/registry/?q=%25").text


def test_every_column_is_written_as_the_page_shows_it(registry, visitor):
    columns = "&".join(f"column={name}" for name in COLUMNS)

    (line,) = csv.DictReader(io.StringIO(send(visitor, "?q=prairie").text))
    page = unescape(visitor.get(f"/registry/?q=prairie&{columns}").text)
    assert list(line) == list(COLUMNS.values())
    days = {"Expires", "Last listed"}
    told = {name: words for name, words in line.items() if name not in days}
    assert [words for words in told.values() if f">{words}<" not in page] == []


def test_nothing_is_no_table(registry, visitor):
    assert "nothing to export" in send(visitor, "?q=zzzzzz").text


def test_who_may_only_read_exports_nothing(browser, make_person):
    agent = browser(make_person("atf", "case_agent"))

    assert agent.get("/registry/export").status_code == 403
    assert re.search(r"/registry/export", agent.get("/registry/").text) is None


def send(visitor, asked="", purpose="For the review of March 2026", form="csv", **hidden):
    """Export what an address asks."""
    return visitor.send(f"/registry/export{asked}", purpose=purpose, format=form, **hidden)
