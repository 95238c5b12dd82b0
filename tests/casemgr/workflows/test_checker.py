"""What the checker finds before an agency may use a workflow."""

import pytest

from casemgr.workflows import paths, registry
from casemgr.workflows.checker import check_workflow
from casemgr.workflows.definition import Use
from casemgr.workflows.refusals import Unmet
from tests.casemgr.workflows import lives

TOP = "name: small\nversion: 1\nsubject: case\nstart: a\n"


def check(text):
    return [str(problem) for problem in check_workflow(lives.read(text), lives.VOCABULARY)]


def check_small(states, steps):
    return check(f"{TOP}states: {states}\nsteps: {steps}\n")


def test_a_sound_workflow_has_no_problem():
    assert check(lives.INVESTIGATION) == []


@pytest.mark.parametrize(
    ("before", "after", "problem"),
    [
        (
            "roles: [case_agent]\n",
            "roles: [case_agnt]\n",
            '"case_agnt" is not a role. Write: case_agent',
        ),
        ("[has_predication]", "[has_predicaton]", '"has_predicaton" is not a guard. Write: has_pr'),
        ("[allocate_number]", "[allocate]", '"allocate" is not an effect'),
        ("not: [author],", "not: [autor],", '"autor" is not a relation'),
        ("[tickler_on]", "[tickler]", '"tickler" is not a field. Write: tickler_on'),
        (
            "case.title !=",
            "case.titel !=",
            "not a field or function that a rule can use; case.title",
        ),
        ("case.grams < 5", "case.grams < 'x'", "< does not take a number with text"),
        ("case.grams < 5", "case.grams", "the rule gives a number, not yes or no"),
        ("{whom: [prosecutor, clerk]}", "{who: x}", '"who" is not an argument of tell. Write'),
        ("{whom: [prosecutor, clerk]}", "{how: x}", "tell lacks its argument whom"),
        ("[approve_opening]\n", "[close]\n", '"close" is not a step with an approval'),
        ("roles: [supervisor], reason: optional", "reason: optional", "nobody can take close"),
        ("not: [author], ", "", "approve_opening lets a person approve their own work"),
    ],
)
def test_a_word_that_does_not_fit_is_reported(before, after, problem):
    text = lives.INVESTIGATION.replace(before, after, 1)
    assert text != lives.INVESTIGATION

    found = check(text)

    assert any(problem in line for line in found), found


def test_a_state_that_no_way_leads_to_is_reported_with_its_place():
    (found,) = check_small("{a: {final: true}, lost: {states: {in: In}}}", "{}")

    assert found.startswith("investigation_v1.yaml:5:28: no way leads to lost.")


def test_a_trap_is_reported_with_the_way_into_it():
    (found,) = check_small(
        "{a: A, b: B}",
        "{go: {from: a, to: b, roles: [case_agent]}, note: {from: b, roles: [case_agent]}}",
    )

    assert "b has no way out and is not final: a --go--> b" in found


def test_a_parallel_state_that_waits_for_nothing_is_a_trap():
    (found,) = check_small(
        "{a: {parallel: true, states: {p: {states: {p1: P, p2: {final: true}}}, q: Q}}}",
        "{go: {from: p1, to: p2, roles: [case_agent]}}",
    )

    assert "q has no way out and is not final: p1+q --go--> p2+q" in found


def test_a_way_to_referral_without_an_approval_is_printed():
    text = lives.INVESTIGATION.replace(
        "steps:\n", "steps:\n  leap: {from: draft, to: referred, roles: [supervisor]}\n"
    )

    (found,) = check(text)

    assert "referred can be reached without an approval: draft --leap--> referred" in found


def test_a_step_that_goes_round_an_approval_is_reported():
    text = lives.INVESTIGATION.replace(
        "steps:\n", "steps:\n  skip: {from: pending_open, to: open, roles: [supervisor]}\n"
    )

    found = check(text)

    assert any("skip goes round the approval approve_opening" in line for line in found)
    assert any("open can be reached without an approval" in line for line in found)


def test_a_step_that_another_always_forestalls_is_reported():
    (found,) = check_small(
        "{a: A, b: {final: true}}",
        "{go: {from: a, to: b, automatic: true}, never: {from: a, to: b, roles: [case_agent]}}",
    )

    assert "never can never happen" in found


