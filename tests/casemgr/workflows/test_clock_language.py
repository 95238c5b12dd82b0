"""Clocks as an agency writes them, and what it is told to mend."""

import pytest

from casemgr.tenants.source import read_text
from casemgr.workflows.checker import check_workflow
from casemgr.workflows.clock_checks import LENGTHS
from casemgr.workflows.definition import Clock
from casemgr.workflows.loader import read_definition
from casemgr.workflows.vocabulary import Vocabulary

ANSWER = """\
name: letter
version: 1
subject: case
start: sent
states:
  sent: {label: Sent}
  answered: {final: true}
  expired: {final: true}
steps:
  answer: {from: sent, to: answered, roles: [agent]}
  extend: {from: sent, roles: [agent]}
  expire: {from: sent, to: expired}
clocks:
  reply:
    while: sent
    days: 30
    restart_on: extend
    remind: [3, 7]
    role: agent
    escalate: [10, 5]
    pause: [agent]
    then: expire
"""
WORDS = Vocabulary(
    roles=frozenset({"agent"}), fields={"case.reply_by": "date"}, terms=frozenset({"review"})
)


def problems(before="", after=""):
    assert before in ANSWER
    found = check_workflow(read_text(ANSWER.replace(before, after, 1), "letter.yaml"), WORDS)
    return [str(problem) for problem in found]


def test_a_clock_is_read_with_its_marks_in_order():
    definition, found = read_definition(read_text(ANSWER, "letter.yaml"))

    assert found == []
    assert definition.clocks["reply"] == Clock(
        name="reply",
        states=("sent",),
        days=30,
        restart_on=("extend",),
        remind=(7, 3),
        role="agent",
        escalate=(5, 10),
        pause=("agent",),
        then="expire",
    )
    assert not definition.steps["expire"].is_taken_by_a_person


def test_a_sound_clock_passes_and_its_end_counts_as_a_way():
    assert problems() == []


def test_a_state_that_only_a_clock_leads_to_is_unreached_without_it():
    assert any("nobody can take expire" in each for each in problems("    then: expire\n"))


@pytest.mark.parametrize(
    ("before", "after", "problem"),
    [
        ("while: sent", "while: sendt", 'letter.yaml:15:12: "sendt" is not a state. Write: sent'),
        ("extend\n    remind", "extnd\n    remind", '17:17: "extnd" is not a step. Write: extend'),
        ("    days: 30\n", "", "14:3: the clock reply never runs out. Write: days: 90"),
        ("days: 30", "days: 30\n    business_days: 5", "has two lengths, days and business_days"),
        ("days: 30", "days: thirty", "a whole number from 1 up to 3650"),
        ("[3, 7]", "[3, 40]", "18:17: a reminder 40 days before lies before the clock begins"),
        ("    role: agent\n", "", "names nobody who answers for it first"),
        ("role: agent", "role: agnt", '19:11: "agnt" is not a role. Write: agent'),
        ("pause: [agent]", "pause: [boss]", '"boss" is not a role. Write: agent'),
        ("days: 30", "term: reviw", '"reviw" is not a term. Write: review'),
        ("days: 30", "until: case.replyby", '"case.replyby" is not a date field'),
        ("then: expire", "then: expired", '"expired" is not a step. Write: expire'),
        ("then: expire", "then: answer", "answer is taken when reply runs out, so roles has no"),
        ("while: sent", "whille: sent", "whille"),
    ],
)
def test_what_is_wrong_with_a_clock_is_told_with_its_place(before, after, problem):
    assert any(problem in each for each in problems(before, after)), problems(before, after)


def test_two_clocks_cannot_end_in_the_same_step():
    second = "  other: {while: sent, days: 5, then: expire}\n"

    _, found = read_definition(read_text(ANSWER + second, "letter.yaml"))

    assert any("expire is the end of reply already" in str(each) for each in found)


@pytest.mark.parametrize("length", LENGTHS)
def test_a_clock_has_one_of_the_four_lengths(length):
    written = {"days": 9, "business_days": 9, "term": "review", "until": "case.reply_by"}[length]

    assert problems("days: 30", f"{length}: {written}") == []
