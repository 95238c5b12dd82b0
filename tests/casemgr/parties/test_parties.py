"""People and organizations: entered once, found again, corrected for every case."""

from datetime import date

import pytest

from casemgr.database.rows import fetch
from casemgr.parties import services
from casemgr.parties.models import Party
from casemgr.parties.queries import find_parties, names_of
from casemgr.parties.services import MayBeKnown

BORN = date(1981, 5, 14)


@pytest.fixture
def agent(make_person):
    return make_person("atf", "case_agent")


@pytest.fixture
def desk(browser, agent):
    return browser(agent)


@pytest.mark.parametrize(
    ("facts", "known"),
    [
        ({"family_name": "hutchens", "given_name": "DALE"}, True),
        ({"family_name": "Hutchens", "given_name": "Dale", "middle_name": "R"}, True),
        ({"family_name": "Hutchens", "given_name": "Dale", "born_on": BORN}, True),
        ({"family_name": "Hutchens", "given_name": "Dale", "born_on": date(1950, 1, 1)}, False),
        ({"family_name": "Hutchens", "given_name": "Dalene"}, False),
        ({"family_name": "Hutchenson", "given_name": "Dale"}, False),
    ],
)
def test_a_person_who_may_be_known_is_not_entered_twice(agent, make_party, acting, facts, known):
    make_party(agent, "Hutchens", "Dale", middle_name="Roy", born_on=BORN)

    with acting(agent):
        candidates = services.list_candidates("person", facts)

    assert bool(candidates) is known


def test_an_organization_of_the_same_name_may_be_known(agent, make_party, acting):
    make_party(agent, kind="organization", name="Prairie Arms LLC")

    with acting(agent), pytest.raises(MayBeKnown) as refused:
        services.create_party("organization", by=agent, name="PRAIRIE ARMS, L.L.C.")

    assert [one.name for one in refused.value.candidates] == ["Prairie Arms LLC"]


def test_those_born_on_the_same_day_are_offered_first(agent, make_party, acting):
    make_party(agent, "Hutchens", "Dale")
    make_party(agent, "Hutchens", "Dale", middle_name="Roy", born_on=BORN)
    facts = {"family_name": "Hutchens", "given_name": "Dale", "born_on": BORN}

    with acting(agent):
        candidates = services.list_candidates("person", facts)

    assert [one.born_on for one in candidates] == [BORN, None]


@pytest.mark.parametrize(
    "typed", ["hutch", "Hutchens", "dale hutchens", "HUTCHENS, D", "the hutch", "hütchens"]
)
def test_a_person_is_found_by_name_and_by_alias(agent, make_party, acting, typed):
    make_party(agent, "Hutchens", "Dale", aliases=["The Hutch", "D. Roy"])

    with acting(agent):
        assert [one.name for one in find_parties(typed)] == ["Dale Hutchens"]


def test_the_index_of_one_agency_is_closed_to_the_other(browser, agent, make_party, make_person):
    party, stranger = make_party(agent, "Zellner"), browser(make_person("dea", "case_agent"))

    assert "Zellner" not in stranger.get("/parties/?q=zell").text
    assert stranger.get(f"/parties/{party.id}").status_code == 404


def test_a_person_is_entered_with_all_that_is_known(desk):
    made = desk.send(
        "/parties/new?kind=person",
        **{
            "family_name": "Pruitt",
            "given_name": "Marcy",
            "born_on": "1993-11-02",
            "aliases": "Marcy P.; M. A. P.",
            "identifiers-0-kind": "driver_license",
            "identifiers-0-value": "H172-555",
            "identifiers-1-kind": "ssn",
            "addresses-0-kind": "home",
            "addresses-0-street": "114 Old Mill Road",
            "phones-0-kind": "mobile",
            "phones-0-number": "816-555-0171",
        },
    )

    page = desk.get(made.location).text
    for shown in ("Nov 2, 1993", "M. A. P.", "H172-555", "114 Old Mill Road", "816-555-0171"):
        assert shown in page
    assert "Social Security" not in page


def test_an_organization_is_entered_by_its_name(desk):
    made = desk.send("/parties/new?kind=organization", name="Prairie Arms LLC")

    assert "Prairie Arms LLC" in desk.get(made.location).text


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"family_name": ""}, "Enter the family name."),
        ({"family_name": "x" * 101}, "Write at most 100 characters."),
        ({"family_name": "a\x00b"}, "Character 2 cannot be stored."),
        ({"identifiers-0-value": "9" * 61}, "Line 1, number: Write at most 60 characters."),
        ({"identifiers-0-value": "\x1b[2J"}, "Character 1 cannot be stored."),
    ],
)
def test_an_entry_that_cannot_be_kept_is_refused_with_what_was_typed(desk, wrong, told):
    entries = {"family_name": "Pruitt", "occupation": "Buyer of handguns"}

    page = desk.send("/parties/new?kind=person", **entries | wrong)

    assert page.status_code == 422
    assert told in page.text
    assert "Buyer of handguns" in page.text


def test_the_second_of_two_editors_is_told(desk, agent, make_party, acting):
    party = make_party(agent, "Hutchens", "Dale")
    address = f"/parties/{party.id}/edit"
    desk.send(address, family_name="Hutchens", given_name="Dale Roy", row_version="1")

    second = desk.send(address, family_name="Hutchins", given_name="D.", row_version="1")

    assert second.status_code == 409
    assert "Hutchins" in second.text
    with acting(agent):
        assert fetch(Party, party.id).name == "Dale Roy Hutchens"


def test_a_correction_reaches_every_case(desk, agent, make_party, make_case, make_subject):
    party, case = make_party(agent, "Hutchens", "Dale"), make_case(agent)
    make_subject(case, agent, party=party)

    desk.send(f"/parties/{party.id}/edit", family_name="Hutchins", given_name="Dale")

    assert "Dale Hutchins" in desk.get(f"/cases/{case.id}/subjects").text
    assert case.title in desk.get(f"/parties/{party.id}").text


def test_a_party_does_not_name_cases_that_one_may_not_know_of(
    browser, agent, make_person, make_party, make_case, make_subject
):
    party, case = make_party(agent, "Hutchens"), make_case(agent, "Kept close", reach="team")
    make_subject(case, agent, party=party)

    page = browser(make_person("atf", "case_agent")).get(f"/parties/{party.id}").text

    assert "Hutchens" in page
    assert "Kept close" not in page


def test_the_index_is_paged_by_name(desk, agent, make_party):
    for number in range(30):
        make_party(agent, f"Name{number:02}", "")

    first = desk.get("/parties/").text

    assert "Names 1 to 25" in first
    assert first.index("Name00") < first.index("Name24")
    assert "Name25" not in first


def test_nobody_enters_names_without_the_right(browser, make_person):
    counsel = browser(make_person("atf", "agency_counsel"))

    assert counsel.get("/parties/new").status_code == 403
    assert counsel.get("/parties/").status_code == 200


def test_words_where_a_person_stood_have_no_name_and_break_nothing(agent, make_party, acting):
    party = make_party(agent, "Hutchens", "Dale")

    with acting(agent):
        assert names_of([party.id, "Dale the trader", None]) == {str(party.id): party.name}
