"""Workflows read from YAML, and what a person is told to mend."""

import json
from dataclasses import FrozenInstanceError

import pytest
from ruamel.yaml import YAML

from casemgr.workflows.definition import Approval, Condition, Kind, Reason, Use
from casemgr.workflows.loader import DefinitionInvalid, load_definition, read_definition
from tests.casemgr.workflows import lives


def test_all_that_a_workflow_says_is_read():
    definition = lives.load()

    step = definition.steps["approve_opening"]
    assert step.approval == Approval(apart_from=("author",), count=2)
    assert step.effects == (Use("allocate_number"),)
    assert definition.steps["refer"].effects == (Use("tell", (("whom", ("prosecutor", "clerk")),)),)
    assert definition.steps["return_opening"].reason is Reason.REQUIRED
    assert definition.steps["suspend"].form == ("tickler_on",)
    assert definition.steps["submit_opening"].when == (
        Condition("case.title != ''", "Give the case a title."),
        Condition("case.grams < 5"),
    )
    assert definition.states["open"].children == ("active", "suspended", "was")
    assert definition.states["was"].kind is Kind.SHALLOW_HISTORY
    assert definition.states["referred"].after_approval == ()
    assert definition.states["open"].after_approval == ("approve_opening",)


def test_a_definition_cannot_be_changed():
    definition = lives.load()

    with pytest.raises(FrozenInstanceError):
        definition.version = 2
    with pytest.raises(TypeError):
        definition.steps["close"] = definition.steps["refer"]


def test_the_digest_is_the_same_however_the_definition_was_read():
    plain = json.loads(json.dumps(lives.read()))

    digests = {
        lives.load().digest,
        load_definition(plain).digest,
        load_definition(YAML().load(lives.INVESTIGATION)).digest,
    }

    assert len(digests) == 1


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("label: Referred,", "label: Sent,"),
        ("count: 2", "count: 3"),
        ("roles: [case_agent], form", "roles: [supervisor], form"),
        ("Give the case a title.", "Title?"),
    ],
)
def test_the_digest_tells_an_edited_version(before, after):
    edited = lives.load(lives.INVESTIGATION.replace(before, after))

    assert edited != lives.load()


@pytest.mark.parametrize(
    ("before", "after", "problem"),
    [
        (
            "to: pending_open\n",
            "to: pending_opn\n",
            ':23:9: "pending_opn" is not a state. Write: pen',
        ),
        ("start: draft", "start: drafd", ':4:8: "drafd" is not a state. Write: draft'),
        ("start: active", "start: closed", ":10:12: closed does not lie within open"),
        ("      was: {", "      draft: {", ':15:7: a state "draft" stands on line 6'),
        ("from: review,", "from: closed,", ":40:20: closed is final, so no step"),
        ("from: review,", "from: was,", ":40:20: was is history, so no step"),
        ("    label: Ask", "    lable: Ask", ':21:5: "lable" is not part of a step. Write: label'),
        ("reason: required", "reason: yes", ':36:80: "yes" is not a rule for the reason'),
        ("Suspended}", "Suspended, parallel: true}", "suspended has no states within it"),
        ("Suspended}", "Suspended, start: active}", "suspended cannot have a start"),
        ("shallow}", "shallow, start: was}", "was begins with was, which only remembers"),
        ("shallow}", "shallow, start: draft}", "draft does not lie within open"),
        ("final: true", "final: true, states: {x: X}", "closed is final and cannot have states"),
        ("final: true", "history: deep", "closed remembers nothing"),
        ("resume: {", "resume: {automatic: true, ", "resume happens by itself (automatic), so ro"),
        ("version: 1\n", "", "a workflow lacks version"),
        ("[allocate_number]", "[{a: {}, b: {}}]", "2 names stand in one entry"),
        ("count: 2", "count: 0", "0 is out of range"),
    ],
)
def test_what_is_wrong_is_reported_with_its_place_and_its_mending(before, after, problem):
    text = lives.INVESTIGATION.replace(before, after, 1)
    assert text != lives.INVESTIGATION

    definition, problems = read_definition(lives.read(text))

    assert definition is None
    assert any(problem in str(found) for found in problems), list(map(str, problems))
    assert all(found.file == "investigation_v1.yaml" for found in problems)


@pytest.mark.parametrize("raw", [None, [], "text", 7, {}, {"states": 3}, {"name": {"a": 1}}])
def test_what_is_no_workflow_is_refused_in_words(raw):
    with pytest.raises(DefinitionInvalid) as refusal:
        load_definition(raw, file="x.yaml")

    assert refusal.value.problems
    assert refusal.value.message.startswith("x.yaml:1:1: ")
