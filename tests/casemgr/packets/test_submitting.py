"""Releasing a packet: by whom, when, and once."""

import re
import threading

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from casemgr.accounts.people import acting_as
from casemgr.cases.models import Case
from casemgr.database.rows import fetch
from casemgr.evidence.services.custody import release_exhibit
from casemgr.extensions import db
from casemgr.jobs.worker import Worker
from casemgr.packets.models import Packet
from casemgr.packets.services.building import PacketBlocked
from casemgr.packets.services.submitting import submit_packet
from casemgr.workflows.services import StepRefused, take_step
from tests.makers.packets import log_one

OFFICE, COUNTY = "usao-mowd", "jackson-county-prosecutor"


def _address(case):
    return f"/cases/{case.id}/packet"


def test_the_button_starts_one_job_and_leads_to_its_progress(
    make_ready_case, packet_people, browser, packets_of
):
    people = packet_people()
    case = make_ready_case(people)

    answer = browser(people.supervisor).send(_address(case), _address(case), recipient=OFFICE)

    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/jobs/")
    [packet] = packets_of(case, people.supervisor)
    assert packet.state == "building"
    assert (packet.built_by, packet.released_by) == (people.agent.id, people.supervisor.id)


def test_two_tabs_that_submit_at_once_get_the_same_job(
    make_ready_case, packet_people, browser, app, packets_of, quick_sheets, as_superuser
):
    people = packet_people()
    case = make_ready_case(people)
    tabs = [browser(people.supervisor) for _ in range(4)]
    tokens = [tab.token(_address(case)) for tab in tabs]
    found, start = [], threading.Barrier(len(tabs))

    def press(tab, token):
        start.wait()
        answer = tab.post(_address(case), data={"csrf_token": token, "recipient": OFFICE})
        found.append(answer.headers.get("Location"))

    pressing = [
        threading.Thread(target=press, args=pair) for pair in zip(tabs, tokens, strict=True)
    ]
    for thread in pressing:
        thread.start()
    for thread in pressing:
        thread.join()
    Worker(app).run_all()

    assert len(found) == 4
    assert len(set(found)) == 1
    assert len(packets_of(case, people.supervisor)) == 1
    assert as_superuser("SELECT count(*) FROM casemgr.submission") == [(1,)]


def test_page_offers_each_office_and_marks_the_one_that_serves_the_district(
    make_ready_case, packet_people, browser, packets_of
):
    people = packet_people()
    case, client = make_ready_case(people), browser(people.supervisor)

    page = client.get(_address(case)).text
    offered = re.findall(r'<input (?=[^>]*name="recipient")[^>]*>', page)
    client.send(_address(case), _address(case), recipient=COUNTY)

    assert [COUNTY in one for one in offered] == [False, True]
    assert ["checked" in one for one in offered] == [True, False]
    assert [packet.recipient for packet in packets_of(case, people.supervisor)] == [COUNTY]


def test_a_double_click_has_one_effect(make_ready_case, packet_people, browser, packets_of):
    people = packet_people()
    case = make_ready_case(people)
    client = browser(people.supervisor)
    page = client.get(_address(case)).text
    sent = dict(re.findall(r'name="(csrf_token|form_key)" value="([^"]+)"', page))
    sent["recipient"] = OFFICE

    answers = [client.post(_address(case), data=sent) for _ in range(2)]

    assert answers[0].headers["Location"] == answers[1].headers["Location"]
    assert len(packets_of(case, people.supervisor)) == 1


def test_submitting_again_after_the_packet_has_left_is_refused_with_the_packet(
    make_ready_case, packet_people, submit, browser, quick_sheets
):
    people = packet_people()
    case = make_ready_case(people)
    packet = submit(case, people.supervisor)

    answer = browser(people.supervisor).send(_address(case), _address(case), recipient=OFFICE)

    assert answer.status_code == 409
    assert f'<a href="/packets/{packet.id}">Packet 1 is with the prosecutor' in answer.text


