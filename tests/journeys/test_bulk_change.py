"""A supervisor hands over the cases of an agent who leaves, all at once."""

import re

from tests.journeys.conftest import PHONE

RESTRICTED = "785040-26-0011"


def test_supervisor_hands_over_the_cases_of_an_agent_who_leaves(visit):
    supervisor = visit("lindqvist")
    supervisor.open_case(RESTRICTED).follow("Change")
    supervisor.tick("Grand jury")
    supervisor.fill(Reason="What the source brought is before the grand jury")
    supervisor.press("Save")

    supervisor.go("/cases/")
    supervisor.enter("Agent", "Mike Brandt")
    supervisor.press("Filter").follow("Change all that match").follow("Assign another agent")
    supervisor.enter("New agent", "Ruben Castellanos")
    supervisor.fill(Reason="Mike Brandt goes back to his department")
    supervisor.press("Try it first")
    await_end(supervisor, "Nothing has been changed yet")
    assert supervisor.sees("Ruben Castellanos lacks a clearance for this.")

    supervisor.press(re.compile("Do it: change"))
    await_end(supervisor, "Done.")
    supervisor.follow(re.compile("Refused"))
    assert supervisor.sees(RESTRICTED)
    look_at_the_phone(visit, supervisor.url)
    supervisor.go("/cases/").enter("Agent", "Mike Brandt")
    supervisor.press("Filter")
    assert supervisor.page.locator("main tbody tr").count() == 1


def test_chief_takes_a_step_on_two_ticked_cases_without_script(visit):
    chief = visit("beckett", script=False)

    chief.follow("Investigations", chief.page.locator("body"), exact=True)
    for number in ("785040-26-0009", "785040-26-0016"):
        chief.page.get_by_label(f"Choose {number}").check()
    chief.press("Change the ticked investigations").follow("Record a file review")
    chief.press("Try it first")
    await_end(chief, "Nothing has been changed yet")
    chief.press("Do it: change 2 investigations")
    await_end(chief, "Done.")

    assert chief.page.locator("main tbody tr", has_text="Changed").count() == 2


def await_end(visitor, words):
    """Look at the page of a change again and again until it says so."""
    visitor.page.wait_for_url(re.compile("/cases/bulk/[0-9a-f-]{36}"))
    for _ in range(60):
        if visitor.go(visitor.url).sees(words):
            return
        visitor.page.wait_for_timeout(500)
    raise AssertionError(f"{visitor.url} never says {words}")


def look_at_the_phone(visit, url):
    """The same pages are as they must be on a phone."""
    phone = visit("lindqvist", viewport=PHONE)
    phone.go(url.partition("#")[0])
    phone.go("/cases/bulk/")
    phone.go("/cases/").follow("Change all that match").follow("Suspend")
