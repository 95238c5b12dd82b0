"""Controlled substances are imported from the official list and looked up by any of their names."""

import re

import pytest

from casemgr.database.installation import addresses
from casemgr.errors import Invalid
from regulatory.substances.official import Listed
from regulatory.substances.services import (
    import_as_administrator,
    read_list,
    read_street_names,
)
from regulatory.substances.spreadsheet import read_spreadsheet

LIST = [
    Listed("Heroin", "9200", "I", "Y", "Diacetylmorphine"),
    Listed("Morphine", "9300", "II", "Y", "MS Contin, Roxanol"),
    Listed("Zolpidem", "2783", "IV", "N", "Ambien"),
]
FILLING = [Listed(f"Filling {number}", "", "V", "N", "") for number in range(60)]


@pytest.fixture
def fill(settings):
    administrator = addresses(settings).administrator
    yield lambda listed: import_as_administrator(administrator, listed, {"heroin": ["Smack"]})
    import_as_administrator(administrator, [], {})


@pytest.fixture
def investigator(browser, make_person):
    return browser(make_person("dea", "diversion_investigator"))


@pytest.mark.parametrize(
    "query", ["q=9300", "q=morphi&schedule=II", "q=ROXANOL", "q=roxanol&schedule=nonsense"]
)
def test_a_substance_is_found_by_code_name_other_name_and_schedule(fill, investigator, query):
    fill(LIST)

    page = investigator.get(f"/registry/substances/?{query}").text

    assert '<th scope="row">Morphine</th>' in page
    assert "Zolpidem" not in page


def test_a_substance_is_found_by_its_street_name(fill, investigator):
    fill(LIST)

    page = investigator.get("/registry/substances/?q=smack").text

    assert '<th scope="row">Heroin</th>' in page
    assert "Morphine" not in page


@pytest.mark.parametrize("query", ["q=%25", "q=_", "q=%00%5C", "q=" + "x" * 10_000])
def test_wildcards_and_endless_queries_find_nothing_and_break_nothing(fill, investigator, query):
    fill(LIST)

    answer = investigator.get(f"/registry/substances/?{query}&schedule=I")

    assert answer.status_code == 200
    assert "No substance found" in answer.text


def test_a_long_list_is_shown_part_by_part_and_a_new_import_replaces_it(fill, investigator):
    fill(FILLING)
    first, second = (investigator.get(f"/registry/substances/?page={page}").text for page in (1, 2))
    fill(LIST)

    assert (first.count(">Filling "), second.count(">Filling ")) == (50, 10)
    assert "Filling" not in investigator.get("/registry/substances/").text


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("narcotic=yes", ["Heroin", "Morphine"]),
        ("narcotic=no&schedule=IV", ["Zolpidem"]),
        ("narcotic=yes&schedule=IV", []),
        ("q=93", ["Morphine"]),
        ("q=m", ["Morphine", "Heroin", "Zolpidem"]),
    ],
)
def test_filters_narrow_and_names_that_begin_so_come_first(fill, investigator, query, names):
    fill(LIST)

    page = investigator.get(f"/registry/substances/?{query}").text

    assert re.findall(r'<th scope="row">(\w+)', page) == names


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("page=2", "Substances 51 to 60 of 60"),
        ("page=3", "It has 2 pages."),
        ("page=99999999999999999999", "It has 2 pages."),
        ("page=-4", "Substances 1 to 50 of 60"),
        ("page=2&q=filling 59", "It has 1 page."),
        ("q=morphine&page=7", "No substance found"),
    ],
)
def test_every_page_says_which_part_it_is_and_one_past_the_end_leads_back(
    fill, investigator, query, words
):
    fill(FILLING)

    page = investigator.get(f"/registry/substances/?{query}").text

    assert words in page
    assert ("To its last page" in page) == ("It has" in words)


@pytest.mark.parametrize("query", ["", "q=morphine&schedule=II", "page=3"])
def test_an_empty_table_says_how_it_is_filled(investigator, query):
    page = investigator.get(f"/registry/substances/?{query}").text

    assert "There are no substances yet" in page
    assert "casemgr registry substances import c_cs_alpha.pdf" in page


def test_a_schedule_leads_to_the_registrations_for_it_where_there_are_any(
    fill, browser, make_person, investigator
):
    fill(LIST)
    elsewhere = browser(make_person("atf", "licensing_examiner"))

    links = [
        re.findall(r"/registry/\?schedule=(\w+)", one.get("/registry/substances/").text)
        for one in (investigator, elsewhere)
    ]

    assert links == [["1", "2", "4"], []]


def test_a_registration_leads_to_the_substances_of_its_schedules(
    investigator, make_person, make_licence
):
    person = make_person("dea", "diversion_investigator")
    one = make_licence(person, "QUINDARO PHARMACY", scheme="registration", schedules=["2N", "L1"])

    page = investigator.get(f"/registry/licences/{one.id}").text

    assert ">II non-narcotic</a>" in page
    assert "/registry/substances/?schedule=II&amp;narcotic=no" in page


def test_whoever_may_not_read_the_registry_may_not_look_up(browser, make_person):
    person = browser(make_person("dea", "forensic_chemist"))

    assert person.get("/registry/substances/").status_code == 403


def test_files_of_another_kind_are_refused_in_words(tmp_path):
    file = tmp_path / "list.txt"
    file.write_text("no list")

    with pytest.raises(Invalid, match="is not a PDF"):
        read_list(file)
    with pytest.raises(Invalid, match="is not a spreadsheet"):
        read_spreadsheet(file)
    with pytest.raises(Invalid, match="has no street names"):
        read_street_names(file)
    file.write_bytes("category,slang\nHeroin,Caf\u00e9\n".encode("latin-1"))
    with pytest.raises(Invalid, match="is no table in UTF-8"):
        read_street_names(file)
