"""A case whose state follows from its charges: decided with the last of them, and back again."""

from collections import Counter

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from casemgr.audit.models import AuditEvent
from casemgr.cases import services
from casemgr.cases.models import Case, Charge
from casemgr.database.rows import fetch, rows
from casemgr.extensions import db
from casemgr.workflows.services import history, take_step

CASE = """\
name: prosecution
version: 1
subject: case
start: active
states: {active: {}, adjudicated: {}, closed: {final: true}}
steps:
  adjudicate:
    label: All charges are decided
    from: active
    to: adjudicated
    automatic: true
    guards:
      - all_in: {of: charge, states: [convicted, acquitted, dismissed, declined]}
      - any_in: {of: charge, states: [convicted, acquitted, dismissed]}
  take_up_again:
    label: A charge is open again
    from: adjudicated
    to: active
    automatic: true
    guards: {any_in: {of: charge, states: [proposed, charged]}}
  close: {from: [active, adjudicated], to: closed, roles: case_agent}
"""
ENTRIES = {
    "record_charging": {"charging_instrument": "indictment", "charged_on": "2026-04-02"},
    "record_conviction": {"found_by": "jury", "disposed_on": "2026-09-30"},
    "decline": {"declination": "no_federal_interest"},
}
WAYS = {
    "proposed": {"record_charging": "charged", "decline": "declined"},
    "charged": {"record_conviction": "convicted"},
    "convicted": {"reopen": "charged"},
    "declined": {"propose_again": "proposed"},
}


@pytest.fixture
def agent(make_person):
    return make_person("atf", "case_agent")


@pytest.fixture
def chief(make_person):
    return make_person("atf", "group_supervisor")


@pytest.fixture
def add(live_by, make_case, make_subject, make_charge, agent):
    """Return a maker of charges in a case that lives by their states, or in another such case."""
    live_by(CASE)

    def charge(case=None):
        case = case or make_case(agent)
        return case, make_charge(case, make_subject(case, agent), agent)

    return charge


@pytest.fixture
def take(acting, agent, chief):
    def step(charge, name):
        by = chief if name in ("reopen", "propose_again") else agent
        with acting(by):
            found = fetch(Charge, charge.id)
            take_step(found, name, by=by, reason="So decided.", entries=ENTRIES.get(name))

    return step


@pytest.fixture
def stands(acting, agent):
    """Tell where a case stands, and what happened to it."""

    def told(case):
        with acting(agent):
            found = fetch(Case, case.id)
            return found.state, [(one.step, one.actor_name, one.reason) for one in history(found)]

    return told


def test_a_case_is_adjudicated_with_its_last_charge(add, take, stands, agent):
    case, first = add()
    _, second = add(case)

    take(first, "record_charging")
    take(first, "record_conviction")
    assert stands(case) == ("active", [])

    take(second, "decline")
    told = ("adjudicate", "The platform", f"Charge changed by {agent.name}.")
    assert stands(case) == ("adjudicated", [told])


def test_a_case_is_taken_up_again_when_a_charge_is_reopened(add, take, stands, chief):
    case, charge = add()
    for step in ("record_charging", "record_conviction", "reopen"):
        take(charge, step)

    state, told = stands(case)

    assert state == "active"
    assert told[-1] == ("take_up_again", "The platform", f"Charge changed by {chief.name}.")


def test_a_case_is_taken_up_again_when_a_charge_is_added_and_not_when_it_is_removed(
    acting, add, take, stands, agent
):
    case, charge = add()
    take(charge, "record_charging")
    take(charge, "record_conviction")

    _, second = add(case)
    assert stands(case)[0] == "active"

    with acting(agent):
        services.remove_charge(fetch(Charge, second.id), by=agent, reason="Typed twice.")
    assert stands(case)[0] == "adjudicated"


def test_what_a_case_does_by_itself_is_audited(acting, add, take, agent):
    case, charge = add()
    take(charge, "record_charging")
    take(charge, "record_conviction")

    with acting(agent):
        wanted = db.select(AuditEvent.actor_name).where(AuditEvent.action == "case:adjudicate")
        assert rows(wanted.where(AuditEvent.object_id == case.id)) == [agent.name]


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(st.tuples(st.integers(0, 1), st.integers(0, 1)), max_size=8))
def test_the_state_of_a_case_is_a_function_of_its_charges(add, take, stands, deeds):
    case, first = add()
    charges, states = [first, add(case)[1]], ["proposed", "proposed"]
    for which, choice in deeds:
        ways = list(WAYS[states[which]].items())
        name, after = ways[choice % len(ways)]
        take(charges[which], name)
        states[which] = after
        assert stands(case)[0] == expected(states)


def expected(states):
    """Name the state of a case whose charges are in these."""
    count = Counter(states)
    return (
        "active"
        if count["proposed"] + count["charged"] or not count["convicted"]
        else "adjudicated"
    )