def test_a_blocked_packet_lists_every_blocker_with_a_link_that_opens(
    make_full_case, make_report, packet_people, browser, as_superuser, stored
):
    people = packet_people()
    case = make_full_case(people)
    make_report(case, people.agent, title="Not finished")
    with acting_as(people.agent):
        exhibit = log_one(fetch(Case, case.id), people.agent, description="Not confirmed")
        handed_over = {"receiver_id": people.custodian.id, "reason": "For safekeeping"}
        release_exhibit(exhibit, by=people.agent, **handed_over)
    as_superuser("SET session_replication_role = replica; DELETE FROM casemgr.custody_receipt")
    as_superuser("UPDATE casemgr.charge SET limitation_on = '2020-01-01'")
    [(sha256,)] = as_superuser("SELECT sha256 FROM casemgr.evidence_file WHERE name = 'table.jpg'")
    stored(people.agent, sha256).unlink()
    client = browser(people.agent)

    page = client.get(_address(case)).text

    for words in (
        "Draft “Not finished” is not approved",
        f"{exhibit.label}: Ida Marsh has not confirmed receiving it",
        "no receipt for “sent to the laboratory”",
        "18 U.S.C. 922(g)(1): no proof of “Knowingly possessed”",
        "The time limit of 18 U.S.C. 922(g)(1) ended Jan 1, 2020",
        "Exhibit 2: the file “table.jpg” is missing from the store",
    ):
        assert words in page, words
    listed = page[page.index('class="checks"') :]
    links = re.findall(r'<li><a href="([^"]+)">', listed)
    assert len(links) >= 9
    for link in set(links):
        assert client.get(link).status_code == 200, link


@pytest.mark.parametrize(
    ("who", "words"),
    [
        ("agent", "Somebody who may release packets and did not prepare this one"),
        ("custodian", "Somebody who may release packets and did not prepare this one"),
    ],
)
def test_those_without_the_right_are_refused(who, words, make_ready_case, packet_people):
    people = packet_people()
    case = make_ready_case(people)
    person = getattr(people, who)

    with acting_as(person), pytest.raises(PacketBlocked, match=words):
        submit_packet(fetch(Case, case.id), by=person, recipient=OFFICE)


def test_the_route_is_closed_to_the_case_agent(make_ready_case, packet_people, browser):
    people = packet_people()
    case = make_ready_case(people)

    answer = browser(people.agent).send(_address(case), _address(case), recipient=OFFICE)

    assert answer.status_code == 403


def test_who_prepared_the_packet_does_not_release_it(
    make_person, packet_people, make_full_case, prove_all, browser
):
    people = packet_people()
    both = make_person("atf", "case_agent", "group_supervisor", name="Both Hats")
    people.agent = both
    case = make_full_case(people)
    prove_all(case, both)
    _refer(case, both, people.chief)

    answer = browser(both).send(_address(case), _address(case), recipient=OFFICE)

    assert answer.status_code == 409
    assert "You prepared this packet; somebody else must release it" in answer.text


def test_the_workflow_itself_keeps_builder_and_releaser_apart(
    make_ready_case, packet_people, ask_for_packet, packets_of, as_superuser
):
    people = packet_people()
    case = make_ready_case(people)
    ask_for_packet(case, people.supervisor)
    [packet] = packets_of(case, people.supervisor)
    as_superuser("UPDATE casemgr.packet SET built_by = %s", people.supervisor.id)
    with acting_as(people.supervisor):
        take_step(fetch(Packet, packet.id), "freeze", by=people.supervisor)

        with pytest.raises(StepRefused, match="builder"):
            take_step(fetch(Packet, packet.id), "submit", by=people.supervisor)


def test_a_case_is_not_referred_beside_its_packet(make_ready_case, packet_people):
    people = packet_people()
    case = make_ready_case(people)

    with acting_as(people.supervisor), pytest.raises(StepRefused, match="Submit the packet"):
        take_step(fetch(Case, case.id), "refer", by=people.supervisor)


def test_a_packet_asked_for_before_the_approval_is_refused(
    make_full_case, prove_all, packet_people
):
    people = packet_people()
    case = make_full_case(people)
    prove_all(case, people.agent)

    with acting_as(people.supervisor), pytest.raises(PacketBlocked, match="approved first"):
        submit_packet(fetch(Case, case.id), by=people.supervisor, recipient=OFFICE)