def test_automatic_steps_without_end_are_reported():
    found = check_small(
        "{a: A, b: B}",
        "{there: {from: a, to: b, automatic: true}, back: {from: b, to: a, automatic: true}}",
    )

    assert any("follow each other without end" in line for line in found)


def test_automatic_steps_without_end_are_found_behind_a_guard_that_may_not_hold():
    found = check_small(
        "{a: A, b: B, c: {final: true}}",
        "{out: {from: a, to: c, automatic: true, guards: [has_predication]},"
        " there: {from: a, to: b, automatic: true}, back: {from: b, to: a, automatic: true}}",
    )

    assert any("follow each other without end" in line for line in found)


@pytest.mark.parametrize(("there", "circles"), [("done", False), ("[done, open]", True)])
def test_a_record_that_follows_its_children_goes_round_only_when_both_guards_can_hold(
    there, circles
):
    found = check_small(
        "{a: A, b: B, c: {final: true}}",
        "{there: {from: a, to: b, automatic: true,"
        f" guards: [all_in: {{of: x, states: {there}}}]}},"
        " back: {from: b, to: a, automatic: true, guards: [any_in: {of: x, states: open}]},"
        " close: {from: [a, b], to: c, roles: [case_agent]}}",
    )

    assert any("follow each other without end" in line for line in found) is circles


def test_an_automatic_step_that_a_guard_may_refuse_hides_no_other_way():
    found = check_small(
        "{a: A, b: {final: true}, c: {final: true, after_approval: true}}",
        "{go: {from: a, to: b, automatic: true, guards: [has_predication]},"
        " by_hand: {from: a, to: c, roles: [case_agent]}}",
    )

    assert len(found) == 1
    assert "c can be reached without an approval: a --by_hand--> c" in found[0]


def test_targets_that_exclude_each_other_are_reported():
    found = check_small("{a: A, b: B, c: C}", "{go: {from: a, to: [b, c], roles: [case_agent]}}")

    assert any("nothing can be in b and c at once: a --go--> b+c" in line for line in found)


def test_an_event_that_nothing_raises_is_reported():
    found = check_small(
        "{a: {states: {x: {final: true}}}, b: {final: true}}",
        "{go: {from: a, to: b, on: done.state.c}}",
    )

    assert any('"done.state.c" is not an event. Write: done.state.a' in line for line in found)


def test_features_offer_guards_with_the_arguments_they_take(monkeypatch):
    monkeypatch.setattr(registry, "GUARDS", {})
    monkeypatch.setattr(registry, "WORDS", {})

    def fields_given(record, by, *, fields, every=True):
        return []

    registry.offer_guard("fields_given", fields_given, "those fields")

    vocabulary = registry.offered_vocabulary(roles=["case_agent"])
    assert vocabulary.guards["fields_given"].names == {"fields", "every"}
    assert vocabulary.guards["fields_given"].needed == {"fields"}


def test_a_workflow_too_large_to_walk_through_is_said_to_be_so(monkeypatch):
    monkeypatch.setattr(paths, "MOST_PLACES", 3)

    (found,) = check(lives.INVESTIGATION)

    assert "too many combinations of states to check" in found


def test_a_guard_and_an_effect_get_the_arguments_of_the_pack(monkeypatch):
    monkeypatch.setattr(registry, "GUARDS", {})
    monkeypatch.setattr(registry, "WORDS", {})
    monkeypatch.setattr(registry, "EFFECTS", {})
    told = []
    lacks = lambda record, by, *, field: [Unmet(f"{record} lacks {field}")]  # noqa: E731
    registry.offer_guard("given", lacks, "that field")
    registry.offer_effect("tell", lambda record, step, by, *, whom: told.append((record, whom)))

    unmet = registry.ask_guard(Use("given", (("field", "title"),)), "case", "agent")
    registry.bring_about(Use("tell", (("whom", "clerk"),)), "case", None, "agent")

    assert [each.text for each in unmet] == ["case lacks title"]
    assert told == [("case", "clerk")]


def test_two_features_cannot_offer_one_name(monkeypatch):
    monkeypatch.setattr(registry, "EFFECTS", {})
    registry.offer_effect("tell", print)
    registry.offer_effect("tell", print)

    with pytest.raises(ValueError, match="two features offer tell"):
        registry.offer_effect("tell", repr)
