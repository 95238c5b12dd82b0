"""The pill mill pharmacy, without a line of script: weighed, concurred in, submitted, returned."""

import re

import pytest

CASE = "47-26-2002"
MISSING = "Count two rests on Exhibit 2, which has not been analyzed."


@pytest.fixture
def visit_plainly(visit):
    """Sign somebody in whose browser runs no script."""
    return lambda username: visit(username, script=False)


def open_case(visitor):
    return visitor.go("/cases/").follow(CASE)


def tab(visitor, name):
    return visitor.follow(re.compile(f"^{name}"), visitor.page.get_by_label("Parts of this"))


def test_diversion_case_goes_to_the_prosecutor_and_comes_back_for_more(visit_plainly):
    investigator, officer = visit_plainly("vega"), visit_plainly("park")
    open_case(investigator)
    tab(investigator, "Packet")
    assert investigator.sees("Exhibit 2 has no gross weight")
    weigh(officer)
    hand_over(officer, visit_plainly("ives"))

    concur(investigator, visit_plainly)
    releaser = visit_plainly("tuttle")
    submit(releaser)

    return_for_more(visit_plainly("osei"))
    wait_for(investigator, "Returned for more")
    open_case(investigator).take("Work on what is asked for")
    assert "Referral in preparation" in investigator.heading


def weigh(officer):
    open_case(officer)
    tab(officer, "Evidence")
    officer.follow("2", exact=True).follow("Edit")
    officer.fill(Gross_weight="28.6", Weighed_on="2026-05-07")
    officer.press(re.compile("Save"))
    assert officer.sees("28.6 g")


def hand_over(officer, custodian):
    officer.follow(re.compile("Hand over"))
    officer.enter("Receiver in the agency", "Nathan Ives")
    officer.fill(Reason="Into the vault")
    officer.press("Hand over")
    custodian.go("/exhibits").follow(re.compile("Exhibit 2"))
    custodian.fill(Where_it_is_kept="Drug vault, bin 23")
    custodian.press("I have it")
    assert "In the vault" in custodian.heading


def concur(investigator, visit_plainly):
    open_case(investigator).take("Submit the referral for review")
    open_case(visit_plainly("tuttle")).take("Pass on for diversion review")
    open_case(visit_plainly("solberg")).press("Clear the diversion review")
    chief = open_case(visit_plainly("barnes")).take("Concur in the referral")
    assert "Approved for referral" in chief.heading


def submit(releaser):
    open_case(releaser)
    tab(releaser, "Packet")
    releaser.press("Submit the prosecution packet")
    for _ in range(120):
        if not releaser.page.get_by_role("link", name="Refresh").count():
            break
        releaser.page.wait_for_timeout(1000)
        releaser.follow("Refresh")
    open_case(releaser)
    assert "Referred" in releaser.heading


def return_for_more(attorney):
    attorney.go("/submissions/").follow(re.compile("WMK-"))
    attorney.take("Take up").follow("Return for more")
    attorney.fill(In_words=MISSING)
    attorney.press(re.compile("Return"))
    assert "Returned for more" in attorney.heading


def wait_for(investigator, state):
    for _ in range(60):
        open_case(investigator)
        if state in investigator.heading:
            return
        investigator.page.wait_for_timeout(500)
    raise AssertionError(f"the case is {investigator.heading}, not {state}")
