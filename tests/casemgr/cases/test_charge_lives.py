"""The life of a charge: charged, decided, reopened; and the case that waits for it."""

import pytest

from casemgr.audit.models import AuditEvent
from casemgr.cases import services
from casemgr.cases.models import Case, Charge
from casemgr.database.rows import fetch, rows
from casemgr.errors import Conflict
from casemgr.extensions import db
from casemgr.workflows.models import WorkflowInstance
from casemgr.workflows.services import StepRefused, history, offered_steps, take_step

CHARGED = {"charging_instrument": "indictment", "charged_on": "2026-04-02"}
FOUND = {"found_by": "jury", "disposed_on": "2026-09-30"}


@pytest.fixture
def agent(make_person):
    return make_person("atf", "case_agent")


@pytest.fixture
def chief(make_person):
    return make_person("atf", "assistant_special_agent_in_charge")


@pytest.fixture
def case(make_case, agent):
    return make_case(agent, state="active")


@pytest.fixture
def charge(case, agent, make_subject, make_charge):
    return make_charge(case, make_subject(case, agent), agent)


@pytest.fixture
def take(acting, charge):
    def step(by, name, **given):
        with acting(by):
            take_step(fetch(Charge, charge.id), name, by=by, **given)

    return step


def test_a_new_charge_is_proposed_and_offers_what_can_follow(acting, agent, charge):
    with acting(agent):
        found = fetch(Charge, charge.id)

        assert found.state == "proposed"
        assert [one.name for one in offered_steps(found, agent)] == ["record_charging", "decline"]


def test_what_a_step_asks_for_is_kept_with_the_charge_and_in_its_history(
    acting, agent, charge, take
):
    take(agent, "record_charging", entries=CHARGED)
    take(agent, "record_conviction", entries=FOUND)

    with acting(agent):
        found = fetch(Charge, charge.id)
        assert found.state == "convicted"
        assert found.fields == CHARGED | FOUND
        assert [one.step for one in history(found)] == ["record_charging", "record_conviction"]
        told = rows(db.select(AuditEvent.action).where(AuditEvent.object_id == charge.id))
        assert "charge:record_conviction" in told


def test_a_conviction_without_who_found_it_is_refused(agent, take):
    take(agent, "record_charging", entries=CHARGED)

    with pytest.raises(StepRefused, match="Enter: Decided by"):
        take(agent, "record_conviction", entries={"disposed_on": "2026-09-30"})


def test_a_decided_charge_is_reopened_by_a_supervisor_with_a_reason(
    acting, agent, chief, charge, take
):
    take(agent, "record_charging", entries=CHARGED)
    take(agent, "record_acquittal", entries=FOUND)

    with pytest.raises(StepRefused):
        take(agent, "reopen", reason="A mistake.")
    take(chief, "reopen", reason="A new trial.")

    with acting(chief):
        assert fetch(Charge, charge.id).state == "charged"


def test_a_case_is_not_closed_while_a_charge_is_open(acting, agent, chief, case, charge, take):
    with acting(agent):
        take_step(fetch(Case, case.id), "ask_to_close", by=agent, reason="Done.")
    with acting(chief), pytest.raises(StepRefused, match="1 charge is not done"):
        take_step(fetch(Case, case.id), "approve_closing", by=chief)

    take(agent, "decline", reason="Weak.", entries={"declination": "no_federal_interest"})
    with acting(chief):
        take_step(fetch(Case, case.id), "approve_closing", by=chief)
        assert fetch(Case, case.id).state == "closed"


def test_the_charge_of_a_closed_case_stays_decided(acting, agent, chief, case, take):
    take(agent, "decline", reason="Weak.", entries={"declination": "no_federal_interest"})
    with acting(agent):
        take_step(fetch(Case, case.id), "ask_to_close", by=agent, reason="Done.")
    with acting(chief):
        take_step(fetch(Case, case.id), "approve_closing", by=chief)

    with pytest.raises(StepRefused, match="case is closed"):
        take(chief, "propose_again", reason="New facts.")


def test_a_charge_that_was_only_proposed_leaves_nothing_behind(acting, agent, charge):
    with acting(agent):
        services.remove_charge(fetch(Charge, charge.id), by=agent, reason="Typed twice.")

        left = db.select(WorkflowInstance).where(WorkflowInstance.subject_id == charge.id)
        assert rows(left) == []


def test_a_charge_with_a_history_is_not_removed(acting, agent, charge, take):
    take(agent, "record_charging", entries=CHARGED)

    with acting(agent), pytest.raises(Conflict, match="has a history"):
        services.remove_charge(fetch(Charge, charge.id), by=agent, reason="Typed twice.")


def test_an_agency_may_give_charges_no_life(
    acting, agent, case, monkeypatch, make_subject, make_charge
):
    monkeypatch.setattr("casemgr.cases.services.charges.has_life", lambda subject: False)
    charge = make_charge(case, make_subject(case, agent), agent)

    assert charge.state == ""


def test_the_pages_show_where_a_charge_stands_and_take_its_steps(browser, agent, case, charge):
    client, page = browser(agent), f"/cases/charges/{charge.id}"
    asking = f"{page}/steps/record_charging"
    assert asking in client.get(f"/cases/{case.id}/charges").text

    refused = client.send(asking, page=asking, field_charging_instrument="information")
    assert (refused.status_code, "Enter: Filed" in refused.text) == (422, True)

    fields = {"field_charging_instrument": "information", "field_charged_on": "2026-04-02"}
    client.send(asking, page=asking, reason="", **fields)
    shown = client.get(page).text
    assert "Record a conviction" in shown
    assert "Record that it is charged" in shown
    assert "Information" in shown


def test_a_proposal_does_not_ask_what_a_court_will_decide(browser, agent, case, charge):
    asked = browser(agent).get(f"/cases/{case.id}/charges/{charge.id}/edit").text

    assert "Facts in short" in asked
    assert "Decided by" not in asked


def test_who_may_not_know_of_the_case_finds_no_charge(
    browser, make_person, agent, make_case, make_subject, make_charge
):
    case = make_case(agent, reach="team")
    charge = make_charge(case, make_subject(case, agent), agent)
    for stranger in (make_person("atf", "case_agent"), make_person("dea", "case_agent")):
        client = browser(stranger)
        for page in ("", "/steps/record_charging"):
            assert client.get(f"/cases/charges/{charge.id}{page}").status_code == 404