def test_an_approval_taken_back_meanwhile_stops_the_job_and_leaves_the_packet(
    make_ready_case, packet_people, ask_for_packet, packets_of, app, as_superuser, quick_sheets
):
    people = packet_people()
    case = make_ready_case(people)
    ask_for_packet(case, people.supervisor)
    with acting_as(people.chief):
        reason = "Another interview first"
        take_step(fetch(Case, case.id), "reconsider_referral", by=people.chief, reason=reason)

    Worker(app).run_all()

    [(state, problem)] = as_superuser("SELECT state, problem FROM casemgr.job")
    assert state == "failed"
    assert "Refer to the prosecutor" in problem
    [packet] = packets_of(case, people.supervisor)
    assert (packet.state, packet.zip_sha256) == ("building", None)
    assert as_superuser("SELECT count(*) FROM casemgr.submission") == [(0,)]


def test_a_packet_in_preparation_is_used_again_and_keeps_its_number(
    make_ready_case, packet_people, ask_for_packet, packets_of, as_superuser, app, quick_sheets
):
    people = packet_people()
    case = make_ready_case(people)
    ask_for_packet(case, people.supervisor)
    as_superuser("UPDATE casemgr.job SET state = 'failed', singleton = NULL")

    ask_for_packet(case, people.chief)
    Worker(app).run_all()

    [packet] = packets_of(case, people.supervisor)
    assert (packet.number, packet.state) == (1, "submitted")
    assert packet.released_by == people.chief.id


def test_an_abandoned_packet_is_followed_by_the_next_number(
    make_ready_case, packet_people, ask_for_packet, packets_of, browser, as_superuser
):
    people = packet_people()
    case = make_ready_case(people)
    ask_for_packet(case, people.supervisor)
    as_superuser("UPDATE casemgr.job SET state = 'failed', singleton = NULL")
    [packet] = packets_of(case, people.supervisor)
    page = f"/packets/{packet.id}"
    sent = {"step": "abandon", "reason": "The wrong office"}
    browser(people.supervisor).send(f"{page}/steps", page, **sent)

    ask_for_packet(case, people.supervisor)

    newest, abandoned = packets_of(case, people.supervisor)
    assert (abandoned.state, newest.number, newest.state) == ("abandoned", 2, "building")


def test_the_steps_of_the_job_cannot_be_taken_by_hand(
    make_ready_case, packet_people, ask_for_packet, packets_of, browser
):
    people = packet_people()
    case = make_ready_case(people)
    ask_for_packet(case, people.supervisor)
    [packet] = packets_of(case, people.supervisor)
    page = f"/packets/{packet.id}"

    answer = browser(people.supervisor).send(f"{page}/steps", page, step="freeze")

    assert answer.status_code == 404
    assert 'value="freeze"' not in browser(people.supervisor).get(page).text


def _refer(case, by, approver):
    for step in ("prepare_referral", "submit_referral"):
        with acting_as(by):
            take_step(fetch(Case, case.id), step, by=by)
    with acting_as(approver):
        take_step(fetch(Case, case.id), "approve_referral", by=approver)


@pytest.mark.parametrize(
    "change",
    [
        "frozen = '{}'",
        "manifest = '{}'",
        "zip_sha256 = 'another'",
        "recipient_name = 'Another office'",
        "submitted_at = NULL",
    ],
)
def test_what_a_submitted_packet_says_cannot_be_changed(
    change, make_ready_case, packet_people, submit, acting, quick_sheets
):
    people = packet_people()
    packet = submit(make_ready_case(people), people.supervisor)

    with acting(people.agent), pytest.raises(IntegrityError, match="part of the record"):
        db.session.execute(
            text(f"UPDATE casemgr.packet SET {change} WHERE id = :id"), {"id": packet.id}
        )


def test_a_submitted_packet_still_moves_on_in_its_life(
    make_ready_case, packet_people, submit, acting, quick_sheets
):
    people = packet_people()
    packet = submit(make_ready_case(people), people.supervisor)

    with acting(people.agent):
        moved = "UPDATE casemgr.packet SET state = 'returned', row_version = 99 WHERE id = :id"
        assert db.session.execute(text(moved), {"id": packet.id}).rowcount == 1
