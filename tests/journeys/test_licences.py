"""From a licence to the people behind it and the cases that it concerns, and back."""

import re

import pytest

from tests.journeys.conftest import PHONE

PRAIRIE, GLADSTONE = "5-43-037-01-8E-01977", "5-43-047-02-9C-02204"
NORTHGATE = "FN9990018"
GDEP = {
    "Target": "Organization",
    "Agencies involved": "This agency",
    "Commodity class": "Cocaine",
    "Principal commodity": "Buprenorphine",
    "Geographic scope": "Local",
}
INSPECTED = "The last inspection found six firearms without an entry."


def find(visitor, number):
    visitor.go(f"/registry/?q={number}").follow(number)
    assert number in visitor.heading
    return visitor


@pytest.mark.parametrize("window", [{}, {"viewport": PHONE, "script": False}])
def test_examiner_reads_a_licence(visit, window):
    examiner = find(visit("sorensen", **window), GLADSTONE)

    assert examiner.sees("Renewed")
    assert examiner.sees("firearms-licensees-2026-05.csv, line 3")
    assert examiner.sees("number within the district")
    assert examiner.sees("An investigation that you cannot open is linked to this license.")
    assert not examiner.sees("Missing acquisition records")


def test_examiner_enters_who_answers_for_a_licence_and_leads_back_from_there(visit):
    examiner = find(visit("sorensen"), GLADSTONE)

    examiner.follow("Add a person").fill(Family_name="Tremaine", Given_name="Odell")
    examiner.fill(Part="Manager", Since="2024-07-01", Source="Application of June 3, 2024")
    examiner.press("Enter and add")
    assert examiner.sees("Odell Tremaine")

    examiner.follow("Odell Tremaine")
    examiner.follow(GLADSTONE)
    assert GLADSTONE in examiner.heading


def test_investigator_opens_a_case_from_a_registration_and_types_nothing_twice(visit):
    investigator = find(visit("reyes"), "BA9910008")
    name = investigator.heading

    investigator.follow(re.compile("^Open a new"))
    assert investigator.sees("Registration number")
    assert investigator.page.get_by_label("Title").input_value() in name
    investigator.fill(Predication=INSPECTED, How_the_matter="Referral from a diversion")
    for slot, code in GDEP.items():
        investigator.enter(slot, code)
    investigator.press("Save as a draft")

    investigator.tab("Registrations")
    investigator.follow("BA9910008")
    assert investigator.heading == name
    assert investigator.sees("The investigation was opened from this registration.")


def test_agent_sees_the_dealer_of_a_case_and_takes_a_licence_away_again(visit):
    agent = visit("okafor").open_case("785040-26-0017")
    agent.tab("Licenses")
    assert agent.sees("PRAIRIE ARMS LLC")

    agent.follow("Link a license").fill(Number=GLADSTONE, Why="The pawnshop next door")
    agent.press("Link")
    assert agent.sees("GLADSTONE")
    agent.follow(re.compile(f"the link to {GLADSTONE}"))
    agent.fill(Reason="Another matter")
    agent.press("Remove")
    assert not agent.sees("GLADSTONE")
