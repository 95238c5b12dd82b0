"""The workflows of every pack are checked before records live by them."""

import re
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from casemgr import offer_rules
from casemgr.commands.tenants import tenants
from casemgr.tenants.loader import check_packs

CONFIG = Path(__file__).parents[3] / "config"
EXHIBIT = "shared/workflows/exhibit_v1.yaml"
SUBMISSION = "shared/workflows/submission_v1.yaml"
INVESTIGATION = "shared/workflows/investigation_v1.yaml"
OWN = "tenants/dea/workflows/investigation_v1.yaml"


@pytest.fixture
def spoil(tmp_path):
    """Return what changes one line in a copy of the configuration."""
    offer_rules()
    root = tmp_path / "config"
    for part in ("shared", "tenants"):
        shutil.copytree(CONFIG / part, root / part)

    def change(path, old, new):
        text = (root / path).read_text()
        assert old in text
        (root / path).write_text(text.replace(old, new, 1))
        return root

    return change


def _problems(root):
    return [str(problem) for problem in check_packs(root)]


def test_the_shipped_packs_are_sound():
    offer_rules()

    assert _problems(CONFIG) == []


@pytest.mark.parametrize(
    ("path", "old", "new", "told"),
    [
        (EXHIBIT, "guards: [has_gross_weight,", "guards: [has_gros_weight,", "is not a guard"),
        (EXHIBIT, "roles: [evidence_custodian]", "roles: [custodian]", "is not a role"),
        (EXHIBIT, "{not: [case_agent]}", "{not: [case_agnt]}", "Write: case_agent"),
        (EXHIBIT, "tone: active", "tone: activ", "is not a tone. Write: active"),
        (EXHIBIT, "    to: destroyed", "    to: returned", "no way leads to destroyed"),
        (SUBMISSION, "[answer_agency]", "[answer_agencies]", "Write: answer_agency"),
        (SUBMISSION, "[reason_code]", "[reason_cod]", "Write: reason_code"),
        (SUBMISSION, "    to: accepted", "    to: under_review", "no way leads to accepted"),
        (INVESTIGATION, "[has_predication,", "[has_predicate,", "is not a guard"),
        (OWN, "from: concurrence\n", "from: concurrenc\n", '"concurrenc" is not a state'),
        (INVESTIGATION, "    from: draft\n", "    from: draf\n", '"draf" is not a state'),
        (
            INVESTIGATION,
            "has_predication,",
            "{all_in: {of: exhibt, states: x}},",
            "a record with a life",
        ),
        (
            INVESTIGATION,
            "has_predication,",
            "{any_in: {of: exhibit, states: destroyd}},",
            "a state of a exhi",
        ),
        (INVESTIGATION, "    term: review\n", "    term: reviw\n", '"reviw" is not a term'),
    ],
)
def test_a_workflow_that_nothing_can_live_by_is_reported_in_its_place(spoil, path, old, new, told):
    root = spoil(path, old, new)

    found = _problems(root)

    assert any(re.match(rf"config/{path}:\d+:\d+: ", one) and told in one for one in found), found


def test_a_rule_over_a_field_that_the_agency_lacks_is_reported(spoil):
    root = spoil(
        INVESTIGATION,
        "    guards: [has_predication, has_subject, has_case_agent]\n",
        "    when: case.titel != ''\n",
    )

    assert any("case.title" in problem for problem in _problems(root))


def test_a_workflow_of_another_kind_of_record_is_reported(spoil):
    root = spoil("shared/tenant.yaml", "  exhibit: exhibit_v1", "  exhibit: report_v1")

    assert any("is the life of a report, not of a exhibit" in line for line in _problems(root))


def test_a_life_for_something_that_is_no_record_is_reported(spoil):
    root = spoil("shared/tenant.yaml", "  exhibit: exhibit_v1", "  exibit: exhibit_v1")

    assert any("Write: exhibit" in line for line in _problems(root))


def test_the_command_prints_each_fault_and_fails(spoil):
    root = spoil(SUBMISSION, "[assign_to_taker]", "[assign_to_take]")

    done = CliRunner().invoke(tenants, ["check", str(root)])

    assert done.exit_code == 1
    problem = f'config/{SUBMISSION}:27:15: "assign_to_take" is not an effect.'
    assert f"{problem} Write: assign_to_taker" in done.output


def test_the_command_is_content_with_the_shipped_packs():
    done = CliRunner().invoke(tenants, ["check", str(CONFIG)])

    assert (done.exit_code, done.output) == (0, "Every pack is sound.\n")


@pytest.mark.parametrize(
    ("path", "old", "new", "told"),
    [
        (
            INVESTIGATION,
            "    guards: [has_predication, has_subject, has_case_agent]\n",
            "    when: case.title == '' || case.title != ''\n",
            "a rule of submit_opening stops nobody",
        ),
        (
            "shared/fields/case.yaml",
            "required_when: source_of_case == 'other_agency'",
            "required_when: priority == '' || priority != ''",
            "is always true",
        ),
    ],
)
def test_what_can_never_fail_is_noted_and_is_no_fault(spoil, path, old, new, told):
    done = CliRunner().invoke(tenants, ["check", str(spoil(path, old, new))])

    assert done.exit_code == 0, done.output
    notes = [line for line in done.output.splitlines() if line.startswith(f"Note: config/{path}:")]
    assert any(told in note for note in notes)
