"""Fields that depend on others, rows, and sensitive fields, as the pages of a case show them."""

import re

import pytest

from casemgr.audit.models import AuditEvent
from casemgr.cases.models import Case, CaseSubject
from casemgr.database.rows import fetch, rows
from casemgr.extensions import db
from casemgr.tenants.clearance import MASK

ROWS = "field_further_registrations"


@pytest.fixture
def investigator(make_person):
    return make_person("dea", "diversion_investigator")


@pytest.fixture
def subject(make_case, make_subject, investigator):
    case = make_case(investigator, case_type="diversion")
    registered = [{"number": "BM9990020", "lot": "7"}]
    return make_subject(case, investigator, fields={"further_registrations": registered})


@pytest.fixture
def page(browser, investigator, subject):
    client = browser(investigator)
    path = f"/cases/{subject.case_id}/subjects/{subject.id}/edit"

    def send(**entries):
        shown = client.get(path).text
        hidden = dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', shown))
        return client.post(path, data={**hidden, "role": "subject", **entries})

    return send


@pytest.fixture
def stored(acting, investigator, subject):
    def read():
        with acting(investigator):
            return fetch(CaseSubject, subject.id).fields

    return read


def test_a_row_is_added_without_saving_and_keeps_what_was_typed(page, stored):
    before = stored()

    answer = page(**{"add_row": ROWS, f"{ROWS}-0-field_number": "half"})

    assert answer.status_code == 200
    assert f'name="{ROWS}-1-field_number"' in answer.text
    assert 'value="half"' in answer.text
    assert "usa-error-message" not in answer.text
    assert stored() == before


def test_the_form_can_still_be_sent_after_a_row_was_added(page, stored):
    asked = page(add_row=ROWS)
    key = re.search(r'name="form_key" value="([^"]+)"', asked.text)[1]
    number = {f"{ROWS}-1-field_number": "FN9990018", f"{ROWS}-0-field_number": "BM9990020"}

    saved = page(form_key=key, **number)

    assert saved.status_code == 302
    assert [row["number"] for row in stored()["further_registrations"]] == list(
        reversed(number.values())
    )


def test_rows_are_saved_removed_and_keep_what_the_form_does_not_show(page, stored):
    saved = page(
        **{
            f"{ROWS}-0-field_number": "BM9990020",
            f"{ROWS}-0-field_expires_on": "2027-01-31",
            f"{ROWS}-1-field_number": "FN9990018",
            f"{ROWS}-1-remove": "y",
        }
    )

    assert saved.status_code == 302
    assert stored()["further_registrations"] == [
        {"number": "BM9990020", "lot": "7", "expires_on": "2027-01-31"}
    ]


def test_a_wrong_part_of_a_row_is_told_at_its_place(page):
    answer = page(**{f"{ROWS}-0-field_number": "BM9990021"})

    assert answer.status_code == 422
    assert f'id="{ROWS}-0-field_number-error"' in answer.text
    assert "Row 1, Registration number" in answer.text
    assert 'value="BM9990021"' in answer.text


def test_a_field_applies_as_soon_as_another_one_says_so(page, stored):
    before = stored()

    away = page(look="fields", field_custody_status="at_large", **{f"{ROWS}-0-field_number": "x"})
    arrested = page(look="fields", field_custody_status="arrested")

    assert 'id="field_arrested_on-field" data-applies="no"' in away.text
    assert 'id="field_arrested_on-field" data-applies="yes"' in arrested.text
    assert stored() == before


def test_what_is_sensitive_is_masked_for_others_and_its_showing_is_audited(
    browser, make_case, make_person, make_member, acting
):
    agent = make_person("atf", "case_agent")
    analyst = make_person("atf", "intelligence_analyst")
    case = make_case(agent, reach="tenant", fields={"source_used": True})

    ours = browser(agent).get(f"/cases/{case.id}").text
    theirs = browser(analyst).get(f"/cases/{case.id}").text

    label = "Confidential source used"
    assert re.search(rf"{label}</dt><dd>Yes", ours)
    assert re.search(rf"{label}</dt><dd>{re.escape(MASK)}", theirs)
    with acting(make_person("atf", "auditor")):
        shown = [event.facts for event in rows(db.select(AuditEvent)) if event.action == "read"]
    assert shown.count({"sensitive": ["source_used"]}) == 1


def test_an_edit_by_somebody_who_is_not_cleared_keeps_what_they_do_not_see(
    browser, make_case, make_person, make_member, acting
):
    agent = make_person("atf", "case_agent")
    analyst = make_person("atf", "intelligence_analyst")
    case = make_case(agent, fields={"source_used": True, "source_of_case": "other_agency"})
    make_member(case, agent, analyst)
    client, path = browser(analyst), f"/cases/{case.id}/edit"
    shown = client.get(path).text
    entries = dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', shown))
    chosen = re.search(r'name="field_source_of_case".*?value="(\w+)" selected', shown, re.DOTALL)

    saved = client.post(
        path,
        data=entries
        | {
            "title": "New title",
            "office": case.office,
            "predication": "x",
            "field_source_used": "no",
            "field_source_of_case": chosen[1],
            "field_referring_agency": "Police",
            "field_trafficking_scheme": "export",
        },
    )

    assert MASK[:4] in shown
    assert saved.status_code == 302
    with acting(agent):
        found = fetch(Case, case.id)
        assert (found.title, found.fields["source_used"]) == ("New title", True)
