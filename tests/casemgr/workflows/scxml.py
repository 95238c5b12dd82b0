"""SCXML machines read as workflow definitions, as far as they need no data model."""

from dataclasses import replace

from defusedxml import ElementTree

from casemgr.workflows.definition import ROOT, Kind, State, Step, define

SPACE = "{http://www.w3.org/2005/07/scxml}"
STATES = ("state", "parallel", "final", "history")
DATA = ("datamodel", "data", "assign", "script", "if", "foreach", "param", "content")
SAID_ONLY = ("log",)


def read_machine(path):
    """Return the definition that an SCXML file describes."""
    root = ElementTree.parse(path).getroot()
    states, steps = [], []
    _read_steps(root, ROOT, steps)
    for child in _children(root, *STATES):
        _read_state(child, ROOT, states, steps)
    return define(path.stem, states, steps, start=_start(root))


def needs_of(path):
    """Say which parts of a data model a machine needs; nothing when it needs none."""
    root = ElementTree.parse(path).getroot()
    tags = {element.tag.removeprefix(SPACE) for element in root.iter()}
    conditions = any("cond" in element.attrib for element in root.iter())
    return sorted(tags.intersection(DATA) | ({"cond"} if conditions else set()))


def _read_state(element, parent, states, steps):
    name = element.get("id") or f"state.{len(states)}"
    place = len(states)
    states.append(None)
    _read_steps(element, name, steps)
    children = [_read_state(child, name, states, steps) for child in _children(element, *STATES)]
    state = State(name, parent=parent, kind=_kind(element), children=tuple(children))
    states[place] = replace(state, start=_start(element))
    return name


def _read_steps(element, source, steps):
    if element.tag == f"{SPACE}history":
        return
    for transition in _children(element, "transition"):
        events = tuple(transition.get("event", "").split())
        steps.append(
            Step(
                f"step.{len(steps)}",
                sources=(source,),
                targets=tuple(transition.get("target", "").split()),
                internal=transition.get("type") == "internal",
                automatic=not events,
                on=events,
                raises=tuple(raised.get("event") for raised in _children(transition, "raise")),
            )
        )


def _kind(element):
    tag = element.tag.removeprefix(SPACE)
    if tag == "history":
        return Kind(element.get("type", "shallow"))
    if tag == "state":
        return Kind.COMPOUND if list(_children(element, *STATES)) else Kind.ATOMIC
    return Kind(tag)


def _start(element):
    if "initial" in element.attrib:
        return tuple(element.get("initial").split())
    holders = list(_children(element, "initial"))
    if element.tag == f"{SPACE}history":
        holders = [element]
    inside = [t for holder in holders for t in _children(holder, "transition")]
    return tuple(inside[0].get("target").split()) if inside else ()


def _children(element, *tags):
    return (child for child in element if child.tag.removeprefix(SPACE) in tags)
