"""Where it stands: who can move a record on, what is missing, what is late."""

from datetime import timedelta

import pytest

from casemgr import clock
from casemgr.cases.models import Case
from casemgr.cases.reach import colleagues_of
from casemgr.cases.whereabouts import whereabouts_of
from casemgr.database.rows import fetch
from casemgr.extensions import db
from casemgr.workflows.clocks import list_clocks
from casemgr.workflows.services import instance_of

SUPERVISOR = "group_supervisor"


@pytest.fixture
def agent(make_person):
    return make_person("atf", "case_agent", name="Ann Reed")


@pytest.fixture
def ways(acting):
    """Return who can take each step of a case, by its label."""

    def look(case, by):
        with acting(by):
            record = fetch(Case, case.id)
            found = whereabouts_of(record, by, instance_of(record))
        return {way.label: way for way in found.ways}

    return look


def test_the_people_who_can_decide_are_named(make_person, make_case, agent, ways):
    make_person("atf", SUPERVISOR, name="Bea Supervisor")
    make_person("atf", SUPERVISOR, name="Cy Elsewhere", office="springfield")
    make_person("dea", SUPERVISOR, name="Dan Foreign")

    found = ways(make_case(agent, state="pending_open"), agent)

    assert found["Approve the opening"].people == ["Bea Supervisor"]
    assert "Resident agent in charge" in found["Approve the opening"].roles


def test_nobody_is_named_for_a_step_that_their_own_part_bars(make_person, make_case, ways):
    both = make_person("atf", "case_agent", SUPERVISOR, name="Both")

    found = ways(make_case(both, state="pending_open"), both)

    assert found["Approve the opening"].people == []
    assert found["Return the opening"].people == ["Both"]


def test_only_those_cleared_for_a_restricted_case_are_named(make_person, make_case, ways):
    cleared = make_person("atf", "case_agent", clearances=["grand_jury"])
    make_person("atf", SUPERVISOR, name="Cleared", clearances=["grand_jury"])
    make_person("atf", SUPERVISOR, name="Not cleared")

    found = ways(make_case(cleared, state="pending_open", compartments=["grand_jury"]), cleared)

    assert found["Approve the opening"].people == ["Cleared"]


def test_a_person_without_the_role_any_more_is_not_named(
    make_person, make_case, agent, ways, as_superuser
):
    gone = make_person("atf", SUPERVISOR)
    case = make_case(agent, state="pending_open")
    as_superuser("UPDATE casemgr.role_grant SET revoked_at = now() WHERE account_id = %s", gone.id)

    assert ways(case, agent)["Approve the opening"].people == []


def test_what_a_step_still_needs_is_told_to_everybody(make_case, agent, ways):
    missing = ways(make_case(agent, predication=""), agent)["Ask for approval to open"].missing

    assert [one.text for one in missing][:1] == ["Say in the predication why it is opened"]


def test_who_is_named_is_exactly_who_sees_the_case(make_person, make_case, agent, acting):
    people = [
        make_person("atf", role, office=office)
        for role in ("case_agent", SUPERVISOR, "assistant_special_agent_in_charge")
        for office in ("kansas_city_group_1", "kansas_city", "springfield")
    ]
    for reach in ("team", "office", "tenant"):
        case = make_case(agent, office="kansas_city_group_1", reach=reach)
        with acting(agent):
            roles = {role for person in people for role in person.roles}
            named = {one.id for one in colleagues_of(fetch(Case, case.id), roles)}

        assert named - {agent.id} == {p.id for p in people if sees(acting, p, case)}, reach


def sees(acting, person, case):
    with acting(person):
        return db.session.get(Case, (person.tenant_id, case.id)) is not None


def test_the_page_tells_of_a_late_review_and_its_pause(
    browser, make_person, make_case, agent, acting
):
    boss = make_person("atf", "assistant_special_agent_in_charge")
    case = make_case(agent, state="active")
    with acting(agent):
        (row,) = list_clocks(instance_of(fetch(Case, case.id)))
        row.due_on = clock.today() - timedelta(days=4)

    page = browser(agent).get(f"/cases/{case.id}").text
    assert "Where it stands" in page
    assert "(late)" in page
    assert f"/clocks/{row.id}" not in page

    client = browser(boss)
    assert f"/clocks/{row.id}" in client.get(f"/cases/{case.id}").text
    answer = client.send(f"/clocks/{row.id}", page=f"/clocks/{row.id}", reason="Stayed.")
    assert answer.location == f"/cases/{case.id}"
    assert "paused since" in client.get(f"/cases/{case.id}").text


def test_who_may_not_pause_is_refused_and_a_foreign_clock_is_not_found(
    browser, make_person, make_case, agent, acting
):
    case = make_case(agent, state="active")
    with acting(agent):
        (row,) = list_clocks(instance_of(fetch(Case, case.id)))

    assert browser(agent).get(f"/clocks/{row.id}").status_code == 403
    assert browser(make_person("dea", "case_agent")).get(f"/clocks/{row.id}").status_code == 404


def test_a_pause_without_a_reason_is_asked_for_one(browser, make_person, make_case, agent, acting):
    case = make_case(agent, state="active")
    with acting(agent):
        (row,) = list_clocks(instance_of(fetch(Case, case.id)))
    client = browser(make_person("atf", "assistant_special_agent_in_charge"))

    answer = client.send(f"/clocks/{row.id}", page=f"/clocks/{row.id}", reason=" ")

    assert (answer.status_code, "Say why." in answer.text) == (422, True)
