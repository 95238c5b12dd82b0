"""Names are folded so that they are found however they are typed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casemgr.parties.naming import LONGEST, fold, readings, sort_name


@pytest.mark.parametrize(
    ("typed", "folded"),
    [
        ("MÜLLER", "muller"),
        ("  O'Brien ", "obrien"),
        ("Straße", "strasse"),
        ("Nguyễn Văn A", "nguyen van a"),
        ("Smith-Jones, Ann", "smith jones ann"),
        ("Prairie Arms, L.L.C.", "prairie arms llc"),
        ("", ""),
    ],
)
def test_case_accents_and_punctuation_do_not_matter(typed, folded):
    assert fold(typed) == folded


def test_a_person_is_sorted_by_the_family_name():
    assert sort_name("Dale", "Roy", "Hutchens", "Jr.") == "hutchens dale roy jr"


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("hutchens", ["hutchens"]),
        ("Dale Hutchens", ["dale hutchens", "hutchens dale"]),
        ("Hutchens, Dale", ["hutchens dale"]),
        ("...", ["..."]),
        ("¯\\_(ツ)_/¯", ["ツ"]),
    ],
)
def test_a_name_is_looked_for_in_both_orders(typed, expected):
    assert readings(typed) == expected


@given(st.text())
def test_folding_again_changes_nothing_and_stays_short(text):
    assert fold(fold(text)) == fold(text)
    assert len(fold(text)) <= LONGEST
