"""The team of a case and its agent."""

import pytest

from casemgr.accounts.models import Account
from casemgr.cases import services
from casemgr.cases.models import Case, CaseMember
from casemgr.database.rows import fetch
from casemgr.errors import Invalid, NotAllowed


@pytest.fixture
def agent(make_person):
    return make_person("atf", "case_agent", name="Maria Alvarez")


@pytest.fixture
def colleague(make_person):
    return make_person("atf", "case_agent", name="Kwame Osei")


@pytest.fixture
def supervisor(make_person):
    return make_person("atf", "group_supervisor")


def test_a_member_may_change_the_case_and_stops_when_taken_off(
    browser, agent, colleague, make_case
):
    case, desk, other = make_case(agent, reach="team"), browser(agent), browser(colleague)

    desk.send(f"/cases/{case.id}/team/new", account_id=str(colleague.id), role="co_case_agent")
    member = other.get(f"/cases/{case.id}/edit").status_code
    link = _between(desk.get(f"/cases/{case.id}/team").text, f"/cases/{case.id}/team/", "/remove")
    desk.send(f"/cases/{case.id}/team/{link}/remove", reason="Moved to another group")

    assert member == 200
    assert other.get(f"/cases/{case.id}").status_code == 404


def test_a_supervisor_gives_the_case_to_another_agent(
    browser, agent, colleague, supervisor, make_case, acting
):
    case = make_case(agent, reach="team")

    browser(supervisor).send(
        f"/cases/{case.id}/agent", account_id=str(colleague.id), reason="Leave"
    )

    page = browser(agent).get(f"/cases/{case.id}/team").text
    assert "Kwame Osei" in page
    assert "Former case agent" in page
    with acting(colleague):
        assert fetch(Case, case.id).case_agent_id == colleague.id


def test_parts_in_a_team_are_called_what_the_agency_calls_them(browser, agent, make_case):
    page = browser(agent).get(f"/cases/{make_case(agent).id}/team/new").text

    assert ">Resident agent in charge</option>" in page
    assert ">Co-case agent</option>" in page
    assert ">Supervisor</option>" not in page


def test_an_agent_does_not_give_cases_away(browser, agent, colleague, make_case):
    case = make_case(agent)

    assert browser(agent).get(f"/cases/{case.id}/agent").status_code == 403


def test_a_custodian_does_not_lead_a_case(make_person, agent, supervisor, make_case, acting):
    case, custodian = make_case(agent), make_person("atf", "evidence_custodian")

    with acting(supervisor), pytest.raises(Invalid, match="no role that leads"):
        services.assign_agent(
            fetch(Case, case.id), fetch(Account, custodian.id), by=supervisor, reason="Leave"
        )


def test_only_those_cleared_join_the_team_of_a_restricted_case(
    make_person, colleague, make_case, make_member
):
    agent = make_person("atf", "case_agent", clearances=["grand_jury"])
    case = make_case(agent, compartments=["grand_jury"])

    with pytest.raises(Invalid, match="lacks a clearance"):
        make_member(case, agent, colleague)


def test_nobody_is_on_the_team_twice_in_one_part(agent, colleague, make_case, make_member):
    case = make_case(agent)
    make_member(case, agent, colleague)

    with pytest.raises(Invalid, match="already"):
        make_member(case, agent, colleague)


def test_a_member_does_not_take_others_off_the_team(
    agent, colleague, make_person, make_case, make_member, acting
):
    case, third = make_case(agent), make_person("atf", "case_agent")
    make_member(case, agent, colleague)
    member = make_member(case, agent, third)

    with acting(colleague), pytest.raises(NotAllowed):
        services.remove_member(fetch(CaseMember, member.id), by=colleague, reason="Rival")


def _between(text, before, after):
    return text.split(before, 1)[1].replace("new", "", 1).split(before, 1)[1].split(after, 1)[0]
