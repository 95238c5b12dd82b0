"""Why a person cannot take a step, in words."""

import pytest

from casemgr.workflows.engine import engine_for
from casemgr.workflows.refusals import Actor, Facts, Lack, Unmet, approvals_left, refusals
from tests.casemgr.workflows import lives

KINDS = lives.VOCABULARY.fields
READY = {"case.title": "The gun-show trader", "case.grams": 0}
AGENT = Actor("agent", {"case_agent"}, {"author", "case_agent"})
SUPERVISOR = Actor("supervisor", {"supervisor"})


def ask(step, actor, *, after=(), definition=None, **facts):
    definition = definition or lives.load()
    status = engine_for(definition).replay(after)
    facts = {"values": READY, "kinds": KINDS, **facts}
    return refusals(definition, status, step, actor, Facts(**facts))


def test_nothing_is_missing_when_a_person_may_take_the_step():
    assert ask("submit_opening", AGENT) == []


@pytest.mark.parametrize(
    ("step", "actor", "after", "kind", "words"),
    [
        ("vanish", AGENT, [], Lack.STEP, "Investigation has no step “Vanish”"),
        (
            "close",
            SUPERVISOR,
            [],
            Lack.STATE,
            "This is Draft; “Close” is possible only from Open or",
        ),
        ("submit_opening", SUPERVISOR, [], Lack.ROLE, "belongs to case agent; you do not have"),
        (
            "approve_opening",
            Actor("both", {"supervisor"}, {"author"}),
            ["submit_opening"],
            Lack.SEPARATION,
            "You are the author of this; somebody else must approve it.",
        ),
        (
            "return_opening",
            SUPERVISOR,
            ["submit_opening"],
            Lack.REASON,
            "Give a reason for “Return",
        ),
        (
            "close",
            SUPERVISOR,
            ["submit_opening", "approve_opening", "close"],
            Lack.STATE,
            "This is Closed, and no step follows.",
        ),
    ],
)
def test_a_refusal_says_what_is_missing(step, actor, after, kind, words):
    (unmet,) = ask(step, actor, after=after)

    assert unmet.kind is kind
    assert words in unmet.text


def test_a_guard_refuses_in_its_own_words_and_links_to_the_mending():
    missing = Unmet("Write the predication.", "cases.edit", {"field": "predication"})

    found = ask("submit_opening", AGENT, ask_guard=lambda use: [missing])

    assert found == [missing]


def test_a_rule_refuses_in_the_agencys_words():
    found = ask("submit_opening", AGENT, values={"case.grams": 9})

    assert [unmet.text for unmet in found] == [
        "Give the case a title.",
        "This must hold first: case.grams < 5",
    ]


def test_a_rule_that_cannot_be_worked_out_refuses_and_never_lets_pass():
    found = ask("submit_opening", AGENT, values={**READY, "case.grams": "many"})

    assert "cannot be worked out" in found[0].text


def test_all_that_is_missing_is_listed_at_once():
    found = ask("submit_opening", SUPERVISOR, values={})

    assert [unmet.kind for unmet in found] == [Lack.ROLE, Lack.GUARD]


def test_a_reason_of_blanks_is_no_reason():
    after = ["submit_opening"]

    assert ask("return_opening", SUPERVISOR, after=after, reason="  ")
    assert not ask("return_opening", SUPERVISOR, after=after, reason="No predication")


def test_one_person_does_not_approve_twice():
    found = ask("approve_opening", SUPERVISOR, after=["submit_opening"], approved_by={"supervisor"})

    assert [unmet.kind for unmet in found] == [Lack.SEPARATION]


def test_an_approval_of_two_waits_for_the_second_person():
    step = lives.load().steps["approve_opening"]

    assert approvals_left(step, []) == 2
    assert approvals_left(step, ["a", "a"]) == 1
    assert approvals_left(step, ["a", "b"]) == 0


def test_the_agencys_own_words_name_its_roles():
    (unmet,) = ask("submit_opening", SUPERVISOR, words={"case_agent": "the special agent"})

    assert "belongs to the special agent" in unmet.text


def test_a_step_that_happens_by_itself_is_not_for_people():
    definition = lives.small("{a: A, b: B}", "{go: {from: a, to: b, automatic: true, when: x}}")

    (unmet,) = ask("go", AGENT, definition=definition)

    assert unmet.text == "“Go” happens by itself; nobody takes it."
