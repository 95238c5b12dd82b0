"""Approvals while somebody is away: by whom they named, or by the next rung; never one's own."""

from datetime import timedelta

import pytest

from casemgr import clock
from casemgr.accounts.delegation import delegate, list_delegations, revoke_delegation
from casemgr.accounts.models import Account
from casemgr.cases.models import Case
from casemgr.database.rows import fetch
from casemgr.errors import Invalid, NotFound
from casemgr.workflows.services import StepRefused, history, offered_steps, take_step

SUPERVISOR = "group_supervisor"


@pytest.fixture
def agent(make_person):
    return make_person("atf", "case_agent", name="Ann Agent")


@pytest.fixture
def boss(make_person):
    return make_person("atf", SUPERVISOR, name="Bea Boss")


@pytest.fixture
def deputy(make_person):
    return make_person("atf", "case_agent", name="Dan Deputy")


@pytest.fixture
def case(make_case, agent):
    return make_case(agent, state="pending_open", reach="office")


@pytest.fixture
def go_away(acting):
    """Have a person be away, with somebody in their place or nobody."""

    def leave(person, deputy=None, *, first=0, last=7):
        today = clock.today(person.pack.time_zone)
        days = today + timedelta(days=first), today + timedelta(days=last)
        with acting(person):
            named = fetch(Account, deputy.id) if deputy else None
            return delegate(fetch(Account, person.id), named, *days, by=person, reason="On leave.")

    return leave


def approve(acting, case, person):
    with acting(person):
        return take_step(fetch(Case, case.id), "approve_opening", by=person)


def test_whom_the_absent_one_named_approves_and_the_history_says_for_whom(
    acting, case, boss, deputy, go_away
):
    go_away(boss, deputy)

    approve(acting, case, deputy)

    with acting(deputy):
        last = history(fetch(Case, case.id))[-1]
    assert (last.actor_name, last.behalf_id) == ("Dan Deputy for Bea Boss", boss.id)


def test_the_deputy_is_offered_approvals_and_nothing_else_of_the_absent_one(
    acting, case, boss, deputy, go_away
):
    go_away(boss, deputy)

    with acting(deputy):
        offered = {step.name: step.label for step in offered_steps(fetch(Case, case.id), deputy)}

    assert offered == {
        "approve_opening": "Approve the opening for Bea Boss",
        "refuse_opening": "Refuse the opening for Bea Boss",
    }


@pytest.mark.parametrize(("first", "last"), [(1, 7), (0, 7)])
def test_only_while_the_absence_lasts(acting, case, boss, deputy, go_away, first, last):
    go_away(boss, deputy, first=first, last=last)
    if first == 0:
        with acting(boss):
            (planned,) = list_delegations(fetch(Account, boss.id))
            revoke_delegation(planned, by=boss, reason="Back early.")

    with pytest.raises(StepRefused, match="you do not have that role"):
        approve(acting, case, deputy)


def test_a_deputy_does_not_approve_their_own_case(acting, case, boss, agent, go_away):
    go_away(boss, agent)

    with pytest.raises(StepRefused, match="somebody else must approve it"):
        approve(acting, case, agent)


def test_nobody_approves_for_one_who_wrote_it(acting, make_person, make_case, deputy, go_away):
    author = make_person("atf", "case_agent", SUPERVISOR, name="Al Author")
    case = make_case(author, state="pending_open")
    go_away(author, deputy)

    with pytest.raises(StepRefused, match="You or Al Author are the author of this"):
        approve(acting, case, deputy)


def test_without_a_deputy_the_next_rung_approves_and_nobody_else(
    acting, make_person, boss, deputy, go_away, make_case, agent
):
    case = make_case(agent, state="pending_open", reach="tenant")
    chief = make_person("atf", "special_agent_in_charge", name="Cora Chief")
    go_away(boss)
    with pytest.raises(StepRefused):
        approve(acting, case, deputy)
    with pytest.raises(StepRefused, match="do not have that role"):
        approve(acting, case, chief)

    aide = make_person("atf", "assistant_special_agent_in_charge", name="Abe Aide")
    go_away(aide)
    approve(acting, case, chief)


