"""A change of many cases is tried, then made on each as if it were made on its own page."""

import pytest

from casemgr.accounts.people import Person, load_person
from casemgr.bulk import services
from casemgr.bulk.models import BulkChange
from casemgr.cases.models import Case
from casemgr.cases.services import update_case
from casemgr.database.rows import OUT_OF_SIGHT, fetch
from casemgr.errors import Conflict, NotFound
from casemgr.permissions import Permission
from casemgr.workflows.services import steps_taken, take_step


def test_a_dry_run_tells_what_would_happen_and_changes_nothing(
    make_cases, make_case, agent, ask, worker, outcomes, states, stage_of
):
    cases = [*make_cases(2), make_case(agent)]
    key = ask(cases, "step", "suspend", reason="The court is closed")

    worker.run_all()

    told = outcomes(key)
    assert [outcome for outcome, _ in told] == ["possible", "possible", "refused"]
    assert "possible only from Active" in told[2][1][0]
    assert (states(cases), stage_of(key)) == (["active", "active", "draft"], "checked")


def test_a_dry_run_leaves_no_trace_in_history_or_audit(
    make_cases, ask, worker, acting, supervisor, as_superuser
):
    [case] = make_cases(1)
    ask([case], "step", "suspend", reason="The court is closed")

    worker.run_all()

    with acting(supervisor):
        assert steps_taken(fetch(Case, case.id), "suspend") == []
    assert as_superuser("SELECT 1 FROM casemgr.audit_event WHERE action = 'case:suspend'") == []


def test_a_step_is_taken_on_each_case_with_its_reason_and_audit(
    make_cases, ask, worker, make_it, outcomes, states, acting, supervisor, as_superuser
):
    cases = make_cases(30)
    key = ask(cases, "step", "suspend", reason="The court is closed")
    worker.run_all()

    make_it(key)

    assert outcomes(key) == [("changed", [])] * 30
    assert states(cases) == ["suspended"] * 30
    with acting(supervisor):
        [event] = steps_taken(fetch(Case, cases[0].id), "suspend")
    assert (event.actor_id, event.reason) == (supervisor.id, "The court is closed")
    audited = "SELECT count(*) FROM casemgr.audit_event WHERE action = 'case:suspend'"
    assert as_superuser(audited) == [(30,)]


def test_one_does_not_approve_ones_own_case_among_many(
    make_case, make_person, agent, ask, worker, make_it, outcomes, states
):
    both = make_person("atf", "group_supervisor", "case_agent")
    cases = [make_case(agent, state="pending_open"), make_case(both, state="pending_open")]
    key = ask(cases, "step", "approve_opening", by=both)
    worker.run_all()

    make_it(key, by=both)

    (first, _), (second, why) = outcomes(key, by=both)
    assert (first, second) == ("changed", "refused")
    assert "somebody else must approve it" in why[0]
    assert states(cases) == ["active", "pending_open"]


def test_a_field_is_set_where_it_differs_and_nothing_else_is_touched(
    make_cases, ask, worker, make_it, outcomes, acting, agent, supervisor
):
    cases = make_cases(
        2, fields={"trafficking_scheme": ["straw_purchase"], "source_of_case": "tip"}
    )
    with acting(agent):
        same = fetch(Case, cases[1].id)
        update_case(same, by=agent, fields={"trafficking_scheme": ["gun_show"]})
    key = ask(cases, "field", "trafficking_scheme", trafficking_scheme=["gun_show"])
    worker.run_all()

    make_it(key)

    assert [outcome for outcome, _ in outcomes(key)] == ["changed", "same"]
    with acting(supervisor):
        held = fetch(Case, cases[0].id).fields
    assert held == {"trafficking_scheme": ["gun_show"], "source_of_case": "tip"}


