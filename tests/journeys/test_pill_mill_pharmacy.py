"""The pill mill pharmacy, without a line of script: weighed, concurred in, submitted, returned."""

import functools
import re

import pytest

CASE = "47-26-2002"
MISSING = "Count two rests on Exhibit 2, which has not been analyzed."


@pytest.fixture
def visit_plainly(visit):
    """Return a maker of visitors whose browsers run no script; each signs in once."""
    return functools.cache(lambda username: visit(username, script=False))


def test_diversion_case_goes_to_the_prosecutor_and_comes_back_for_more(visit_plainly):
    investigator, officer = visit_plainly("vega"), visit_plainly("park")
    investigator.open_case(CASE)
    investigator.tab("Packet")
    assert investigator.sees("Exhibit 2 has no gross weight")
    weigh(officer)
    hand_over(officer, visit_plainly("ives"))

    concur(investigator, visit_plainly)
    releaser = visit_plainly("tuttle")
    submit(releaser)

    return_for_more(visit_plainly("osei"))
    investigator.await_case(CASE, "Returned for more")
    investigator.open_case(CASE).take("Work on what is asked for")
    assert "Referral in preparation" in investigator.heading


def weigh(officer):
    officer.open_case(CASE)
    officer.tab("Evidence")
    officer.follow("2", exact=True).follow("Edit")
    officer.fill(Gross_weight="28.6", Weighed_on="2026-05-07")
    officer.press(re.compile("Save"))
    assert officer.sees("28.6 g")


def hand_over(officer, custodian):
    officer.follow(re.compile("Hand over"))
    officer.enter("Receiver in the agency", "Nathan Ives")
    officer.fill(Reason="Into the vault")
    officer.press("Hand over")
    custodian.go("/work/").follow(re.compile("Exhibit 2 from"))
    custodian.fill(Where_it_is_kept="Drug vault, bin 23")
    custodian.press("I have it")
    assert "In the vault" in custodian.heading


def concur(investigator, visit_plainly):
    investigator.open_case(CASE).take("Submit the referral for review")
    visit_plainly("tuttle").open_case(CASE).take("Pass on for diversion review")
    visit_plainly("solberg").open_case(CASE).take(
        "Clear the diversion review", "The records are in order."
    )
    chief = visit_plainly("barnes").open_case(CASE).take("Concur in the referral")
    assert "Approved for referral" in chief.heading


def submit(releaser):
    releaser.open_case(CASE)
    releaser.tab("Packet")
    releaser.press("Submit the prosecution packet")
    for _ in range(120):
        if not releaser.page.get_by_role("link", name="Refresh").count():
            break
        releaser.page.wait_for_timeout(1000)
        releaser.follow("Refresh")
    releaser.open_case(CASE)
    assert "Referred" in releaser.heading


def return_for_more(attorney):
    attorney.open_submission(CASE)
    attorney.take("Take up").follow("Return for more")
    attorney.fill(In_words=MISSING)
    attorney.press(re.compile("Return"))
    assert "Returned for more" in attorney.heading
