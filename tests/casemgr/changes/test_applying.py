"""A change is taken whole or not at all, moves records as its map says, and can be taken back."""

import threading

import pytest
from sqlalchemy import event as heard
from sqlalchemy import select

from casemgr.accounts.people import acting_as
from casemgr.audit.models import AuditEvent
from casemgr.cases.models import Case
from casemgr.changes import applying
from casemgr.changes.applying import PlanBlocked
from casemgr.database.rows import fetch, rows
from casemgr.errors import Conflict, StaleEdit
from casemgr.extensions import db
from casemgr.workflows.engine import engine_for
from casemgr.workflows.publishing import published_definition
from casemgr.workflows.services import history, instance_of, offered_steps, take_step
from casemgr.workflows.status import Status
from tests.casemgr.changes.conftest import RENAMED

MAP = "{from: 1, states: {active: working}}"


@pytest.fixture
def agent(make_person):
    return make_person("atf", "case_agent")


@pytest.fixture
def supervisor(make_person):
    return make_person("atf", "group_supervisor")


def standing(person, case):
    with acting_as(person):
        found = fetch(Case, case.id)
        instance = instance_of(found)
        return instance.name, instance.version, instance.states, found.state


def replayed(case):
    """Replay the history of a case, each part by the definition that it was lived by."""
    events = history(case)
    moves = [event for event in events if event.kind == "migration"]
    first = moves[0].entries["from"] if moves else {"name": "investigation", "version": 1}
    definition = published_definition(first["name"], first["version"])
    status = engine_for(definition).begin().after
    for event in events:
        if event.kind == "migration":
            assert status.states == event.before
            to = event.entries["to"]
            definition = published_definition(to["name"], to["version"])
            status = engine_for(definition).restore(event.after, to["memory"])
        elif event.kind == "step":
            status = engine_for(definition).send(status, event.step).after
    return status


def test_applied_records_move_with_their_history_and_audit(change, agent, make_case, again):
    case = make_case(agent, state="active")
    change.second_workflow(RENAMED, migrates=MAP)

    assert change.apply(reason="New states") == 2

    assert standing(agent, case) == ("investigation", 2, ["working"], "working")
    with acting_as(again(agent)):
        found = fetch(Case, case.id)
        *_, last = history(found)
        assert (last.kind, last.before, last.after) == ("migration", ["active"], ["working"])
        assert (last.actor_name, last.reason) == (change.administrator.name, "New states")
        assert replayed(found) == Status(("working",))
        assert "prepare_referral" in {step.name for step in offered_steps(found, again(agent))}


def test_the_audit_tells_who_changed_the_pack_and_whom_that_moved(
    change, agent, make_case, make_person
):
    case = make_case(agent, state="active")
    change.second_workflow(RENAMED, migrates=MAP).apply(reason="New states")

    with acting_as(make_person("atf", "auditor", clearances=[])):
        found = {event.action: event for event in rows(select(AuditEvent))}

    applied = found["pack:apply"]
    assert (applied.actor_name, applied.reason) == (change.administrator.name, "New states")
    assert applied.facts["before"] != applied.facts["after"]
    assert applied.facts["moved"] == 1
    assert found["case:migration"].object_label == case.number


def test_the_clocks_of_a_record_follow_it_to_the_new_version_and_back(
    change, agent, make_case, as_superuser
):
    case = make_case(agent, state="active")
    clocks = "SELECT name, state FROM casemgr.workflow_clock WHERE case_id = %s ORDER BY name"
    change.second_workflow((r"^clocks:\n(?:.+\n)*", "")).apply()
    assert ("review", "running") not in as_superuser(clocks, case.id)

    change.roll_back()

    assert as_superuser(clocks, case.id) == [("review", "running")]


def test_a_new_record_lives_by_the_new_version_and_an_old_one_takes_its_steps(
    change, agent, supervisor, make_case, again
):
    old = make_case(agent, state="active")
    change.second_workflow(RENAMED, migrates=MAP).apply()
    new = make_case(again(agent))

    assert standing(agent, new)[:2] == ("investigation", 2)
    with acting_as(again(supervisor)) as person:
        take_step(fetch(Case, old.id), "suspend", by=person, reason="Waiting for a trace")
    assert standing(agent, old) == ("investigation", 2, ["suspended"], "suspended")


