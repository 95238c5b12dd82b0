"""Which parts a section has, read out of paragraphs that only carry designators."""

from casemgr.statutes.outline import read_outline


def paths(text):
    return ["".join(f"({name})" for name in part.path) for part in read_outline(text).parts]


def written(*designators):
    return "\n\n".join(f"({name}) words of {name}" for name in designators)


def test_parts_hang_where_their_series_says():
    text = written("a", "1", "A", "B", "2", "b", "1", "A", "i", "ii", "I", "II", "2")

    assert paths(text) == [
        "(a)",
        "(a)(1)",
        "(a)(1)(A)",
        "(a)(1)(B)",
        "(a)(2)",
        "(b)",
        "(b)(1)",
        "(b)(1)(A)",
        "(b)(1)(A)(i)",
        "(b)(1)(A)(ii)",
        "(b)(1)(A)(ii)(I)",
        "(b)(1)(A)(ii)(II)",
        "(b)(2)",
    ]


def test_i_after_h_is_a_letter_unless_ii_follows():
    letters = written("g", "h", "i", "j")
    numerals = written("h", "1", "A", "i", "ii", "B")

    assert paths(letters) == ["(g)", "(h)", "(i)", "(j)"]
    assert paths(numerals)[-3:] == ["(h)(1)(A)(i)", "(h)(1)(A)(ii)", "(h)(1)(B)"]


def test_the_ninth_capital_letter_is_not_a_numeral():
    text = written("q", "1", *"ABCDEFGHI", "2", "A")

    assert paths(text)[-3:] == ["(q)(1)(I)", "(q)(2)", "(q)(2)(A)"]


def test_letters_go_on_twofold_after_z():
    assert paths(written("y", "z", "aa", "bb"))[-2:] == ["(aa)", "(bb)"]


def test_a_heading_that_the_source_repeats_opens_nothing():
    text = (
        "##### (b) Penalties\n\nAny person shall be sentenced as follows:\n\n(1)\n\n"
        "##### (b) Penalties\n######## (A) In the case of heroin\n\n(i) 1 kilogram\n\n"
        "##### (c) Chemicals\n\nWhoever possesses"
    )

    assert paths(text) == ["(b)", "(b)(1)", "(b)(1)(A)", "(b)(1)(A)(i)", "(c)"]
    assert read_outline(text).find(("b",)).words.startswith("Penalties\n\nAny person")


def test_parts_that_the_source_has_lost_are_named():
    outline = read_outline("It shall be unlawful\n\n##### (l) to make a false entry")

    assert outline.opening == "It shall be unlawful"
    assert outline.may_be_missing(("d",))
    assert outline.may_be_missing(("d", "1"))
    assert not outline.may_be_missing(("m",))


def test_a_word_in_brackets_is_no_part():
    assert paths("(including ammunition) and (see section 2) and so on") == []
