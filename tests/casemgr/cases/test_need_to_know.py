"""Who may know of a case: its team, its office, the agency; and only those cleared for it."""

import pytest

from casemgr.cases.models import Case
from casemgr.database.rows import fetch
from casemgr.errors import NotFound

GROUP, ELSEWHERE = "kansas_city_group_1", "springfield"


@pytest.fixture
def agent(make_person):
    return make_person("atf", "case_agent", office=GROUP)


@pytest.mark.parametrize(
    ("reach", "role", "office", "sees"),
    [
        ("team", "case_agent", GROUP, False),
        ("team", "group_supervisor", GROUP, True),
        ("team", "group_supervisor", ELSEWHERE, False),
        ("team", "assistant_special_agent_in_charge", ELSEWHERE, True),
        ("office", "case_agent", GROUP, True),
        ("office", "case_agent", ELSEWHERE, False),
        ("office", "case_agent", "kansas_city", True),
        ("tenant", "case_agent", ELSEWHERE, True),
    ],
)
def test_the_reach_of_a_case_and_of_a_role_decide_who_sees_it(
    agent, make_person, make_case, acting, reach, role, office, sees
):
    case = make_case(agent, reach=reach, office=GROUP)
    person = make_person("atf", role, office=office)

    with acting(person):
        assert _sees(case) is sees


def test_a_member_of_the_team_sees_a_case_that_is_open_to_its_team_only(
    agent, make_person, make_case, make_member, acting
):
    case, colleague = (
        make_case(agent, reach="team"),
        make_person("atf", "case_agent", office=ELSEWHERE),
    )

    make_member(case, agent, colleague)

    with acting(colleague):
        assert _sees(case)


def test_a_case_in_a_compartment_does_not_exist_for_those_not_cleared(
    browser, make_person, make_case
):
    cleared = make_person("atf", "case_agent", clearances=["grand_jury"])
    case = make_case(cleared, "Matter of the sealed room", compartments=["grand_jury"])
    chief = browser(make_person("atf", "special_agent_in_charge"))

    assert chief.get(f"/cases/{case.id}").status_code == 404
    assert "sealed room" not in chief.get("/cases/").text
    assert "sealed room" not in chief.get("/find?q=matter").text


def test_a_source_in_a_compartment_has_no_part_in_the_case_for_others(
    browser, make_person, make_case, make_subject, make_party
):
    handler = make_person("atf", "case_agent", clearances=["informant"])
    colleague = browser(make_person("atf", "case_agent"))
    case = make_case(handler)
    source = make_party(handler, "Dossett", "Ray", compartments=["informant"])
    make_subject(case, handler, party=source, role="source")

    page = colleague.get(f"/cases/{case.id}/subjects").text

    assert "Dossett" not in page
    assert "Nobody is in this" in page
    assert "Dossett" not in colleague.get("/parties/?q=dossett").text
    assert colleague.get(f"/parties/{source.id}").status_code == 404
    assert "Dossett" in browser(handler).get(f"/cases/{case.id}/subjects").text


def test_the_numbers_on_the_tabs_count_only_what_a_person_may_know_of(
    browser, make_person, make_case, make_subject
):
    handler = make_person("atf", "case_agent", clearances=["informant"])
    case = make_case(handler)
    make_subject(case, handler)
    make_subject(case, handler, role="source", compartments=["informant"])

    counted = browser(make_person("atf", "case_agent")).get(f"/cases/{case.id}").text

    assert 'Subjects<span class="tab-count">1</span>' in counted


def _sees(case):
    try:
        return fetch(Case, case.id) is not None
    except NotFound:
        return False
