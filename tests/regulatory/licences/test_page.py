"""The page of a licence: where it stands, what its number says, whence each fact is known."""

import re

import pytest


@pytest.fixture
def examiner(make_person):
    return make_person("atf", "intelligence_analyst")


def test_the_page_says_what_the_number_means_and_whence_it_is_known(
    browser, examiner, make_licence
):
    licence = make_licence(examiner, "PRAIRIE ARMS LLC")

    page = browser(examiner).get(f"/registry/licences/{licence.id}").text

    assert "PRAIRIE ARMS LLC" in page
    assert "What the number says" in page
    assert 'data-label="What it says">Dealer in firearms other than destructive devices<' in page
    assert "0226-ffl-list.txt, line 3, list of Feb 1, 2026" in page


def test_the_number_is_read_for_this_very_licence(browser, examiner, make_licence):
    number = "5-43-037-01-9C-10078"
    facts = {"number": number, "state": "MO", "county_fips": "29037"}
    licence = make_licence(examiner, **facts)

    page = browser(examiner).get(f"/registry/licences/{licence.id}").text

    assert 'data-label="What it says">Cass County<' in page
    assert 'data-label="What it says">expires on Mar 1, 2029<' in page
    assert "ATF Form 7 (5310.12A); renewal: ATF Form 8 (5310.11) Part II" in page


def test_a_type_that_the_scheme_lacks_is_said_to_be_none(browser, examiner, make_licence):
    number = "5-MO-095-21-9A-00125"
    facts = {"number": number, "scheme": "explosives", "type": "21", "state": "MO"}
    licence = make_licence(examiner, **facts)

    page = browser(examiner).get(f"/registry/licences/{licence.id}").text

    assert "21, which is none of the types of the scheme" in page
    assert 'data-label="What it says">Missouri<' in page


def test_the_history_tells_what_changed_and_where_that_stands(
    browser, examiner, make_licence, add_event
):
    licence = make_licence(examiner)
    add_event(licence, by=examiner)

    page = browser(examiner).get(f"/registry/licences/{licence.id}").text

    assert "Renewed" in page
    assert "Last day: Mar 1, 2026 → Mar 1, 2029" in page
    assert "0226-ffl-list.txt, line 17, list of Feb 1, 2026" in page


def test_a_move_to_another_county_is_told_by_its_name(browser, examiner, make_licence, add_event):
    licence = make_licence(examiner)
    moved = {"before": {"county_fips": "29037"}, "after": {"county_fips": "22071"}}
    add_event(licence, by=examiner, kind="changed", **moved)

    page = browser(examiner).get(f"/registry/licences/{licence.id}").text

    assert "County: Cass County → Orleans Parish" in page


def test_a_licence_of_the_same_name_and_place_is_only_a_hint(browser, examiner, make_licence):
    licence, other = make_licence(examiner), make_licence(examiner)

    page = browser(examiner).get(f"/registry/licences/{licence.id}").text

    assert other.number in page
    assert "whether it is the same licensee, the list does not say" in page


def test_a_registration_is_called_so_in_every_word(browser, make_person, make_licence):
    specialist = make_person("dea", "registration_specialist")
    licence = make_licence(specialist, number="BP1234563", scheme="registration", type="A")

    desk, address = browser(specialist), f"/registry/licences/{licence.id}"
    shown = desk.get(address).text + desk.get("/registry/").text

    assert "Part in the registration" in desk.get(f"{address}/people/new").text
    assert re.findall(r"(?i)>[^<]*\blicen[sc]e[^<]*<", shown) == []


def test_without_the_right_to_read_the_registry_there_is_no_page(
    browser, examiner, make_person, make_licence
):
    licence = make_licence(examiner)
    administrator = make_person("atf", "tenant_administrator")

    assert browser(administrator).get(f"/registry/licences/{licence.id}").status_code == 403
