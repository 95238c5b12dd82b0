"""What must be proved, and how long a sentence may be."""

import pytest

from casemgr.statutes.catalogue import load_catalogue, restore
from casemgr.statutes.citations import parse_citation, parse_citations
from casemgr.statutes.elements import elements_of, list_offenses, offense_of
from casemgr.statutes.penalties import penalty_of
from casemgr.statutes.rulebooks import rulebook
from tests.casemgr.statutes.shared_data import DATA, needs_code


@pytest.fixture(scope="module")
def release():
    return {one.citation: restore(one) for one in load_catalogue(DATA / "us-code")}


def labels(text):
    return [element.label for element in elements_of(*parse_citations(text))]


def test_the_elements_of_felon_in_possession_include_knowledge_of_status():
    assert labels("18 U.S.C. 922(g)(1)") == [
        "Knowingly possessed",
        "A firearm",
        "After a conviction punishable by more than one year",
        "Knowing of that status",
        "In or affecting commerce",
    ]


@pytest.mark.parametrize(
    ("charge", "count"),
    [
        ("18 U.S.C. 922(a)(1)(A)", 3),
        ("18 U.S.C. 922(a)(6)", 4),
        ("21 U.S.C. 841(a)(1), (b)(1)(C)", 3),
        ("21 U.S.C. 846", 2),
        ("21 U.S.C. 843(a)(4)(A)", 2),
        ("18 U.S.C. 924(c)(1)(A)(i)", 3),
        ("26 U.S.C. 5861(d)", 3),
    ],
)
def test_each_charge_of_the_demo_has_its_elements(charge, count):
    assert len(labels(charge)) == count


@pytest.mark.parametrize("charge", ["18 U.S.C. 1519", "18 U.S.C. 922(z)", "31 U.S.C. 5324(a)"])
def test_an_offense_outside_the_table_has_no_elements(charge):
    assert labels(charge) == []
    assert offense_of(*parse_citations(charge)) is None


def test_the_registrant_element_says_to_whom_it_applies():
    unauthorized = elements_of(parse_citation("21 U.S.C. 841(a)(1)"))[-1]

    assert "Ruan" in unauthorized.source
    assert "registered" in unauthorized.applies_to


def test_offenses_are_listed_in_the_order_of_the_code():
    citations = [offense.citation for offense in list_offenses()]

    assert citations == sorted(citations, key=lambda one: one.sort_key)
    assert len(citations) >= 15


@needs_code
def test_every_offense_stands_in_the_release(release):
    missing = [
        str(offense.citation)
        for offense in list_offenses()
        if offense.citation.subsections
        and not release[offense.citation.whole_section].outline.find(offense.citation.subsections)
    ]

    assert missing == []


@pytest.mark.parametrize(
    ("charge", "maximum", "source"),
    [
        ("18 U.S.C. 922(g)(1)", "15 years", "18 U.S.C. 924(a)(8)"),
        ("18 U.S.C. 922(a)(6)", "10 years", "18 U.S.C. 924(a)(2)"),
        ("18 U.S.C. 922(a)(1)(A)", "5 years", "18 U.S.C. 924(a)(1)(D)"),
        ("18 U.S.C. 922(k)", "5 years", "18 U.S.C. 924(a)(1)(B)"),
        ("21 U.S.C. 841(a)(1), (b)(1)(C)", "20 years", "21 U.S.C. 841(b)(1)(C)"),
        ("21 U.S.C. 846, 841(b)(1)(C)", "20 years", "21 U.S.C. 841(b)(1)(C)"),
        ("21 U.S.C. 843(a)(4)(A)", "4 years", "21 U.S.C. 843(d)(1)"),
        ("26 U.S.C. 5861(d)", "10 years", "26 U.S.C. 5871"),
        ("18 U.S.C. 371", "5 years", "18 U.S.C. 371"),
    ],
)
def test_the_maximum_is_the_one_of_the_statute(charge, maximum, source):
    penalty = penalty_of(*parse_citations(charge))

    assert (penalty.maximum, penalty.source) == (maximum, source)


def test_conspiracy_alone_points_to_its_object():
    penalty = penalty_of(parse_citation("21 U.S.C. 846"))

    assert penalty.years is None
    assert "same" in penalty.maximum


def test_a_minimum_without_a_maximum_is_said_so():
    penalty = penalty_of(parse_citation("18 U.S.C. 924(c)(1)(A)"))

    assert (penalty.years, penalty.minimum_years) == (None, 5)


def test_an_offense_outside_the_table_has_no_penalty():
    assert penalty_of(parse_citation("18 U.S.C. 1519")) is None


def words_at(release, text):
    citation = parse_citation(text)
    record = release[citation.whole_section]
    parts = record.outline.under(citation.subsections) if citation.subsections else ()
    return " ".join(" ".join(part.words for part in parts).split()) or " ".join(record.text.split())


@needs_code
@pytest.mark.parametrize("row", rulebook("penalties.yaml"), ids=lambda row: row["citation"])
def test_each_quoted_penalty_stands_word_for_word_in_the_statute(release, row):
    assert " ".join(row["quote"].split()) in words_at(release, row["source"])


@needs_code
@pytest.mark.parametrize("row", rulebook("closings.yaml"), ids=lambda row: row["citation"])
def test_each_closing_ends_the_last_paragraph(release, row):
    assert words_at(release, row["citation"]).endswith(" ".join(row["words"].split()))
