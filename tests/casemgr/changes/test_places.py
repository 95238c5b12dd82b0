"""What a change does to the places where records stand, looked at one by one."""

import random
from dataclasses import replace

import pytest

from casemgr.accounts.people import acting_as
from casemgr.cases.models import Case
from casemgr.changes.places import Group, Place, declared_move, list_groups, look_at
from casemgr.changes.planning import whole_tenant
from casemgr.database.rows import fetch
from casemgr.tenants.source import read_text
from casemgr.workflows.loader import load_definition
from casemgr.workflows.publishing import published_definition
from casemgr.workflows.services import offered_steps, take_step
from tests.casemgr.changes.conftest import RENAMED
from tests.casemgr.changes.test_applying import MAP, standing
from tests.casemgr.workflows.lives import INVESTIGATION


def test_a_place_that_no_role_of_the_pack_can_leave_is_reported(change, make_case, make_person):
    case = make_case(make_person("atf", "case_agent"), state="active")
    pack = change.administrator.pack
    bare = replace(pack, roles={"auditor": pack.roles["auditor"]})

    with acting_as(change.administrator), whole_tenant():
        [group] = [group for group in list_groups() if group.subject == "case"]
        definition = published_definition("investigation", 1)
        assert list(look_at(group, group.place, definition, pack, pack)) == []
        [found] = look_at(group, group.place, definition, pack, bare)

    assert found.blocks
    assert found.words == (
        "1 case in active of investigation version 1: no role could move on from there."
        f" ({case.number})"
    )


@pytest.mark.parametrize(
    ("states", "memory", "kept"),
    [
        ("{active: working}", {"was": ["active"]}, {"was": ["working"]}),
        ("{active: working, suspended: working}", {"was": ["suspended"]}, {"was": ["working"]}),
        ("{active: working}", {"was": ["gone"]}, {}),
        ("{active: working}", {"gone": ["active"]}, {}),
    ],
)
def test_what_a_record_remembers_moves_along_or_is_forgotten(states, memory, kept):
    text = INVESTIGATION.replace(
        "version: 1", f"version: 2\nmigrates: {{from: 1, states: {states}}}"
    )
    text = text.replace("active: {label: Active}", "working: {label: W}")
    text = text.replace("start: active", "start: working").replace("from: active", "from: working")
    definition = load_definition(read_text(text.replace("to: active", "to: working"), "life"))
    group = Group("case", Place("investigation", 1, ("review",), memory), 1)

    move = declared_move(group, {"investigation": definition})

    assert move.to == Place("investigation", 2, ("review",), kept)


@pytest.mark.parametrize("seed", range(3))
def test_a_change_and_its_rollback_leave_everything_as_it_was(
    change, make_case, make_person, again, seed
):
    chance = random.Random(seed)
    agent, supervisor = make_person("atf", "case_agent"), make_person("atf", "group_supervisor")
    people = (agent, supervisor)
    cases = [
        make_case(agent, state=chance.choice(["draft", "active"]), fields=_fields(chance))
        for _ in range(4)
    ]
    for _ in range(6):
        _move(chance, chance.choice(cases), chance.choice(people))
    before = [_seen(agent, case) for case in cases]
    change.second_workflow(RENAMED, migrates=MAP)
    for described in chance.sample(CHANGES, 2):
        change.add_field(*described)
    change.apply()

    change.roll_back()

    (_, third), _, (_, first) = change.versions()
    assert third == first
    assert [_seen(agent, case) for case in cases] == before


CHANGES = [
    ("synopsis", "{drop: true}"),
    ("joint_agencies", "{type: number}"),
    ("docket_number", "{drop: true}\n  court_number: {type: text, label: C, was: docket_number}"),
    ("priority", "{required: true}"),
]


def _fields(chance):
    some = {"synopsis": "S", "joint_agencies": chance.choice(["7", "1,000", "KC"])}
    return some | {"docket_number": "26-1", "priority": "urgent"}


def _move(chance, case, person):
    """Let somebody take a step that is open to them, if there is one."""
    with acting_as(person):
        found = fetch(Case, case.id)
        open_ = [step for step in offered_steps(found, person) if not step.unmet]
        if open_:
            take_step(found, chance.choice(open_).name, by=person, reason="By chance")


def _seen(person, case):
    with acting_as(person):
        fields = fetch(Case, case.id).fields
        kept = [fields.get(described[0]) for described in CHANGES]
    return standing(person, case), kept
