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


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("wanda quilfether", "sounds like: Wanda Quillfeather, manager"),
        ("kwillfeather", "sounds like: Wanda Quillfeather, manager"),
        ("Quillfeather, Wonda", "sounds like: Wanda Quillfeather, manager"),
        ("quillfaether", "sounds like: Wanda Quillfeather, manager"),
        ("quillfeaher", "spelled nearly: Wanda Quillfeather, manager"),
        ("wadna quillfeather", "spelled nearly: Wanda Quillfeather, manager"),
    ],
)
def test_a_licence_is_found_by_whose_name_sounds_or_is_nearly_spelled_so(
    manager, query, typed, reason
):
    page = query(typed)

    assert names_in(page) == ["PRAIRIE PAWN LLC"]
    assert reasons_in(page) == [reason]


@pytest.mark.parametrize("typed", ["quillfeather john", "killfeather wilma", "quill"])
def test_who_is_called_otherwise_is_not_meant(manager, query, typed):
    assert reasons_in(query(typed)) in ([], ["Manager: Wanda Quillfeather"])


@pytest.mark.parametrize("typed", ["quilfether", "quillfeaher"])
def test_of_whom_one_may_not_know_one_finds_nothing_in_no_spelling(
    manager, query, as_superuser, typed
):
    for table in ("party", "licence_person"):
        as_superuser(f"UPDATE casemgr.{table} SET compartments = '{{grand_jury}}'")

    assert names_in(query(typed)) == []


def test_people_who_stand_behind_no_licence_are_passed_over(registry, examiner, query):
    with acting_as(examiner):
        create_party("person", by=examiner, given_name="Wanda", family_name="Quillfeather")

    assert names_in(query("quilfether")) == []


def test_what_is_typed_like_a_sound_is_no_sound(registry, query):
    assert names_in(query("zqsm0")) == []
    assert names_in(query("zqs")) == []
    assert names_in(query("=sm0")) == []


def test_a_name_that_begins_like_the_old_mark_of_sounds_is_found(make_listed, query):
    make_listed("OZARK ZQFORCE")

    assert names_in(query("zqforce")) == names_in(query("ozark zqf")) == ["OZARK ZQFORCE"]


def test_filters_narrow_the_licences_of_a_person_too(manager, query):
    assert names_in(query("quillfeather", state="MO")) == []
