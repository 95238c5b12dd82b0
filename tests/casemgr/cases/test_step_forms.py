"""Steps that ask for fields: what is entered is kept in the record and in its history."""

import pytest

from casemgr.cases.models import Case
from casemgr.database.rows import fetch
from casemgr.workflows.services import StepRefused, history, instance_of, offered_steps, take_step

WORKFLOW = """\
name: asking
version: 1
subject: case
start: open
states: {open: {}, waiting: {}}
steps:
  wait:
    label: Wait for something
    from: open
    to: waiting
    roles: case_agent
    form: [priority, synopsis]
    required: priority
  go_on: {from: waiting, to: open, roles: case_agent}
"""


@pytest.fixture
def agent(make_person):
    return make_person("atf", "case_agent")


@pytest.fixture
def case(live_by, make_case, agent):
    live_by(WORKFLOW)
    return make_case(agent, fields={"synopsis": "A pistol."})


def test_what_is_entered_stays_in_the_record_and_in_its_history(acting, agent, case):
    with acting(agent):
        found = fetch(Case, case.id)
        take_step(found, "wait", by=agent, entries={"priority": "urgent", "title": "no"})

        assert found.fields["priority"] == "urgent"
        assert found.fields["synopsis"] == "A pistol."
        assert "title" not in found.fields
        assert history(found)[-1].entries["priority"] == "urgent"


def test_a_step_is_refused_until_what_it_needs_is_entered(acting, agent, case):
    with acting(agent), pytest.raises(StepRefused, match="Enter: Priority"):
        take_step(fetch(Case, case.id), "wait", by=agent)


def test_what_is_missing_on_the_form_does_not_close_the_way_to_it(acting, agent, case):
    with acting(agent):
        (step,) = offered_steps(fetch(Case, case.id), agent)

    assert (step.form, step.unmet) == (("priority", "synopsis"), [])


def test_the_page_asks_says_what_is_missing_and_takes_the_step(browser, acting, agent, case):
    client, page = browser(agent), f"/cases/{case.id}/steps/wait"
    assert page in client.get(f"/cases/{case.id}").text
    assert "Predication" not in client.get(page).text

    refused = client.send(page, page=page, field_priority="", reason="")
    assert (refused.status_code, "Enter: Priority" in refused.text) == (422, True)

    client.send(page, page=page, field_priority="routine", reason="")
    with acting(agent):
        found = fetch(Case, case.id)
        assert (found.state, found.fields["priority"]) == ("waiting", "routine")


def test_a_step_that_is_not_offered_has_no_page(browser, agent, case, make_person):
    assert browser(agent).get(f"/cases/{case.id}/steps/go_on").status_code == 404
    stranger = make_person("dea", "case_agent")
    assert browser(stranger).get(f"/cases/{case.id}/steps/wait").status_code == 404


def test_of_two_who_take_it_at_once_the_second_is_told(browser, acting, agent, case):
    client, page = browser(agent), f"/cases/{case.id}/steps/wait"
    with acting(agent):
        seen = instance_of(fetch(Case, case.id)).row_version
        take_step(fetch(Case, case.id), "wait", by=agent, entries={"priority": "routine"})
        take_step(fetch(Case, case.id), "go_on", by=agent)

    answer = client.send(page, page=page, row_version=seen, field_priority="urgent", reason="")

    assert answer.status_code == 409
