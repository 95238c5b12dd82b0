"""An administrator changes fields and a workflow in the browser, another applies, an agent sees."""

import re

import pytest

from casemgr.accounts.people import acting_as, load_person
from casemgr.accounts.queries import find_account
from casemgr.changes.applying import roll_back
from casemgr.database.context import Actor
from casemgr.database.rows import transaction
from casemgr.tenants import tenant_named
from tests.journeys.conftest import PHONE

ADD_ROW = re.compile("Add a row to Asked in each row")


@pytest.fixture
def second_administrator(app, told):
    """The other administrator; afterwards the pack is as it was."""
    with app.app_context():
        yield "mattson"
        tenant = tenant_named("atf").id
        with transaction(Actor(tenant, purpose="set-up"), read_only=True):
            key = find_account("mattson").id
        with acting_as(load_person(tenant, key)) as person:
            roll_back(by=person, reason="The next journey begins where this one began")


def test_a_field_and_a_state_go_from_a_form_into_an_agents_work(visit, second_administrator):
    chen = visit("chen")
    chen.go("/pack/workflows/").follow("Investigation")
    assert chen.sees("Median days")

    chen.go("/pack/changes/").follow("Draft a change")
    chen.fill(Title="Tell tips apart", Why="Ordered by headquarters.")
    chen.press("Begin")
    _add_code_list(chen)
    _add_field(chen)
    _add_rows(chen)
    _add_state(chen)
    _add_time_limit(chen)
    draft = chen.url.partition("/workflows")[0]

    chen.go(draft).follow("Plan")
    assert chen.sees("Nobody would be stuck")
    assert chen.sees("Another administrator takes it into use")

    other = visit(second_administrator, viewport=PHONE).go(f"{draft}/plan")
    other.enter("Why it is taken into use", "Agreed with the field.")
    other.press("Apply")
    assert "Version 2" in other.heading
    assert other.sees("tip_line")

    agent = visit("kowalczyk").follow("Open a new investigation").follow("Firearms trafficking")
    assert agent.sees("Came over the tip line")
    assert agent.sees("Callers, row 1")
    chosen = agent.page.get_by_label("Which tip line").locator("option").all_inner_texts()
    assert [one for one in chosen if one] == ["National line"], "the other line's days are over"


def _add_code_list(chen):
    """Begin a list of codes, one of which can be chosen no more."""
    chen.follow("Add a code list")
    chen.fill(Label="Tip lines", Name="tip_lines", Source="The division")
    chen.enter("Entries", "N = National line\nL = Local line")
    chen.press("Save to the draft").follow("Tip lines").follow("Local line")
    chen.enter("Last day", "2020-06-30")
    chen.press("Save to the draft")
    assert chen.sees("until Jun 30, 2020")
    chen.go(chen.url.partition("/codes")[0])


def _add_field(chen):
    """Add a field, and see the form to come before it is kept."""
    chen.follow("Case", exact=True).follow("Add a field")
    chen.enter("Name", "tip_line")
    chen.enter("Label", "Came over the tip line")
    chen.enter("Holds", "Yes or no")
    chen.page.locator("#check").get_by_text("Came over the tip line").wait_for()
    chen.look().press("Save to the draft")
    assert chen.sees("Came over the tip line")

    chen.follow("Add a field")
    chen.enter("Label", "Which tip line")
    chen.enter("Name", "which_tip_line")
    chen.enter("Holds", "One entry of a code list")
    chen.page.locator("#code_list").wait_for()
    chen.enter("Code list", "Tip lines")
    chen.page.get_by_text("When it is asked").click()
    chen.enter("Shown only when", "tip_lime")
    chen.press("Save to the draft")
    assert "tip_lime" in chen.page.locator("#visible_when-error").inner_text()
    chen.enter("Shown only when", "tip_line")
    chen.press("Save to the draft")
    assert chen.sees("Shown when tip_line")


def _add_rows(chen):
    """Add a group of rows, with the button that adds what each row asks."""
    chen.follow("Add a field")
    chen.enter("Label", "Callers")
    chen.enter("Name", "callers")
    chen.enter("Holds", "Rows of several fields")
    chen.press(ADD_ROW)
    chen.page.locator("#fields-0-label").fill("Who called")
    chen.press(ADD_ROW)
    chen.page.locator("#fields-1-label").fill("Called on")
    chen.page.locator("#fields-1-type").select_option(label="A date")
    chen.press("Save to the draft")
    assert chen.sees("Rows of several fields")


def _add_time_limit(chen):
    """Let the state that was added end on time."""
    chen.follow("Add a time limit")
    chen.enter("Label", "Sort tips in time")
    chen.enter("Name", "sort_tips")
    chen.page.locator("#states").get_by_text("In triage", exact=True).click()
    chen.enter("Business days", "5")
    chen.press("Save to the draft")
    assert chen.sees("5 business days")


def _give_task(chen):
    """Let a step give a task and bring something about."""
    chen.page.get_by_text("What it brings about").click()
    chen.page.get_by_text("Reopen case").click()
    chen.press(re.compile("Add a row to Tasks given"))
    chen.enter("What is to be done", "Call the tipster back")
    chen.page.locator("#tasks-0-whose").select_option(label="Case agent")
    chen.page.locator("#tasks-0-business_days").fill("3")


def _add_state(chen):
    """Add a state, which the checker finds cut off, and the steps that lead in and out."""
    chen.go(chen.url.partition("/fields")[0]).follow("Investigation")
    chen.follow("Add a state")
    chen.enter("Name", "triage")
    chen.enter("Label", "In triage")
    chen.press("Save to the draft")
    assert chen.sees("No way leads to triage")
    for name, label, source, target in (
        ("sort_in", "Sort the tip", "Draft", "In triage"),
        ("sort_out", "Pass the tip on", "In triage", "Draft"),
    ):
        chen.follow("Add a step")
        chen.enter("Name", name)
        chen.enter("Label", label)
        chen.page.locator("#sources").get_by_text(source, exact=True).click()
        chen.enter("To", target)
        chen.page.locator("#roles").get_by_text("Case agent", exact=True).click()
        if name == "sort_out":
            _give_task(chen)
        chen.press("Save to the draft")
    assert chen.sees("The checker finds nothing wrong")