def test_a_delegation_does_not_cross_the_wall(make_person, acting, case, boss, go_away):
    foreign = make_person("dea", "case_agent")

    with pytest.raises(NotFound):
        go_away(boss, foreign)
    with acting(boss):
        assert list_delegations(fetch(Account, boss.id)) == []


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"reason": " "}, "reason"),
        ({"ends": -1}, "ends_on"),
        ({"self": True}, "deputy"),
        ({"again": True}, "starts_on"),
    ],
)
def test_what_is_wrong_with_an_absence_is_said_beside_it(acting, boss, deputy, change, field):
    today = clock.today(boss.pack.time_zone)
    ends = today + timedelta(days=change.get("ends", 5))
    with acting(boss):
        own = fetch(Account, boss.id)
        named = own if change.get("self") else fetch(Account, deputy.id)
        if change.get("again"):
            delegate(own, named, today, ends, by=boss, reason="Leave.")
        reason = change.get("reason", "Leave.")
        with pytest.raises(Invalid) as refused:
            delegate(own, named, today, ends, by=boss, reason=reason)

    assert list(refused.value.problems) == [field]


TWO = """\
name: two
version: 1
subject: case
start: asked
states: {asked: {}, agreed: {final: true}}
steps:
  agree:
    from: asked
    to: agreed
    roles: group_supervisor
    approval: {not: author, count: 2}
"""


@pytest.fixture
def asked(live_by, make_case, agent):
    """A case that lives by a workflow in which two supervisors must agree."""
    live_by(TWO)
    return make_case(agent, reach="tenant")


def agree(acting, case, person):
    with acting(person):
        return take_step(fetch(Case, case.id), "agree", by=person)


def test_nobody_gives_both_votes(acting, asked, boss, deputy, go_away, make_person):
    other = make_person("atf", SUPERVISOR, name="Olive Other")
    go_away(boss, deputy)
    assert agree(acting, asked, deputy) is None

    for again in (deputy, boss):
        with pytest.raises(StepRefused, match="approved this already"):
            agree(acting, asked, again)
    assert agree(acting, asked, other) is not None


def test_a_vote_given_oneself_is_not_given_again_by_ones_deputy(
    acting, asked, boss, deputy, go_away
):
    agree(acting, asked, boss)
    go_away(boss, deputy)

    with pytest.raises(StepRefused, match="approved this already"):
        agree(acting, asked, deputy)


def test_a_person_plans_an_absence_on_their_own_page_and_ends_it(browser, boss, deputy):
    client, today = browser(boss), clock.today(boss.pack.time_zone)
    days = {"starts_on": today.isoformat(), "ends_on": (today + timedelta(days=3)).isoformat()}

    client.send("/me/absences/new", **days, deputy=str(deputy.id), reason="Training.")
    page = client.get("/me").text
    assert "Dan Deputy" in page
    assert "Training." in page

    ending = page.split('href="/me/absences/')[2].split('"')[0]
    client.send(f"/me/absences/{ending}", reason="Back.")
    assert "Nothing planned" in client.get("/me").text


def test_one_cannot_end_the_absence_of_another(browser, boss, deputy, go_away):
    gone = go_away(boss, deputy)

    assert browser(deputy).get(f"/me/absences/{gone.id}/end").status_code == 404


def test_an_administrator_says_it_for_one_who_cannot(browser, make_person, boss, deputy):
    client, today = browser(make_person("atf", "tenant_administrator")), clock.today()
    days = {"starts_on": today.isoformat(), "ends_on": (today + timedelta(days=3)).isoformat()}

    client.send(f"/people/{boss.id}/absences/new", **days, deputy="", reason="In hospital.")

    assert "the next rung of the ladder" in client.get(f"/people/{boss.id}").text
