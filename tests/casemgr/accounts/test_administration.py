"""Looking after accounts: roles and clearances with their grantor, locks, sessions, closing."""

from datetime import timedelta

import pytest

from casemgr import clock
from casemgr.accounts.models import Account
from casemgr.accounts.people import load_person
from casemgr.accounts.queries import find_account
from casemgr.accounts.services import disable_account, grant_clearance, grant_role
from casemgr.accounts.setup import USERNAME
from casemgr.database.rows import fetch
from casemgr.errors import Invalid, NotAllowed
from tests.makers.accounts import PASSWORD


@pytest.fixture
def administrator(make_person):
    return make_person("atf", "tenant_administrator", name="Dana Ortiz")


@pytest.fixture
def agent(make_person):
    return make_person("atf", "case_agent", name="Marcus Reed")


@pytest.fixture
def office(browser, administrator):
    """The administrator's browser."""
    return browser(administrator)


def _again(person):
    return load_person(person.tenant_id, person.id)


def _events(as_superuser, person):
    return as_superuser(
        "SELECT action, actor_name, reason FROM casemgr.audit_event"
        " WHERE object_id = %s AND action <> 'read' AND action <> 'sign_in'"
        " AND reason <> 'Test' AND action <> 'create_account' ORDER BY sequence",
        person.id,
    )


def _only(as_superuser, table, person):
    return as_superuser(f"SELECT id FROM casemgr.{table} WHERE account_id = %s", person.id)[0][0]


def _end_of(as_superuser, table, person, what):
    return as_superuser(
        f"SELECT until FROM casemgr.{table} WHERE account_id = %s AND {what} IS NOT NULL"
        " ORDER BY granted_at DESC LIMIT 1",
        person.id,
    )[0][0]


def test_an_administrator_adds_a_person_who_must_change_the_password(office, as_superuser):
    answer = office.send(
        "/people/new",
        username="New.Agent",
        name="Nina Agent",
        title="Special Agent",
        office="kansas_city",
        role="case_agent",
        reason="Joined the group",
        password=PASSWORD,
    )

    assert answer.status_code == 302
    assert as_superuser(
        "SELECT a.username, a.must_change_password, g.role, g.reason FROM casemgr.account a"
        " JOIN casemgr.role_grant g ON g.account_id = a.id WHERE a.name = 'Nina Agent'"
    ) == [("new.agent", True, "case_agent", "Joined the group")]


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"username": "known"}, "is taken. Choose another."),
        ({"username": ""}, "Enter a user name."),
        ({"password": "short"}, "15"),
        ({"office": "atlantis"}, "This is not offered"),
        ({"role": ""}, "Choose the first role."),
        ({"reason": "  "}, "Say why."),
    ],
)
def test_a_person_who_cannot_be_added_is_not_and_the_form_says_why(
    office, make_person, as_superuser, changed, told
):
    make_person("atf", username="known")
    entries = {
        "username": "new.agent",
        "name": "Nina Agent",
        "office": "kansas_city",
        "role": "case_agent",
        "reason": "Joined",
        "password": PASSWORD,
    }

    answer = office.send("/people/new", **entries | changed)

    assert answer.status_code == 422
    assert told in answer.text
    assert "Nina Agent" in answer.text
    assert as_superuser("SELECT 1 FROM casemgr.account WHERE name = 'Nina Agent'") == []


def test_a_role_is_given_with_its_grantor_and_reason(office, agent, as_superuser):
    office.send(f"/people/{agent.id}/roles/new", what="intelligence_analyst", reason="Needed")

    assert _again(agent).roles == {"case_agent", "intelligence_analyst"}
    assert ("grant_role", "Dana Ortiz", "Needed") in _events(as_superuser, agent)
    assert "by Dana Ortiz" in office.get(f"/people/{agent.id}").text


def test_a_clearance_is_given_until_the_end_of_a_day(office, agent, as_superuser):
    last = clock.today("America/Chicago") + timedelta(days=30)

    office.send(
        f"/people/{agent.id}/clearances/new", what="grand_jury", reason="Grand jury", until=last
    )

    assert _again(agent).clearances == {"grand_jury"}
    end = _end_of(as_superuser, "clearance", agent, "compartment")
    assert timedelta(days=29) < end - clock.now() <= timedelta(days=31)


def test_a_clearance_that_has_ended_counts_no_longer(office, agent, as_superuser):
    office.send(f"/people/{agent.id}/clearances/new", what="sealed", reason="Order of the court")

    as_superuser("UPDATE casemgr.clearance SET until = now() WHERE reason LIKE 'Order%'")

    assert _again(agent).clearances == frozenset()
    assert "Order of the court" not in office.get(f"/people/{agent.id}").text


@pytest.mark.parametrize(
    ("kind", "entries", "told"),
    [
        ("roles", {"what": "case_agent", "reason": "Again"}, "holds this already"),
        ("roles", {"what": "evidence_custodian", "reason": "Short of staff"}, "separation of duti"),
        ("roles", {"what": "emperor", "reason": "Why not"}, "This is not offered"),
        ("roles", {"what": "", "reason": "Why not"}, "Choose what to give."),
        ("roles", {"what": "auditor", "reason": ""}, "Say why."),
        ("clearances", {"what": "tax", "reason": "x", "until": "2020-01-01"}, "has passed"),
        ("clearances", {"what": "tax", "reason": "x", "until": "soon"}, "There is no such day"),
    ],
)
def test_what_cannot_be_given_is_refused_in_words(office, agent, kind, entries, told):
    answer = office.send(f"/people/{agent.id}/{kind}/new", **entries)

    assert answer.status_code == 422
    assert told in answer.text
    assert _again(agent).roles == {"case_agent"}
    assert _again(agent).clearances == frozenset()


