"""An administrator adds a field and a state in the browser, another applies, an agent sees it."""

import pytest

from casemgr.accounts.people import acting_as, load_person
from casemgr.accounts.queries import find_account
from casemgr.accounts.services import grant_role, revoke
from casemgr.changes.applying import roll_back
from casemgr.database.context import Actor
from casemgr.database.rows import fetch, transaction
from casemgr.tenants import tenant_named
from tests.journeys.conftest import PHONE


@pytest.fixture
def second_administrator(app, told):
    """Let Joel Petersen administer too; afterwards he does not, and the pack is as it was."""
    with app.app_context():
        tenant = tenant_named("atf").id
        with transaction(Actor(tenant, purpose="set-up")):
            account, chen = find_account("petersen"), find_account("chen")
            reason = "A second person"
            grant = grant_role(account, "tenant_administrator", by=chen, reason=reason)
            keys = account.id, type(grant), grant.id
        yield "petersen"
        with acting_as(load_person(tenant, keys[0])) as person:
            roll_back(by=person, reason="The next journey begins where this one began")
            revoke(fetch(*keys[1:]), by=person, reason="The journey has ended")


def test_a_field_and_a_state_go_from_a_form_into_an_agents_work(visit, second_administrator):
    chen = visit("chen")
    chen.go("/pack/workflows/").follow("Investigation")
    assert chen.sees("Median days")

    chen.go("/pack/changes/").follow("Draft a change")
    chen.fill(Title="Tell tips apart", Why="Ordered by headquarters.")
    chen.press("Begin")
    _add_field(chen)
    _add_state(chen)
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


def _add_field(chen):
    """Add a field, and see the form to come before it is kept."""
    chen.follow("Case", exact=True).follow("Add a field")
    chen.enter("Name", "tip_line")
    chen.enter("Label", "Came over the tip line")
    chen.enter("Holds", "Yes or no")
    chen.page.locator("#check").get_by_text("Came over the tip line").wait_for()
    chen.look().press("Save to the draft")
    assert chen.sees("Came over the tip line")


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
        chen.press("Save to the draft")
    assert chen.sees("The checker finds nothing wrong")
