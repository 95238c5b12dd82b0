"""casemgr packet, from the command line."""

import pytest
from click.testing import CliRunner

from casemgr import commands
from casemgr.commands.packet import packet as group


@pytest.fixture
def casemgr(app, settings, monkeypatch):
    """Run casemgr packet with these arguments and return its outcome."""
    monkeypatch.setattr(commands, "application", lambda settings: app)
    monkeypatch.setenv("CASEMGR_HOME", str(settings.home))

    def run(*arguments):
        return CliRunner().invoke(group, arguments)

    return run


def test_submit_builds_the_packet_and_says_what_was_sent(
    casemgr, make_ready_case, packet_people, packets_of, quick_sheets
):
    people = packet_people()
    case = make_ready_case(people)

    done = casemgr("submit", case.number, "--tenant", "atf", "--by", people.supervisor.username)

    assert done.exit_code == 0, done.output
    [sent] = packets_of(case, people.supervisor)
    assert sent.state == "submitted"
    assert sent.zip_sha256 in done.output
    assert f"{sent.pages} pages" in done.output


def test_submit_without_a_name_is_released_by_who_approved_the_referral(
    casemgr, make_ready_case, packet_people, packets_of, quick_sheets
):
    people = packet_people()
    case = make_ready_case(people)

    done = casemgr("submit", case.number)

    assert done.exit_code == 0, done.output
    [sent] = packets_of(case, people.supervisor)
    assert sent.released_by == people.chief.id


def test_a_blocked_submission_lists_what_is_missing(casemgr, make_full_case, packet_people):
    people = packet_people()
    case = make_full_case(people)

    done = casemgr("submit", case.number, "--by", people.supervisor.username)

    assert done.exit_code == 1
    assert "  - 18 U.S.C. 922(g)(1): no proof of “A firearm”" in done.output


def test_a_referral_that_nobody_approved_is_said(casemgr, make_full_case, packet_people):
    done = casemgr("submit", make_full_case(packet_people()).number)

    assert done.exit_code == 1
    assert "The referral is not approved yet." in done.output


def test_a_case_without_packets_is_said(casemgr, make_full_case, packet_people):
    case = make_full_case(packet_people())

    assert casemgr("list", case.number).output == f"No packet of {case.number} yet.\n"


def test_a_case_that_no_agency_has_is_said(casemgr, packet_people):
    done = casemgr("submit", "785040-26-9999")

    assert done.exit_code == 1
    assert "No agencies have a case 785040-26-9999" in done.output


def test_list_verify_and_rebuild_agree_on_the_packet(
    casemgr, make_ready_case, packet_people, submit, stored, quick_sheets
):
    people = packet_people()
    case = make_ready_case(people)
    sent = submit(case, people.supervisor)
    archive = str(stored(people.agent, sent.zip_sha256))

    listed = casemgr("list", case.number)
    verified = casemgr("verify", archive, "--sha256", sent.zip_sha256)
    rebuilt = casemgr("rebuild", case.number)

    assert sent.zip_sha256 in listed.output
    assert (verified.exit_code, verified.output.split(":")[0]) == (0, "UNCHANGED")
    assert (rebuilt.exit_code, rebuilt.output.splitlines()[-1]) == (0, "The same bytes.")


def test_verify_refuses_what_is_no_packet(casemgr, tmp_path):
    (tmp_path / "note.txt").write_text("hello")

    done = casemgr("verify", str(tmp_path / "note.txt"))

    assert done.exit_code == 2