def test_roles_that_one_person_may_not_join_are_kept_apart(acting, administrator, as_superuser):
    other = as_superuser("SELECT id FROM casemgr.account WHERE name = 'Dana Ortiz'")[0][0]

    with acting(administrator), pytest.raises(Invalid, match="administrator and auditor"):
        grant_role(fetch(Account, other), "auditor", by=find_account(USERNAME), reason="Both")


@pytest.mark.parametrize(
    "act",
    [
        lambda own: grant_role(own, "auditor", by=own, reason="Mine"),
        lambda own: grant_clearance(own, "sealed", by=own, reason="Mine"),
        lambda own: disable_account(own, by=own, reason="Mine"),
    ],
)
def test_no_service_lets_anybody_change_what_their_own_account_holds(acting, administrator, act):
    with acting(administrator), pytest.raises(NotAllowed, match="their own account"):
        act(fetch(Account, administrator.id))


@pytest.mark.parametrize("page", ["roles/new", "clearances/new", "disable"])
def test_nobody_changes_what_their_own_account_holds(office, administrator, page):
    answers = {
        office.get(f"/people/{administrator.id}/{page}").status_code,
        office.send(f"/people/{administrator.id}/{page}", what="sealed", reason="Mine").status_code,
    }

    assert answers == {403}
    assert _again(administrator).clearances == frozenset()


def test_a_role_that_is_taken_away_is_gone_with_its_reason(office, agent, as_superuser):
    grant = _only(as_superuser, "role_grant", agent)

    office.send(f"/people/roles/{grant}/revoke", reason="Left the group")

    assert _again(agent).roles == frozenset()
    assert ("revoke_role", "Dana Ortiz", "Left the group") in _events(as_superuser, agent)


def test_a_clearance_that_is_taken_away_closes_the_next_page(
    office, browser, make_person, as_superuser
):
    cleared = make_person("atf", "case_agent", clearances=["grand_jury"])
    client = browser(cleared)
    assert "Grand jury" in client.get("/me").text

    grant = _only(as_superuser, "clearance", cleared)
    office.send(f"/people/clearances/{grant}/revoke", reason="Grand jury ended")

    assert "Grand jury" not in client.get("/me").text


def test_taking_away_without_a_reason_is_refused(office, agent, as_superuser):
    grant = _only(as_superuser, "role_grant", agent)

    answer = office.send(f"/people/roles/{grant}/revoke", reason=" ")

    assert answer.status_code == 422
    assert _again(agent).roles == {"case_agent"}


def test_closing_an_account_ends_its_sessions_at_once(office, browser, agent, as_superuser):
    client = browser(agent)
    assert client.get("/me").status_code == 200

    office.send(f"/people/{agent.id}/disable", reason="Left the agency")

    assert client.get("/me").headers["Location"].startswith("/sign-in")
    assert ("disable_account", "Dana Ortiz", "Left the agency") in _events(as_superuser, agent)
    with pytest.raises(NotAllowed):
        _again(agent)


def test_ending_the_sessions_of_an_account_leaves_a_trace(office, browser, agent, as_superuser):
    client = browser(agent)

    office.send(f"/people/{agent.id}/sessions/end")

    assert client.get("/me").status_code == 302
    assert ("end_sessions", "Dana Ortiz", "") in _events(as_superuser, agent)


def test_a_locked_account_is_unlocked(office, agent, as_superuser):
    as_superuser("UPDATE casemgr.account SET locked_at = now() WHERE id = %s", agent.id)
    assert "Locked" in office.get(f"/people/{agent.id}").text

    office.send(f"/people/{agent.id}/unlock")

    assert as_superuser("SELECT locked_at FROM casemgr.account WHERE id = %s", agent.id) == [
        (None,)
    ]
    assert ("unlock_account", "Dana Ortiz", "") in _events(as_superuser, agent)


def test_the_list_shows_people_with_their_roles_and_no_services(office, agent):
    page = office.get("/people/").text

    assert "Marcus Reed" in page
    assert "Case agent" in page
    assert "Exchange service" not in page


PAGES = ["/people/", "/people/new", "/people/{}", "/people/{}/roles/new", "/people/{}/disable"]


@pytest.mark.parametrize("role", ["case_agent", "group_supervisor", "auditor"])
def test_nobody_but_an_administrator_looks_after_accounts(browser, make_person, agent, role):
    client = browser(make_person("atf", role))

    answers = {client.get(page.format(agent.id)).status_code for page in PAGES}
    sent = [f"/people/{agent.id}/{what}" for what in ("unlock", "sessions/end", "roles/new")]
    answers |= {client.send(address, what="auditor", reason="x").status_code for address in sent}

    assert answers == {403}
    assert _again(agent).roles == {"case_agent"}


def test_an_account_of_another_agency_is_not_there(office, make_person):
    foreign = make_person("dea", "case_agent")

    answers = {
        office.get(f"/people/{foreign.id}").status_code,
        office.send(f"/people/{foreign.id}/disable", reason="x").status_code,
        office.send(f"/people/{foreign.id}/sessions/end").status_code,
    }

    assert answers == {404}
    assert _again(foreign).roles == {"case_agent"}
