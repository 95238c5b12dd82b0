"""Steps of every kind of record ask for fields on one page: reports and exhibits as cases do."""

import pytest

from casemgr.database.rows import fetch
from casemgr.evidence.models import Exhibit
from casemgr.reports.models import Report
from casemgr.workflows.services import history

EXHIBIT = """\
name: sample
version: 1
subject: exhibit
start: out
states: {out: {}, back: {final: true}}
steps:
  come_back:
    label: Record that it is back
    from: out
    to: back
    roles: case_agent
    form: [laboratory_number, laboratory_result]
    required: laboratory_number
"""
REPORT = """\
name: telling
version: 1
subject: report
start: draft
states: {draft: {}, told: {final: true}}
steps:
  tell:
    label: Tell it
    from: draft
    to: told
    roles: case_agent
    form: [location]
    required: location
    reason: required
"""


@pytest.fixture
def agent(make_person):
    return make_person("atf", "case_agent")


@pytest.fixture
def exhibit(live_by, acting, agent, make_exhibit):
    live_by(EXHIBIT)
    with acting(agent):
        return make_exhibit(agent)


@pytest.fixture
def report(live_by, agent, make_report, make_case):
    live_by(REPORT)
    return make_report(make_case(agent), agent)


def test_a_step_of_an_exhibit_asks_on_its_page(browser, acting, agent, exhibit):
    client, shown = browser(agent), f"/exhibits/{exhibit.id}"
    page = f"{shown}/steps/come_back"
    assert page in client.get(shown).text
    assert "Reason" not in client.get(page).text

    refused = client.send(page, page=page, field_laboratory_result="Methamphetamine")
    assert (refused.status_code, "Enter: Laboratory number" in refused.text) == (422, True)
    assert "Methamphetamine" in refused.text

    client.send(page, page=page, field_laboratory_number="26-118")
    with acting(agent):
        found = fetch(Exhibit, exhibit.id)
        assert (found.state, found.fields["laboratory_number"]) == ("back", "26-118")
        assert history(found)[-1].entries["laboratory_number"] == "26-118"


def test_a_step_of_a_report_asks_for_the_fields_and_for_the_reason(browser, acting, agent, report):
    client, shown = browser(agent), f"/reports/{report.id}"
    page = f"{shown}/steps/tell"
    assert page in client.get(shown).text

    refused = client.send(page, page=page, field_location="Joplin", reason="")
    assert refused.status_code == 422

    client.send(page, page=page, field_location="Joplin", reason="It is done.")
    with acting(agent):
        found = fetch(Report, report.id)
        assert (found.state, found.fields["location"]) == ("told", "Joplin")


def test_a_step_of_a_record_that_one_may_not_know_of_has_no_page(browser, make_person, exhibit):
    stranger = browser(make_person("dea", "case_agent"))

    assert stranger.get(f"/exhibits/{exhibit.id}/steps/come_back").status_code == 404
