"""A licence is found by the people behind it, as far as one may know of them."""

import pytest

from casemgr.accounts.people import acting_as
from casemgr.parties.services import create_party
from regulatory.licences.services import add_person
from tests.regulatory.registry.conftest import names_in, reasons_in


@pytest.fixture
def manager(registry, examiner):
    """The manager of a pawn shop, in the name index."""
    with acting_as(examiner):
        party = create_party("person", by=examiner, given_name="Wanda", family_name="Quillfeather")
        add_person(registry["PRAIRIE PAWN LLC"], party, "manager", by=examiner)
    return party


@pytest.mark.parametrize("typed", ["quillfeather", "wanda quillfeather"])
def test_a_licence_is_found_by_who_stands_behind_it(manager, query, typed):
    page = query(typed)

    assert names_in(page) == ["PRAIRIE PAWN LLC"]
    assert reasons_in(page) == ["Manager: Wanda Quillfeather"]


def test_filters_narrow_the_licences_of_a_person_too(manager, query):
    assert names_in(query("quillfeather", state="MO")) == []
