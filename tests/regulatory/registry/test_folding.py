"""Spellings of one name are folded alike, and so are the ways to write a number."""

import pytest

from regulatory.registry.folding import compact_of, digits_of, key_of, sound_of, sounds_of


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("SMITH & WESSON", "Smith and Wesson"),
        ("O'BRIEN'S GUNS, L.L.C.", "obriens guns llc"),
        ("Müller   Arms", "MULLER ARMS"),
        ("ＰＲＡＩＲＩＥ", "prairie"),
        ("РRАIRIE АRМS", "PRAIRIE ARMS"),  # with Cyrillic look-alikes
    ],
)
def test_spellings_of_one_name_have_one_key(one, other):
    assert key_of(one) == key_of(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("smith", "smyth"),
        ("johnson", "jonson"),
        ("phillips", "filips"),
        ("stephen", "steven"),
        ("wright", "right"),
        ("meyer", "maier"),
        ("catherine", "katharine"),
        ("springfield", "sprngfeild"),
        ("macdonald", "mcdonald"),
    ],
)
def test_words_that_are_heard_alike_have_one_sound(one, other):
    assert sound_of(one) == sound_of(other) != ""


@pytest.mark.parametrize(("one", "other"), [("smith", "jones"), ("arms", "guns"), ("lee", "ray")])
def test_words_that_are_heard_apart_have_two_sounds(one, other):
    assert sound_of(one) != sound_of(other)


def test_numbers_and_initials_are_not_heard():
    assert sounds_of("j smith 4th 22", "smyth pawn") == "=sm0 =pn"


@pytest.mark.parametrize(
    "typed", ["8-23-091-01-7F-14245", "8 23 091 01 7f 14245", "82309101 7F14245"]
)
def test_a_number_is_compared_without_its_dashes(typed):
    assert compact_of(typed) == "823091017F14245"


@pytest.mark.parametrize("typed", ["(417) 555-0123", "1-417-555-0123", "+1 417.555.0123"])
def test_a_telephone_number_is_compared_by_its_digits(typed):
    assert digits_of(typed) == "4175550123"
