"""What asks for owners of firearms is told from what asks for a licensee."""

import pytest

from regulatory.guard_rails import asks_for_owners


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
        "4473s of prairie arms",
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
    ],
)
def test_names_places_and_what_is_quoted_ask_for_no_owners(typed):
    assert not asks_for_owners(typed, firearms=True)
