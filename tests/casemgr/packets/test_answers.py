"""The prosecutor's answer moves the packet and the case, once; a supplement goes on from there."""

import pytest

from casemgr.accounts.people import acting_as
from casemgr.cases.models import Case
from casemgr.database.rows import fetch
from casemgr.jobs.worker import Worker
from casemgr.packets.models import Packet, Submission
from casemgr.packets.services.submitting import list_refusals
from casemgr.packets.submissions.services import take_submission_step
from casemgr.workflows.services import history, take_step


@pytest.fixture
def answer(app, as_superuser):
    """Let an attorney take a packet up and answer it; the agency's worker files the answer."""

    def give(packet, attorney, step, **facts):
        [(key,)] = as_superuser("SELECT id FROM casemgr.submission WHERE packet_id = %s", packet.id)
        with acting_as(attorney):
            take_submission_step(fetch(Submission, key), "take_up", by=attorney)
        with acting_as(attorney):
            take_submission_step(fetch(Submission, key), step, by=attorney, **facts)
        Worker(app).run_all()

    return give


@pytest.mark.parametrize(
    ("step", "facts", "packet_state", "case_state", "reason"),
    [
        ("accept", {}, "accepted", "accepted", "Accepted by Paul Idris"),
        (
            "decline",
            {"reason": "The buyer will not testify.", "reason_code": "no_federal_interest"},
            "declined",
            "declined",
            "No substantial federal interest: The buyer will not testify.",
        ),
        (
            "return_for_more",
            {"reason": "Interview the dealer again."},
            "returned",
            "returned_for_more",
            "Interview the dealer again.",
        ),
    ],
)
def test_the_answer_moves_packet_and_case_with_its_reason(
    step,
    facts,
    packet_state,
    case_state,
    reason,
    make_ready_case,
    packet_people,
    submit,
    answer,
    quick_sheets,
    as_superuser,
):
    people = packet_people()
    case = make_ready_case(people)
    packet = submit(case, people.supervisor)

    answer(packet, people.attorney, step, **facts)

    with acting_as(people.agent):
        assert fetch(Packet, packet.id).state == packet_state
        found = fetch(Case, case.id)
        assert found.state == case_state
        assert history(found)[-1].reason == reason
    assert as_superuser("SELECT applied_at IS NOT NULL FROM casemgr.packet_answer") == [(True,)]


def test_an_accepted_case_has_nothing_left_to_submit(
    make_ready_case, packet_people, submit, answer, quick_sheets
):
    people = packet_people()
    case = make_ready_case(people)
    answer(submit(case, people.supervisor), people.attorney, "accept")

    for person in (people.agent, people.supervisor):
        with acting_as(person):
            [told] = list_refusals(fetch(Case, case.id), person)
        assert told.text == "Paul Idris has accepted the matter; nothing is left to submit"


def test_an_answer_applied_twice_counts_once(
    make_ready_case, packet_people, submit, answer, quick_sheets, as_superuser, app
):
    people = packet_people()
    packet = submit(make_ready_case(people), people.supervisor)
    answer(packet, people.attorney, "accept")
    as_superuser("UPDATE casemgr.job SET state = 'queued' WHERE kind = 'packets.apply_answer'")

    Worker(app).run_all()

    [(state,)] = as_superuser("SELECT state FROM casemgr.job WHERE kind = 'packets.apply_answer'")
    with acting_as(people.agent):
        steps = [event.step for event in history(fetch(Packet, packet.id))]
    assert (state, steps.count("record_acceptance")) == ("done", 1)


def test_an_answer_that_was_recorded_by_hand_moves_only_the_packet(
    make_ready_case, packet_people, submit, answer, quick_sheets
):
    people = packet_people()
    case = make_ready_case(people)
    packet = submit(case, people.supervisor)
    with acting_as(people.supervisor):
        take_step(fetch(Case, case.id), "record_acceptance", by=people.supervisor)

    answer(packet, people.attorney, "accept")

    with acting_as(people.agent):
        assert fetch(Packet, packet.id).state == "accepted"
        assert [event.step for event in history(fetch(Case, case.id))].count(
            "record_acceptance"
        ) == 1


def test_both_audits_tell_of_the_answer(
    make_ready_case, packet_people, submit, answer, quick_sheets, as_superuser
):
    people = packet_people()
    packet = submit(make_ready_case(people), people.supervisor)

    answer(packet, people.attorney, "accept")

    events = as_superuser("SELECT tenant_id, action, actor_name FROM casemgr.audit_event")
    ours = {action for tenant, action, _ in events if tenant == packet.tenant_id}
    theirs = {(action, who) for tenant, action, who in events if tenant != packet.tenant_id}
    assert {"packet:record_acceptance", "case:record_acceptance", "file_answer"} <= ours
    assert ("submission:accept", "Paul Idris") in theirs


def test_the_agent_finds_a_returned_case_in_their_work(
    make_ready_case, packet_people, submit, answer, quick_sheets, browser
):
    people = packet_people()
    case = make_ready_case(people)
    packet = submit(case, people.supervisor)

    answer(packet, people.attorney, "return_for_more", reason="Interview the dealer again.")

    page = browser(people.agent).get("/work/").text
    assert "Returned by the prosecutor" in page
    assert f"/cases/{case.id}/packet" in page
    assert "Interview the dealer again." in browser(people.agent).get(f"/packets/{packet.id}").text


def test_a_supplement_continues_the_numbers_and_repeats_no_document(
    make_ready_case,
    packet_people,
    submit,
    answer,
    make_approved_report,
    packets_of,
    stored,
    text_of,
    quick_sheets,
    monkeypatch,
):
    people = packet_people()
    case = make_ready_case(people)
    first = submit(case, people.supervisor)
    answer(first, people.attorney, "return_for_more", reason="Interview the dealer again.")
    _work_on_return(case, people)
    make_approved_report(case, people.agent, people.chief, title="Second interview")
    _approve_again(case, people)
    monkeypatch.undo()

    second = submit(case, people.supervisor)

    assert second.number == 2
    assert second.bates_first == first.bates_last + 1
    titles = [one["title"] for one in second.manifest["documents"]]
    assert "Report 2: Second interview" in titles
    assert "Report 1: Undercover purchase" not in titles
    text = " ".join(text_of(stored(people.agent, second.pdf_sha256)))
    sent_before = next(
        one["first"] for one in first.manifest["documents"] if one["title"].startswith("Report 1")
    )
    assert f"{sent_before} (packet 1)" in text
    assert first.zip_sha256[:40] in text.replace(" ", "")


def _work_on_return(case, people):
    with acting_as(people.agent):
        take_step(fetch(Case, case.id), "work_on_return", by=people.agent)


def _approve_again(case, people):
    with acting_as(people.agent):
        take_step(fetch(Case, case.id), "submit_referral", by=people.agent)
    with acting_as(people.chief):
        take_step(fetch(Case, case.id), "approve_referral", by=people.chief)