def test_records_without_a_map_keep_the_version_with_which_they_began(
    change, agent, supervisor, make_case, again
):
    case = make_case(agent, state="active")
    change.second_workflow(migrates="[]").apply()

    assert standing(agent, case)[:3] == ("investigation", 1, ["active"])
    with acting_as(again(supervisor)) as person:
        take_step(fetch(Case, case.id), "suspend", by=person, reason="Waiting for a trace")
    assert standing(agent, case)[2] == ["suspended"]


def test_a_map_that_is_added_later_moves_those_who_stayed(change, agent, make_case):
    case = make_case(agent, state="active")
    change.second_workflow(RENAMED, migrates="[]").apply()
    text = (change.root / "tenants/atf/workflows/investigation_v2.yaml").read_text()
    change.write(
        "workflows/investigation_v2.yaml", text.replace("migrates: []", f"migrates: {MAP}")
    )

    assert change.apply() == 3
    assert standing(agent, case)[1:3] == (2, ["working"])


def test_a_page_that_was_opened_before_the_move_is_stale(change, agent, supervisor, make_case):
    case = make_case(agent, state="active")
    with acting_as(supervisor):
        seen = instance_of(fetch(Case, case.id)).row_version
    change.second_workflow(RENAMED, migrates=MAP).apply()

    with pytest.raises(StaleEdit), acting_as(supervisor):
        take_step(fetch(Case, case.id), "suspend", by=supervisor, reason="Late", row_version=seen)


def test_a_rollback_restores_the_files_and_puts_records_back(change, agent, make_case):
    case = make_case(agent, state="active")
    change.second_workflow(RENAMED, migrates=MAP).apply()

    assert change.roll_back() == 3

    (_, third), (_, second), (_, first) = change.versions()
    assert first == third != second
    assert change.version(3).rolls_back == 2
    assert standing(agent, case) == ("investigation", 1, ["active"], "active")
    with acting_as(agent):
        assert replayed(fetch(Case, case.id)) == Status(("active",))


def test_a_rollback_leaves_records_that_have_moved_on_on_their_version(
    change, agent, supervisor, make_case, again
):
    moved, unmoved = make_case(agent, state="active"), make_case(agent, state="active")
    change.second_workflow(RENAMED, migrates=MAP).apply()
    with acting_as(again(supervisor)) as person:
        take_step(fetch(Case, moved.id), "suspend", by=person, reason="Waiting")

    change.roll_back()

    assert standing(agent, moved)[1:3] == (2, ["suspended"])
    assert standing(agent, unmoved)[1:3] == (1, ["active"])
    assert (
        "1 case in suspended of investigation version 2 keeps that version."
        in change.version(3).plan["words"]
    )


def test_a_rollback_can_be_rolled_back(change, agent, make_case):
    case = make_case(agent, state="active")
    change.second_workflow(RENAMED, migrates=MAP).apply()
    change.roll_back()

    assert change.roll_back() == 4
    assert standing(agent, case)[1:3] == (2, ["working"])
    with acting_as(agent):
        assert replayed(fetch(Case, case.id)) == Status(("working",))


def test_two_states_that_became_one_part_again_on_the_way_back(
    change, agent, supervisor, make_case
):
    active, suspended = make_case(agent, state="active"), make_case(agent, state="active")
    with acting_as(supervisor):
        take_step(fetch(Case, suspended.id), "suspend", by=supervisor, reason="Waiting")
    change.second_workflow(migrates="{from: 1, states: {suspended: active}}").apply()
    assert standing(agent, suspended)[1:3] == (2, ["active"])

    change.roll_back()

    assert standing(agent, active)[2] == ["active"]
    assert standing(agent, suspended)[2] == ["suspended"]


def test_the_first_version_cannot_be_rolled_back(change):
    with pytest.raises(Conflict, match="no earlier version"):
        change.roll_back()


def test_a_change_that_breaks_off_leaves_the_version_before_it_whole(
    change, agent, make_case, again, monkeypatch
):
    case = make_case(agent, state="active")
    change.second_workflow(RENAMED, migrates=MAP)
    monkeypatch.setattr(applying, "set_up_service_account", lambda pack: 1 / 0)

    with pytest.raises(ZeroDivisionError):
        change.apply()

    assert [number for number, _ in change.versions()] == [1]
    assert standing(agent, case) == ("investigation", 1, ["active"], "active")
    assert again(agent).pack.lives["case"] == "investigation_v1"


