"""Where a record stands, as people read it: its state's label, meaning and colour."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from casemgr.workflows.definition import ROOT, Definition, Kind, humanise
from casemgr.workflows.publishing import newest_definition, newest_definitions
from casemgr.workflows.subjects import subject_of


@dataclass(frozen=True)
class Standing:
    """The state of a record in words, with the tone that colours its mark."""

    label: str
    tone: str = ""
    meaning: str = ""


def state_of(record: Any) -> Standing:
    """Return where a record stands, from its row and its agency's pack alone.

    Nothing is asked of the database, so a list may show it on every line. A state that only an
    earlier version of the workflow had is shown by its name.
    """
    known = _known(subject_of(record).name, getattr(record, "case_type", ""))
    return _standing(tuple(known), record.state)


@lru_cache(maxsize=1024)
def _standing(known: tuple[Definition, ...], state: str) -> Standing:
    names = state.split()
    definition = next((each for each in known if each.states.keys() >= set(names)), None)
    if not names or definition is None:
        return Standing(" and ".join(humanise(name) for name in names) or "Not started")
    return Standing(
        " and ".join(definition.label_of(name) for name in names),
        next((tone for name in names if (tone := tone_of(definition, name))), "active"),
        " ".join(filter(None, (definition.states[name].meaning for name in names))),
    )


def list_states(subject: str) -> list[tuple[str, str]]:
    """List the states in which such a record can rest, with their labels, as filters offer them."""
    known = (state for each in _known(subject) for state in each.states.values())
    resting = (state for state in known if not state.children and not state.kind.is_history)
    return list(
        {
            state.name: (state.name, state.label or humanise(state.name)) for state in resting
        }.values()
    )


def _known(subject: str, case_type: str = "") -> list[Definition]:
    """List the definitions by which such records may live, first the one of the case type."""
    found = newest_definitions(subject)
    return [newest_definition(subject, case_type), *found] if case_type and found else found


def tone_of(definition: Definition, name: str) -> str:
    """The tone that the pack gives a state or one around it, or else the plain one of its kind."""
    around = name
    while around != ROOT:
        if definition.states[around].tone:
            return definition.states[around].tone
        around = definition.states[around].parent
    if name in definition.start:
        return "draft"
    return "done" if definition.states[name].kind is Kind.FINAL else ""
