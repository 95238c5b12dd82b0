"""Controlled substances are imported from the official list and looked up by any of their names."""

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

    assert (first.count("Filling "), second.count("Filling ")) == (50, 10)
    assert "Filling" not in investigator.get("/registry/substances/").text


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
