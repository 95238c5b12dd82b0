"""Citations as people type them, in one form."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from casemgr.statutes.citations import (
    Citation,
    CitationInvalid,
    format_citations,
    parse_citation,
    parse_citations,
    roman_value,
)

SECTIONS = st.from_regex(r"[1-9][0-9]{0,4}[A-Za-z]{0,2}(-[1-9])?", fullmatch=True)
DESIGNATORS = st.from_regex(r"[1-9][0-9]?|[a-z]{1,4}|[A-Z]{1,4}", fullmatch=True)
CITATIONS = st.builds(
    Citation, st.integers(1, 54), SECTIONS, st.lists(DESIGNATORS, max_size=6).map(tuple)
)


def read(text):
    try:
        return parse_citations(text), ""
    except CitationInvalid as refusal:
        return (), refusal.message


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("18 USC 922(g)(1)", "18 U.S.C. 922(g)(1)"),
        ("18 U.S.C. § 922(a)(1)(A)", "18 U.S.C. 922(a)(1)(A)"),
        ("18 u.s.c. §922 (g) (1)", "18 U.S.C. 922(g)(1)"),
        ("18usc922(g)(1)", "18 U.S.C. 922(g)(1)"),
        ("Title 18, United States Code, Section 924(c)", "18 U.S.C. 924(c)"),
        ("18 U. S. C. sec. 1001", "18 U.S.C. 1001"),
        ("18\u00a0U.S.C.\u202f§\u202f371", "18 U.S.C. 371"),
        ("21 USCA 846", "21 U.S.C. 846"),
        ("18 U.S.C. 2332a(a)(2)(B)", "18 U.S.C. 2332a(a)(2)(B)"),
        ("26 U.S.C. 1400Z–1", "26 U.S.C. 1400Z-1"),
        ("18 USC 0922(g)", "18 U.S.C. 922(g)"),
        ("18 U.S.C. 922( l )", "18 U.S.C. 922(l)"),
    ],
)
def test_what_people_type_is_written_in_one_form(typed, written):
    assert str(parse_citation(typed)) == written


@given(CITATIONS)
def test_every_citation_is_read_back_from_its_own_form(citation):
    assert parse_citation(str(citation)) == citation


@given(st.lists(CITATIONS, min_size=1, max_size=5, unique=True))
def test_a_brief_list_is_read_back_whole(citations):
    brief = format_citations(tuple(citations))

    assert len(brief) > 200 or parse_citations(brief) == tuple(citations)


@given(st.text(max_size=300))
@example("18 U.S.C. 922(g)(1)\x00")
@example("Ω≈ç√∫˜µ≤≥÷")
@example("' OR 1=1 --")
def test_any_text_is_read_or_refused_in_words(text):
    found, refusal = read(text)

    assert found == tuple(parse_citation(str(citation)) for citation in found)
    assert bool(found) != refusal.endswith(".")


@pytest.mark.parametrize(
    ("typed", "mending"),
    [
        ("", "Enter a citation, such as 18 U.S.C. 922(g)(1)."),
        ("922(g)", "such as 18 U.S.C. 922(g)."),
        ("78 U.S.C. 1", "titles 1 to 54, not 78"),
        ("18 U.S.C. 922(g)(1", "in its own brackets"),
        ("18 U.S.C. 922(g) or else", "part provisions with a comma"),
        ("18 U.S.C. 922(g), 924(c)", "names 2 provisions"),
        ("the gun law", "Write it like 18 U.S.C. 922(g)(1)."),
        ("18 U.S.C. " + "9" * 300, "longer than 200 characters"),
    ],
)
def test_what_is_no_citation_says_how_to_write_one(typed, mending):
    with pytest.raises(CitationInvalid) as refusal:
        parse_citation(typed)

    assert mending in refusal.value.message


def test_what_follows_in_a_list_inherits_title_and_section():
    found = parse_citations("21 U.S.C. §§ 841(a)(1), (b)(1)(C) and 846; 18 U.S.C. 2")

    assert [str(citation) for citation in found] == [
        "21 U.S.C. 841(a)(1)",
        "21 U.S.C. 841(b)(1)(C)",
        "21 U.S.C. 846",
        "18 U.S.C. 2",
    ]
    assert format_citations(found) == "21 U.S.C. 841(a)(1), (b)(1)(C), 846, 18 U.S.C. 2"


def test_a_provision_knows_what_stands_above_it():
    citation = parse_citation("18 U.S.C. 922(a)(1)(A)")

    assert [str(above) for above in citation.parents] == [
        "18 U.S.C. 922(a)(1)",
        "18 U.S.C. 922(a)",
        "18 U.S.C. 922",
    ]
    assert citation.parent == citation.parents[0]
    assert citation.whole_section.parent is None
    assert parse_citation("18 U.S.C. 922(a)").covers(citation)
    assert not citation.covers(parse_citation("18 U.S.C. 922(a)(1)"))


def test_provisions_sort_in_the_order_of_the_code():
    ordered = [
        "18 U.S.C. 371",
        "18 U.S.C. 922",
        "18 U.S.C. 922(a)(2)",
        "18 U.S.C. 922(a)(10)",
        "18 U.S.C. 922(b)",
        "18 U.S.C. 922(q)(2)(B)(v)",
        "18 U.S.C. 922(q)(2)(B)(ix)",
        "18 U.S.C. 2332",
        "18 U.S.C. 2332a",
        "21 U.S.C. 841(z)",
        "21 U.S.C. 841(aa)",
    ]
    citations = [parse_citation(text) for text in reversed(ordered)]

    citations.sort(key=lambda citation: citation.sort_key)

    assert [str(citation) for citation in citations] == ordered


@pytest.mark.parametrize(("numeral", "value"), [("i", 1), ("iv", 4), ("IX", 9), ("xl", 40)])
def test_roman_numerals_are_counted(numeral, value):
    assert roman_value(numeral) == value
