"""The gun-show trader: from a blocked packet to the prosecutor's acceptance."""

import re

CASE = "785040-26-0017"
NEXUS = "It was made in Daytona Beach, Florida, so it had crossed a state line to be in Missouri."


def test_blocked_packet_names_its_blockers_and_each_leads_to_where_it_is_mended(visit):
    agent = visit("okafor")
    agent.open_case(CASE)

    agent.tab("Packet")

    assert agent.sees("Every hand-over has its receipt")
    assert agent.sees("no receipt for “taken back”")
    assert agent.sees("is not approved (returned)")
    assert agent.sees("no proof of “In or affecting commerce”")
    agent.follow(re.compile("no receipt"))
    assert "receipt" in agent.heading.lower()


def test_finished_investigation_is_submitted_and_accepted(visit):
    agent, supervisor = visit("okafor"), visit("lindqvist")
    complete_custody(agent)
    finish_report(visit("fitch"), supervisor)
    prove_commerce(agent)
    refer(agent, supervisor)

    submit(supervisor)

    attorney = visit("quill")
    attorney.open_submission(CASE)
    assert attorney.sees(CASE)
    attorney.take("Take up").take("Accept", "Accepted for the grand jury.")
    assert "Accepted" in attorney.heading
    agent.await_case(CASE, "Accepted")


def complete_custody(agent):
    agent.open_case(CASE)
    agent.tab("Evidence")
    agent.follow("1", exact=True).follow("File the receipt")
    agent.fill(Receipt_number="LAB-26-03351-R")
    agent.press(re.compile("File"))
    assert not agent.sees("Custody is not complete")


def finish_report(expert, supervisor):
    expert.go("/work/").follow(re.compile("nexus determination")).follow("Edit")
    narrative = expert.page.get_by_label("Narrative")
    narrative.fill(f"{narrative.input_value()}\n\n{NEXUS}")
    expert.press(re.compile("Save"))
    expert.take("Submit for review")
    supervisor.go("/work/").follow(re.compile("nexus determination"))
    assert supervisor.sees(NEXUS)
    supervisor.take("Approve and serialize")
    assert "Report 7" in supervisor.page.locator("main").inner_text()


def prove_commerce(agent):
    agent.open_case(CASE)
    agent.tab("Elements")
    agent.follow(re.compile("^Add proof"))
    agent.tick("Report 7", "Leonard Fitch")
    agent.press("Add what is ticked")
    assert not agent.sees("No proof yet")


def refer(agent, supervisor):
    agent.open_case(CASE).take("Submit the referral for review")
    supervisor.open_case(CASE).take("Approve the referral")


def submit(supervisor):
    supervisor.tab("Packet")
    supervisor.press("Submit the prosecution packet")
    supervisor.page.locator(".progress-done").wait_for(timeout=120_000)
    supervisor.open_case(CASE)
    assert "Referred" in supervisor.heading
