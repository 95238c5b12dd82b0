"""Workflows to test with, as an agency would write them."""

from casemgr.tenants.source import read_text
from casemgr.workflows.loader import load_definition
from casemgr.workflows.vocabulary import Arguments, Vocabulary

INVESTIGATION = """\
name: investigation
version: 1
subject: case
start: draft
states:
  draft: {label: Draft, meaning: Only its author works on it.}
  pending_open: {label: Waiting for approval}
  open:
    label: Open
    start: active
    after_approval: [approve_opening]
    states:
      active: {label: Active}
      suspended: {label: Suspended}
      was: {history: shallow}
  review: {label: In review}
  referred: {label: Referred, after_approval: true}
  closed: {label: Closed, final: true}
steps:
  submit_opening:
    label: Ask for approval
    from: draft
    to: pending_open
    roles: [case_agent]
    guards: [has_predication]
    when:
      - {is: case.title != '', otherwise: Give the case a title.}
      - {is: case.grams < 5}
  approve_opening:
    label: Approve the opening
    from: pending_open
    to: open
    roles: [supervisor]
    approval: {not: [author], count: 2}
    effects: [allocate_number]
  return_opening: {from: pending_open, to: draft, roles: [supervisor], reason: required}
  suspend: {from: active, to: suspended, roles: [case_agent], form: [tickler_on], hint: Say when.}
  resume: {from: suspended, to: active, roles: [case_agent]}
  review: {from: open, to: review, roles: [supervisor]}
  reviewed: {from: review, to: was, roles: [supervisor]}
  note: {from: open, roles: [case_agent]}
  refer:
    from: active
    to: referred
    roles: [supervisor]
    approval: {not: [author, case_agent]}
    effects: [{tell: {whom: [prosecutor, clerk]}}]
  close: {from: [open, referred], to: closed, roles: [supervisor], reason: optional}
"""

VOCABULARY = Vocabulary(
    roles=frozenset({"case_agent", "supervisor"}),
    relations=frozenset({"author", "case_agent"}),
    guards={"has_predication": Arguments()},
    effects={
        "allocate_number": Arguments(),
        "tell": Arguments(frozenset({"whom", "how"}), frozenset({"whom"})),
    },
    fields={"case.title": "text", "case.grams": "number"},
    form=frozenset({"tickler_on"}),
)


def read(text=INVESTIGATION, file="investigation_v1.yaml"):
    """Read YAML text as a pack is read."""
    return read_text(text, file)


def load(text=INVESTIGATION):
    """Read YAML text into a definition."""
    return load_definition(read(text))


def small(states, steps, start="a"):
    """Write a small workflow and read it."""
    return load(
        f"name: small\nversion: 1\nsubject: case\nstart: {start}\n"
        f"states: {states}\nsteps: {steps}\n"
    )