def test_a_field_that_a_case_of_that_type_does_not_have_is_refused(
    make_case, agent, ask, worker, outcomes
):
    case = make_case(agent, case_type="denied_transfer")

    key = ask([case], "field", "firearms_involved", firearms_involved=3)
    worker.run_all()

    assert outcomes(key) == [("refused", ["Its type does not have this field."])]


def test_a_value_that_the_rules_of_a_case_need_is_not_cleared_there(
    make_cases, ask, worker, outcomes
):
    referred = {"source_of_case": "other_agency", "referring_agency": "KCPD"}
    cases = [*make_cases(1, fields=referred), *make_cases(1, fields={"referring_agency": "KCPD"})]
    key = ask(cases, "field", "referring_agency", referring_agency=None)

    worker.run_all()

    assert outcomes(key) == [("refused", ["Referring agency is needed."]), ("possible", [])]


def test_a_leaving_agents_cases_are_handed_over(
    make_cases, make_case, make_person, ask, worker, make_it, outcomes, acting, supervisor
):
    heir = make_person("atf", "case_agent", name="Rosa Delgado")
    cases = [*make_cases(1), make_case(heir)]
    key = ask(cases, "agent", reason="Transferred", account_id=str(heir.id))
    worker.run_all()

    make_it(key)

    assert [outcome for outcome, _ in outcomes(key)] == ["changed", "same"]
    with acting(supervisor):
        assert {fetch(Case, one.id).case_agent_id for one in cases} == {heir.id}


def test_an_agent_who_lacks_the_clearance_does_not_get_the_case(
    make_case, make_person, ask, worker, outcomes
):
    cleared = make_person("atf", "case_agent", clearances=["grand_jury"])
    chief = make_person("atf", "group_supervisor", clearances=["grand_jury"])
    heir = make_person("atf", "case_agent", name="Rosa Delgado")
    case = make_case(cleared, compartments=["grand_jury"])
    key = ask([case], "agent", by=chief, reason="Transferred", account_id=str(heir.id))

    worker.run_all()

    [(outcome, [why])] = outcomes(key, by=chief)
    assert (outcome, why[:34]) == ("refused", "Rosa Delgado lacks a clearance for")


def test_a_restricted_case_is_in_no_set_and_no_count(
    make_case, make_cases, make_person, ask, worker, outcomes
):
    cleared = make_person("atf", "case_agent", clearances=["grand_jury"])
    hidden = make_case(cleared, compartments=["grand_jury"])

    key = ask([hidden, *make_cases(1)], "step", "suspend", reason="The court is closed")
    worker.run_all()

    assert len(outcomes(key)) == 1
    with pytest.raises(Conflict, match="None of these can"):
        ask([hidden], "step", "suspend", reason="The court is closed")


def test_a_case_that_is_lost_from_sight_meanwhile_is_neither_changed_nor_counted(
    make_case, make_cases, make_person, ask, worker, make_it, outcomes, as_superuser, stage_of
):
    cleared = make_person("atf", "case_agent", clearances=["grand_jury"])
    chief = make_person("atf", "group_supervisor", clearances=["grand_jury"])
    hidden = make_case(cleared, state="active", supervisor=chief, compartments=["grand_jury"])
    key = ask([hidden, *make_cases(1)], "step", "suspend", by=chief, reason="Closed")
    worker.run_all()
    as_superuser("UPDATE casemgr.clearance SET revoked_at = now()")
    blind = load_person(chief.tenant_id, chief.id)

    make_it(key, by=blind)

    assert outcomes(key, by=blind) == [("changed", [])]
    stored = as_superuser("SELECT state FROM casemgr.case WHERE id = %s", hidden.id)
    assert (stored, stage_of(key, by=blind)) == ([("active",)], "done")


def test_a_case_that_has_moved_on_since_is_left_alone(
    make_cases, ask, worker, make_it, outcomes, acting, agent, supervisor
):
    cases = make_cases(2)
    key = ask(cases, "fact", "venue", venue="ksd")
    worker.run_all()
    with acting(agent):
        update_case(fetch(Case, cases[0].id), by=agent, title="Another title")

    make_it(key)

    assert [outcome for outcome, _ in outcomes(key)] == ["moved", "changed"]
    with acting(supervisor):
        assert [fetch(Case, one.id).venue for one in cases] == ["mowd", "ksd"]