def test_of_two_changes_at_once_one_is_told_to_wait(app, change, monkeypatch):
    begun, go_on, told = threading.Event(), threading.Event(), []
    publish = applying.publish_workflows

    def wait(pack):
        begun.set()
        assert go_on.wait(30)
        publish(pack)

    def work():
        with app.app_context():
            told.append(change.apply(reason="The first"))

    change.replace("tenant.yaml", "case: investigation\n", "case: inquiry\n")
    monkeypatch.setattr(applying, "publish_workflows", wait)
    first = threading.Thread(target=work)
    first.start()
    assert begun.wait(30)
    try:
        with pytest.raises(Conflict, match="Somebody else is changing this pack now"):
            change.apply(reason="The second")
    finally:
        go_on.set()
        first.join()

    assert told == [2]
    assert [number for number, _ in change.versions()] == [2, 1]


def test_a_plan_that_was_overtaken_is_not_carried_out(change):
    change.replace("tenant.yaml", "case: investigation\n", "case: inquiry\n")
    read = change.plan().digest
    change.replace("tenant.yaml", "short_name: ATF", "short_name: BATFE")

    with pytest.raises(Conflict, match="not the change that was planned"):
        change.apply(expect=read)


def test_a_plan_is_overtaken_when_another_version_comes_between(change):
    text = (change.root / "tenants/atf/tenant.yaml").read_text()
    change.replace("tenant.yaml", "case: investigation\n", "case: inquiry\n")
    read = change.plan().digest
    change.write("tenant.yaml", text.replace("short_name: ATF", "short_name: BATFE")).apply()
    change.write("tenant.yaml", text.replace("case: investigation\n", "case: inquiry\n"))

    with pytest.raises(Conflict, match="not the change that was planned"):
        change.apply(expect=read)


def test_a_change_says_why(change):
    change.replace("tenant.yaml", "case: investigation\n", "case: inquiry\n")

    with pytest.raises(Conflict, match="Say why"):
        change.apply(reason=" ")


def test_what_is_in_use_already_is_not_applied_again(change):
    with pytest.raises(Conflict, match="says this already"):
        change.apply()


def test_rights_lent_for_a_change_end_with_it(change, agent, make_case):
    make_case(agent, reach="team")
    change.second_workflow(("^  closed: ", "  gone: "))

    with acting_as(change.administrator):
        with pytest.raises(Exception, match=r"closed"):
            applying.apply_change(change.files, by=change.administrator, reason="Try")
        assert rows(select(Case)) == []
        change.replace("workflows/investigation_v2.yaml", "  gone: ", "  closed: ")
        applying.apply_change(change.files, by=change.administrator, reason="Try")
        assert rows(select(Case)) == []


def test_a_new_compartment_is_open_to_the_exchange_at_once(change, as_superuser):
    change.replace("tenant.yaml", "kinds:\n", "compartments:\n  tax: Tax returns\nkinds:\n").apply()

    held = as_superuser(
        "SELECT count(*) FROM casemgr.clearance WHERE compartment = 'tax' AND tenant_id ="
        " (SELECT id FROM casemgr.tenant WHERE slug = 'atf')"
    )
    assert held == [(1,)]


def test_blocked_changes_say_all_that_stands_in_the_way(change, agent, make_case):
    make_case(agent, state="active")
    make_case(agent)
    change.second_workflow(RENAMED, (r"(?<!tone: )\bdraft\b", "drafting"), migrates="{from: 1}")

    with pytest.raises(PlanBlocked) as caught:
        change.apply()

    assert [found.count for found in caught.value.plan.stuck] == [1, 1, 0, 0]


def test_the_clocks_of_many_records_are_asked_for_in_one_statement(change, agent, make_case):
    for _ in range(3):
        make_case(agent, state="active")
    asked = []

    def count(connection, cursor, statement, *rest):
        if statement.startswith("SELECT") and "FROM casemgr.workflow_clock" in statement:
            asked.append(statement)

    change.second_workflow(RENAMED, migrates=MAP)
    heard.listen(db.engine, "before_cursor_execute", count)
    change.apply()
    heard.remove(db.engine, "before_cursor_execute", count)

    assert len(asked) == 1
