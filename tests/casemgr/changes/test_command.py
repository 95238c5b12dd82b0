"""casemgr tenants, from the command line: plan, apply, rollback, versions."""

import pytest
from click.testing import CliRunner

from casemgr import commands
from casemgr.commands.tenants import tenants
from tests.casemgr.changes.conftest import RENAMED


@pytest.fixture
def casemgr(app, settings, change, monkeypatch):
    """Run casemgr tenants with these arguments and return its outcome."""
    monkeypatch.setattr(commands, "application", lambda settings, check_packs: app)
    monkeypatch.setenv("CASEMGR_HOME", str(settings.home))

    def run(*arguments):
        return CliRunner().invoke(tenants, arguments)

    return run


def test_a_plan_without_changes_says_so(casemgr):
    done = casemgr("plan", "atf")

    assert (done.exit_code, done.output) == (
        0,
        "Nothing changes: version 1 says this already.\n",
    )


def test_a_change_is_planned_applied_and_rolled_back(casemgr, change):
    change.replace("tenant.yaml", "case: investigation\n", "case: inquiry\n")
    folder, who = ("--folder", str(change.root)), ("--by", change.administrator.username)

    planned = casemgr("plan", "atf", *folder)
    assert planned.exit_code == 0
    assert "one of it investigation becomes inquiry" in planned.output
    expected = planned.output.split()[-1]

    applied = casemgr("apply", "atf", *folder, *who, "--reason", "Words", "--expect", expected)
    assert applied.exit_code == 0, applied.output
    assert "Version 2 is in use." in applied.output

    back = casemgr("rollback", "atf", *who, "--reason", "Too soon")
    assert "Version 3 is in use." in back.output

    listed = casemgr("versions", "atf").output.splitlines()
    assert [line.split()[0] for line in listed] == ["3", "2", "1"]
    assert listed[0].endswith(f"{change.administrator.name}: Too soon, rolls back version 2")
    assert listed[2].endswith("The platform: First set-up")


def test_the_plan_of_a_rollback_says_what_returns_and_changes_nothing(casemgr, change):
    change.replace("tenant.yaml", "case: investigation\n", "case: inquiry\n").apply()

    told = casemgr("rollback", "atf", "--plan")

    assert told.exit_code == 0
    assert "one of it inquiry becomes investigation" in told.output
    assert "To go back: casemgr tenants rollback atf --by" in told.output
    assert [number for number, _ in change.versions()] == [2, 1]


def test_the_plan_of_a_rollback_says_who_would_be_stuck(casemgr, change, make_person):
    own = (change.root / "tenants/atf/roles.yaml").read_text()
    new = "roles:\n  pilot: {label: Pilot, permissions: [account:self], reach: team}\n"
    change.write("roles.yaml", own.replace("roles:\n", new, 1)).apply()
    make_person("atf", "pilot", username="whalen")

    told = casemgr("rollback", "atf", "--plan")

    assert told.exit_code == 2
    assert "1 person would lose the role pilot" in told.output
    assert "(whalen)" in told.output


def test_a_rollback_asks_by_whom_and_why(casemgr, change):
    change.replace("tenant.yaml", "case: investigation\n", "case: inquiry\n").apply()

    done = casemgr("rollback", "atf", "--by", change.administrator.username)

    assert done.exit_code == 2
    assert "--reason" in done.output
    assert [number for number, _ in change.versions()] == [2, 1]


def test_a_plan_that_leaves_somebody_stuck_ends_with_2(casemgr, change, make_case, make_person):
    case = make_case(make_person("atf", "case_agent"), state="active")
    change.second_workflow(RENAMED, migrates="[]")
    change.drop_role("auditor")
    make_person("atf", "auditor", username="whalen")

    planned = casemgr("plan", "atf", "--folder", str(change.root))

    assert planned.exit_code == 2
    assert "(whalen)" in planned.output
    assert case.title not in planned.output


def test_a_change_that_leaves_somebody_stuck_is_refused(casemgr, change, make_person):
    make_person("atf", "auditor", username="whalen")
    change.drop_role("auditor")

    done = casemgr(
        *("apply", "atf", "--folder", str(change.root)),
        *("--by", change.administrator.username, "--reason", "No auditors"),
    )

    assert done.exit_code == 1
    assert "1 person would lose the role auditor" in done.output


def test_an_operator_without_an_account_is_named(casemgr, change):
    change.replace("tenant.yaml", "case: investigation\n", "case: inquiry\n")

    casemgr("apply", "atf", "--folder", str(change.root), "--by", "R. Ops", "--reason", "Words")

    version = change.version(2)
    assert (version.applied_by, version.applied_by_name) == (None, "R. Ops")


def test_who_may_not_change_the_pack_does_not(casemgr, change, make_person):
    agent = make_person("atf", "case_agent", username="hale")
    change.replace("tenant.yaml", "case: investigation\n", "case: inquiry\n")

    done = casemgr(
        *("apply", "atf", "--folder", str(change.root)),
        *("--by", agent.username, "--reason", "Words"),
    )

    assert done.exit_code == 1
    assert "hale lacks the permission pack:change" in done.output


@pytest.mark.parametrize("arguments", [("plan", "parks"), ("versions", "parks")])
def test_a_tenant_that_is_not_there_is_said(casemgr, arguments):
    done = casemgr(*arguments)

    assert done.exit_code == 1
    assert "parks" in done.output


def test_a_faulty_folder_is_told_with_file_and_line(casemgr, change):
    change.write("fields/case.yaml", "fields:\n  place: {type: txt}\n")

    done = casemgr("plan", "atf", "--folder", str(change.root))

    assert done.exit_code == 1
    assert "config/tenants/atf/fields/case.yaml:2:17:" in done.output


def test_the_tenants_are_listed(casemgr):
    listed = casemgr("list").output

    assert "atf                        agency       set up" in listed