def test_a_case_that_took_a_step_without_leaving_its_state_has_moved_on_too(
    make_cases, ask, worker, make_it, outcomes, acting, supervisor
):
    [case] = make_cases(1)
    key = ask([case], "step", "record_review")
    worker.run_all()
    with acting(supervisor):
        take_step(fetch(Case, case.id), "record_review", by=supervisor)

    make_it(key)

    assert [outcome for outcome, _ in outcomes(key)] == ["moved"]


def test_of_two_changes_at_once_the_second_leaves_alone_what_the_first_has_changed(
    make_cases, ask, worker, make_it, outcomes
):
    cases = make_cases(3)
    first = ask(cases, "step", "suspend", reason="The court is closed")
    second = ask(cases, "step", "suspend", reason="The court is closed too")
    worker.run_all()

    make_it(first)
    make_it(second)

    assert [outcome for outcome, _ in outcomes(first)] == ["changed"] * 3
    assert [outcome for outcome, _ in outcomes(second)] == ["moved"] * 3


def test_a_change_is_its_authors_alone(make_cases, ask, acting, make_person):
    key, other = ask(make_cases(1), "step", "record_review"), make_person("atf", "group_supervisor")

    with acting(other), pytest.raises(NotFound):
        fetch(BulkChange, key)
    with acting(other), pytest.raises(NotFound):
        services.make_change(key, by=other)


def test_more_cases_than_one_change_may_have_are_refused(make_cases, ask, monkeypatch):
    monkeypatch.setattr("casemgr.bulk.services.asking.MOST", 1)

    with pytest.raises(Conflict, match="At most 1 can"):
        ask(make_cases(2), "step", "record_review")


def test_a_case_that_would_be_lost_from_sight_is_refused_and_stays(
    make_case, make_person, ask, worker, outcomes
):
    here, there = "kansas_city_group_2", "kansas_city_group_1"
    agent = make_person("atf", "case_agent", office=here)
    boss = make_person("atf", "group_supervisor", office=here)
    cases = [make_case(agent, reach="office"), make_case(agent, reach="tenant")]
    key = ask(cases, "fact", "office", by=boss, office=there)

    worker.run_all()

    lost = ("refused", [OUT_OF_SIGHT])
    assert outcomes(key, by=boss) == [lost, ("possible", [])]


def test_a_right_that_was_taken_away_ends_the_change(
    make_cases, ask, worker, as_superuser, outcomes, supervisor, acting
):
    ask(make_cases(1), "step", "record_review")
    taken = "UPDATE casemgr.role_grant SET revoked_at = now() WHERE account_id = %s"
    as_superuser(taken, supervisor.id)

    worker.run_all()

    [(state, problem)] = as_superuser(
        "SELECT state, problem FROM casemgr.job WHERE kind LIKE '%%change'"
    )
    assert state == "failed"
    assert problem == "Your role does not include changing many at once any more."


def test_a_field_for_which_one_is_not_cleared_is_neither_offered_nor_changed(
    make_cases, ask, worker, outcomes, browser, supervisor, monkeypatch
):
    [case] = make_cases(1, fields={"source_used": True})
    client = browser(supervisor)
    offered = "what=field.source_used"
    assert offered in client.get("/cases/bulk/new").text
    less = property(lambda person: Person.held.func(person) - {Permission.SENSITIVE_READ})
    monkeypatch.setattr(Person, "held", Person.permissions, raising=False)
    monkeypatch.setattr(Person, "permissions", less)

    key = ask([case], "field", "source_used", source_used=True)
    worker.run_all()

    assert offered not in client.get("/cases/bulk/new").text
    assert outcomes(key) == [("refused", ["You are not cleared for this field."])]
