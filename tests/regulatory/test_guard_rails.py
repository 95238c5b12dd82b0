"""What asks for owners of firearms is told from what asks for a licensee."""

import re

import pytest

from regulatory.guard_rails import asks_for_owners
from tests.regulatory.public_data import firearms_rows, needs, registrant_texts


@pytest.mark.parametrize(
    "typed",
    [
        "owner John Smith",
        "owner: smith",
        "OWNER=smith",
        "owners of glock 19 springfield",
        "find owner of AR-15",
        "who is the owner of abc123",
        "who owns a glock in 65801",
        "purchaser Jane Doe",
        "buyer Doe",
        "transferee: Doe, Jane",
        "possessor doe",
        "registered to John Smith",
        "registered owner smith",
        "sold to jane doe",
        "bought by jane doe",
        "s/n 12345",
        "SN: ABC12345",
        'owner "john smith"',
        "ОWNER john smith",  # with a Cyrillic letter
        "4473 John Smith",
        "4473 Smith, John",
        "find 4473 john a smith jr",
        "4473 of Jane Doe",
        "ATF 4473 Jane Doe",
        "4473 for doe",
        '4473 "John Smith"',
        "Jane Doe's 4473",
        "who bought Glock ABC123",
        "who purchased an AR-15",
        "who sold glock ABC123",
        "who acquired ABC123",
        "who has a Glock 19",
        "John Smith owns a Glock",
        "does john smith own a revolver",
        "owned by jane doe",
        "acquired by jane doe",
        "transferred to jane doe",
        "Glock s/n ABC123",
        "glock 19 SN ABC123",
    ],
)
def test_where_firearms_licensees_are_searched_an_owner_is_that_of_a_firearm(typed):
    assert asks_for_owners(typed, firearms=True)
    assert not asks_for_owners(typed, firearms=False)


@pytest.mark.parametrize(
    "typed",
    [
        "gun owner john smith",
        "john smith pistol owner",
        "firearm owners in missouri",
        "purchasers of handguns",
        "serial 12345",
        "serial number ABC12345",
        "Serial No. A-12345",
        "glock serial# 12345",
        "4473 buyer Jane Doe",
        "form 4473 jane doe",
        "ATF F 4473 (5300.9) Doe",
        "4473s of prairie arms",
        "Form 4473 of Jane Doe",
        "e4473 jane doe",
        "Glock serial ABC123",
        "ser. no. ABC123",
        "serial numbers 12345 and 12346",
        "john smith's firearms purchaser",
    ],
)
def test_words_that_speak_of_firearms_ask_for_owners_in_every_registry(typed):
    assert asks_for_owners(typed, firearms=False)


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "owner",
        "serial number nine llc",
        "4473 oak st",
        "serial",
        "smith guns springfield",
        "veteran owned guns",
        "pawn 65801",
        "8-23-091-01-7F-14245",
        '"owner operated arms"',
        "“gun owners of america”",
        '"serial 12345" springfield',
        "homeowners supply",
        "SN ARMS",
        "Glock Inc",
        "Glock ABC123",
        "Glock Store San Diego",
        "Smith & Wesson",
        "John Smith",
        "4473",
        "14473",
        "4473 Elm Street",
        "4473 elm st springfield",
        "4473 Oak",
        "4473 N Main",
        "4473 Hwy 50",
        "4473 Broadway Denver CO",
        "4473 El Camino Real",
        "4473 Martin Luther King Blvd",
        "4473 John Young Pkwy",
        "John Smith 4473 Elm Street",
        "PO Box 4473",
        "Box 4473 Great Falls",
        "Suite 4473",
        "65801-4473",
        "(316) 555-4473",
        "FIRST TIME FIREARM BUYER LLC",
        "GUN BUYER'S MEMBERSHIP CLUB LLC",
        "who has license 8-23-091-01-7F-14245",
        "who dares wins arms",
        "own it outdoors",
        "model 1 sales",
        "registered agents inc",
    ],
)
def test_names_places_and_what_is_quoted_ask_for_no_owners(typed):
    assert not asks_for_owners(typed, firearms=True)


@needs("atf-ffl")
@needs("dea-registrants")
def test_no_name_and_no_address_of_the_public_lists_asks_for_owners():
    rows = [*firearms_rows("0413-ffl-list.txt"), *firearms_rows("0513-ffl-list.txt")]
    listed = {row[place] for row in rows for place in (6, 7, 8, 12)} | registrant_texts()

    assert len(listed) > 50_000
    assert [text for text in sorted(listed) if asks_for_owners(text, firearms=True)] == []


@needs("atf-ffl")
def test_at_the_number_of_the_form_streets_are_told_from_people():
    listed = {row[8] for row in firearms_rows("0513-ffl-list.txt")}
    streets = [found[1] for text in listed if (found := re.match(r"\d+ (.+)", text))]

    people = [one for one in streets if asks_for_owners(f"4473 {one}", firearms=True)]
    assert len(streets) > 15_000
    assert len(people) < len(streets) / 100
