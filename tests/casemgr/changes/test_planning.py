"""A plan says in words what changes, and who would be stuck and where."""

import pytest

from casemgr.changes.applying import PlanBlocked
from casemgr.tenants.problems import PackInvalid
from casemgr.workflows.publishing import WorkflowEdited
from tests.casemgr.changes.conftest import RENAMED

WAITING = """\
  wait: {from: active, to: waiting, roles: [case_agent]}
  go_on: {from: waiting, to: active, roles: [case_agent]}
"""


def words(change):
    return "\n".join(change.plan().lines)


def test_a_plan_of_what_is_in_use_does_nothing(change):
    plan = change.plan()

    assert plan.does_nothing
    assert plan.lines == []


@pytest.mark.parametrize(
    ("path", "old", "new", "said"),
    [
        ("tenant.yaml", "short_name: ATF", "short_name: BATFE", "short name ATF becomes BATFE"),
        (
            "tenant.yaml",
            "case: investigation\n",
            "case: inquiry\n",
            "one of it investigation becomes inquiry",
        ),
        ("tenant.yaml", 'code: "785045"', 'code: "785046"', "code 785045 becomes 785046"),
        ("tenant.yaml", "review_days: 60", "review_days: 45", "review days 60 becomes 45"),
        ("fields/case.yaml", "    minimum: 0\n", "    minimum: 1\n", "minimum 0 becomes 1"),
        (
            "fields/case.yaml",
            "    list_column: true",
            "    required: true",
            "required no becomes yes",
        ),
        (
            "codes/case_sources.yaml",
            "codes:\n",
            "codes:\n  tip: Tip\n",
            "New entry of case_sources “Tip”",
        ),
        (
            "packet.yaml",
            'number: "12"',
            'number: "14"',
            "(firearms): number 12 becomes 14",
        ),
    ],
)
def test_a_plan_says_what_changes(change, path, old, new, said):
    change.replace(path, old, new)

    assert said in words(change)


def test_a_plan_tells_comments_from_changes(change):
    change.replace("tenant.yaml", "short_name", "# What everybody says.\nshort_name")

    assert change.plan().lines == ["Only comments, order or layout of the files change."]
    assert not change.plan().does_nothing


def test_a_plan_says_which_states_and_steps_are_new_and_changed(change):
    change.second_workflow(
        (r"^      suspended:$", "      waiting: {label: Waiting}\n      suspended:"),
        (r"^    roles: \[group_supervisor\]\n    reason: required", "    roles: [case_agent]"),
        (r"^  resume:$", f"{WAITING}  resume:"),
    )

    said = words(change)
    assert "The workflow investigation: version 1 becomes version 2." in said
    assert "New state of investigation “Waiting” (waiting)." in said
    assert "New step of investigation wait." in said
    assert "roles with case_agent, without group_supervisor" in said


def test_records_whose_state_is_gone_are_stuck_until_the_map_names_it(
    change, make_case, make_person
):
    case = make_case(make_person("atf", "case_agent"), state="active")
    change.second_workflow(RENAMED)

    stuck, gap = change.plan().stuck
    assert stuck.text == (
        "1 case in active of investigation version 1: no place active of investigation version 2."
    )
    assert stuck.examples == (case.number,)
    assert gap.text.startswith("config/tenants/atf/workflows/investigation_v2.yaml:4:11: a record")

    with pytest.raises(PlanBlocked):
        change.apply()
    assert [number for number, _ in change.versions()] == [1]


def test_a_plan_moves_what_the_map_names(change, make_case, make_person):
    make_case(make_person("atf", "case_agent"), state="active")
    change.second_workflow(RENAMED, migrates="{from: 1, states: {active: working}}")

    plan = change.plan()

    assert plan.stuck == []
    assert [move.words for move in plan.moves] == [
        "1 case in active of investigation version 1 moves to working of investigation version 2."
    ]


def test_a_plan_lists_those_who_keep_their_version(change, make_case, make_person):
    make_case(make_person("atf", "case_agent"), state="active")
    change.second_workflow(migrates="[]")

    assert "1 case in active of investigation version 1 keeps that version." in words(change)
    assert change.plan().stuck == []


def test_people_who_would_lose_their_role_are_named(change, make_person):
    make_person("atf", "auditor", username="whalen")
    change.drop_role("auditor")

    [stuck] = change.plan().stuck

    assert stuck.words == (
        "1 person would lose the role auditor, which is left out. Give another role, and take"
        " this away. (whalen)"
    )


