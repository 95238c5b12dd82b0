"""Finding a statute to charge."""

import pytest

from casemgr.errors import NotFound
from casemgr.statutes import queries
from casemgr.statutes.citations import parse_citation
from tests.casemgr.statutes.shelf import fill_with_the_short_list


@pytest.fixture(autouse=True)
def _catalogue(settings, in_app):
    fill_with_the_short_list(settings)


def found(text, limit=20):
    return [str(provision.citation) for provision in queries.find_sections(text, limit)]


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("18 U.S.C. 922(g)(1)", "18 U.S.C. 922(g)(1)"),
        ("922(g)(1)", "18 U.S.C. 922(g)(1)"),
        ("18 922(g)", "18 U.S.C. 922(g)"),
        ("§ 841", "21 U.S.C. 841"),
        ("84", "18 U.S.C. 844"),
        ("922(g)(", "18 U.S.C. 922(g)"),
        ("felon in possession", "18 U.S.C. 922(g)(1)"),
        ("Felony Conviction", "18 U.S.C. 922(g)(1)"),
        ("false statement dealer", "18 U.S.C. 922(a)(6)"),
        ("straw", "18 U.S.C. 932(b)"),
        ("five years next after", "18 U.S.C. 3282"),
        ("attempt and conspiracy", "21 U.S.C. 846"),
    ],
)
def test_the_statute_meant_comes_first(text, first):
    assert found(text)[0] == first


def test_the_parts_of_a_subsection_are_offered_for_a_closer_choice():
    assert found("922(a)(1)") == [
        "18 U.S.C. 922(a)(1)",
        "18 U.S.C. 922(a)(1)(A)",
        "18 U.S.C. 922(a)(1)(B)",
    ]


def test_a_charge_with_its_penalty_finds_both():
    assert {"21 U.S.C. 841(a)(1)", "21 U.S.C. 841(b)(1)(C)"} <= set(
        found("21 U.S.C. 841(a)(1), (b)(1)(C)")
    )


def test_a_provision_shows_the_name_of_its_offense_and_its_words():
    first = queries.find_sections("922(g)(1)")[0]

    assert first.offense == "Possession of a firearm after a felony conviction"
    assert first.words.startswith("who has been convicted")


def test_no_more_are_found_than_asked_for():
    assert len(found("18 U.S.C. 922", limit=2)) == 2


@pytest.mark.parametrize(
    "text", ["", "   ", "\x00", "%", "_", "\\", "zzzz", "' OR 1=1 --", "9" * 500]
)
def test_a_search_for_nothing_known_finds_nothing(text):
    assert found(text) == []


def test_a_provision_reads_as_one_passage():
    assert "not registered to him" in queries.section_text(parse_citation("26 U.S.C. 5861(d)"))
    assert queries.section_text(parse_citation("26 U.S.C. 5861(z)")) == ""
    assert queries.section_text(parse_citation("7 U.S.C. 1")) == ""


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("18 U.S.C. 922(g)(1)", ""),
        ("26 U.S.C. 5861(z)", "26 U.S.C. 5861 has no (z). It has (a), (b)"),
        ("18 U.S.C. 922g", "Write 18 U.S.C. 922(g) for the subsection."),
        ("31 U.S.C. 5324", "The catalogue has no 31 U.S.C. 5324. Check the number"),
    ],
)
def test_a_citation_is_checked_against_the_text(text, words):
    said = queries.check_citation(parse_citation(text))

    assert said.startswith(words) or words in said
    assert bool(said) == bool(words)


def test_a_section_that_does_not_exist_is_not_found():
    with pytest.raises(NotFound):
        queries.get_section(parse_citation("18 U.S.C. 1"))


def test_venues_are_listed_by_state():
    courts = queries.list_courts()

    assert [court.short_name for court in courts[:3]] == ["M.D. Ala.", "N.D. Ala.", "S.D. Ala."]
    assert queries.find_court("mowd").short_name == "W.D. Mo."
    assert queries.find_court("nowhere") is None