def test_people_and_open_cases_of_an_office_that_is_left_out_are_named(
    change, make_case, make_person
):
    agent = make_person("atf", "case_agent", office="springfield", username="hale")
    case = make_case(agent, state="active")
    change.replace(
        "tenant.yaml",
        '  springfield:\n    label: Springfield Satellite Office\n    code: "785045"\n'
        "    parent: kansas_city\n    place: Springfield, Missouri\n",
        "",
    )

    said = words(change)

    assert "without an office" in said
    assert "hale" in said
    assert (
        f"1 case open in springfield, which is left out. Transfer them first. ({case.number})"
        in said
    )


def test_a_plan_tells_of_restricted_records_by_number_alone(change, make_case, make_person):
    agent = make_person("atf", "case_agent", clearances=["sealed"])
    case = make_case(agent, "Zebra", state="active", reach="team", compartments=["sealed"])
    change.second_workflow(RENAMED)

    stuck, _ = change.plan().stuck

    assert case.number in stuck.words
    assert "Zebra" not in stuck.words


def test_values_that_would_not_be_read_hidden_ones_and_missing_ones_are_counted(
    change, make_case, make_person
):
    agent = make_person("atf", "case_agent")
    case = make_case(
        agent, state="active", fields={"referring_agency": "KCPD", "docket_number": "26-7"}
    )
    make_case(agent)
    change.add_field("referring_agency", "{type: number}")
    change.add_field("docket_number", "{drop: true}")
    change.add_field("synopsis", "{required: true}")

    said = words(change)

    unread = "1 case with a value in referring_agency that is no number; it stays as it is."
    hidden = (
        "1 case with a value in docket_number, which is shown under Earlier fields from then on."
    )
    assert f"{unread} ({case.number})" in said
    assert f"{hidden} ({case.number})" in said
    assert "2 cases without synopsis, which is needed from then on when they are edited." in said


def test_a_workflow_in_use_is_not_edited_in_place(change):
    text = (change.root / "shared/workflows/investigation_v1.yaml").read_text()
    change.write(
        "workflows/investigation_v1.yaml", text.replace("label: Suspend\n", "label: Pause\n")
    )

    with pytest.raises(WorkflowEdited) as caught:
        change.plan()

    assert str(caught.value) == (
        "config/tenants/atf/workflows/investigation_v1.yaml:3:10: investigation_v1 is in use and"
        " was edited; records live by it as it was. Write: investigation_v1 as it was, and version"
        " 2 beside it"
    )


@pytest.mark.parametrize(
    ("path", "text", "said"),
    [
        ("tenant.yaml", "extends: dea\n", "extend each other in a circle"),
        ("tenant.yaml", "name: [\n", "tenants/atf/tenant.yaml"),
        ("fields/case.yaml", "fields:\n  place: {type: txt}\n", '"txt" is not a field type'),
        ("feilds/case.yaml", "fields: {}\n", '"feilds" is not a folder of a pack. Write: fields'),
        ("codes/big.yaml", "x" * 10_000_000, "larger than 1 MB"),
        (
            "workflows/investigation_v2.yaml",
            "name: investigation\nversion: 3\n",
            "investigation_v3",
        ),
    ],
)
def test_a_malformed_folder_ends_in_words_with_its_place(change, path, text, said):
    change.write(path, text)
    if "circle" in said:
        other = change.root / "tenants/dea/tenant.yaml"
        other.write_text(other.read_text().replace("extends: shared", "extends: atf"))
    if "workflows" in path:
        tenant = (change.root / "tenants/atf/tenant.yaml").read_text()
        change.write("tenant.yaml", f"{tenant}\nworkflows: {{case: investigation_v2}}\n")

    with pytest.raises(PackInvalid, match=r"config/tenants/(atf|dea)/\S+:\d+:\d+") as caught:
        change.apply()

    assert said in str(caught.value)
    assert [number for number, _ in change.versions()] == [1]


def test_a_change_after_which_nobody_could_change_the_pack_is_refused(change):
    own = (change.root / "tenants/atf/roles.yaml").read_text()
    new = "  keeper: {label: Keeper, permissions: [pack:change], reach: team}\n"
    plain = "  tenant_administrator: {permissions: [account:self, account:manage]}\n"
    change.write("roles.yaml", own.replace("roles:\n", f"roles:\n{new}{plain}", 1))

    (stuck,) = change.plan().stuck

    assert stuck.words == (
        "Nobody with an active account could change the pack: pack:change would be with none."
        " Leave it to a role that somebody holds."
    )


def test_a_change_is_taken_when_another_holds_the_right(change, make_person):
    make_person("atf", "auditor")
    own = (change.root / "tenants/atf/roles.yaml").read_text()
    plain = "  tenant_administrator: {permissions: [account:self, account:manage]}\n"
    other = "  auditor: {permissions: [account:self, pack:change]}\n"
    change.write("roles.yaml", own.replace("roles:\n", f"roles:\n{other}{plain}", 1))

    assert change.plan().stuck == []
