"""What the file of a workflow may say: the names, the kinds of value, what must not be missing."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from casemgr.tenants.problems import Place, Problem, problem_at
from casemgr.tenants.shapes import (
    NAME,
    Either,
    ListOf,
    MapOf,
    Number,
    OneOf,
    Record,
    Shape,
    Text,
    YesNo,
)
from casemgr.tenants.source import List, Map
from casemgr.workflows.definition import TONES, Reason

EVENT = r"\*|[a-z][a-z0-9_]*(\.[a-z0-9_]+)*(\.\*)?"


@dataclass(frozen=True)
class OneOrMore:
    """One entry, or a list of them."""

    item: Shape

    def check(self, value: Any, place: Place, *, whole: bool) -> Iterable[Problem]:
        """Yield what does not fit."""
        shape = ListOf(self.item) if isinstance(value, List) else self.item
        return shape.check(value, place, whole=whole)


@dataclass(frozen=True)
class YesOrNames:
    """True or false, or the names meant."""

    def check(self, value: Any, place: Place, *, whole: bool) -> Iterable[Problem]:
        """Yield what does not fit."""
        shape = YesNo() if isinstance(value, bool) else names
        return shape.check(value, place, whole=whole)


@dataclass(frozen=True)
class Anything:
    """A value that a guard or an effect understands: a text, number, yes or no, or a list."""

    def check(self, value: Any, place: Place, *, whole: bool) -> Iterable[Problem]:
        """Yield what does not fit."""
        parts = value if isinstance(value, List) else [value]
        if any(not isinstance(part, str | int | float) for part in parts):
            yield problem_at(place, "an argument is nested", "a text, a number or a list of them")


@dataclass(frozen=True)
class Used:
    """A named guard or effect, alone or with its arguments."""

    def check(self, value: Any, place: Place, *, whole: bool) -> Iterable[Problem]:
        """Yield what does not fit."""
        if not isinstance(value, Map):
            yield from name.check(value, place, whole=whole)
            return
        yield from MapOf(MapOf(Anything())).check(value, place, whole=whole)
        if len(value) != 1:
            yield problem_at(place, f"{len(value)} names stand in one entry", "- name: {…}")


name = Text(60, NAME.pattern, "a name of small letters, digits and _")
event = Text(120, EVENT, "the name of a step, or done.state.<state>")
label = Text(160)
prose = Text(2000)
names = OneOrMore(name)
condition = Either(
    Text(4000),
    Record("a condition", {"is": Text(4000), "otherwise": prose}, ("is",)),
)

_state_parts: dict[str, Shape] = {
    "label": label,
    "meaning": prose,
    "tone": OneOf("a tone", TONES),
    "start": names,
    "parallel": YesNo(),
    "final": YesNo(),
    "history": OneOf("a kind of history", ("shallow", "deep")),
    "after_approval": YesOrNames(),
}
state = Either(label, Record("a state", _state_parts))
_state_parts["states"] = MapOf(state)

task = Record(
    "a task",
    {
        "name": name,
        "title": label,
        "for": name,
        "days": Number(1, 3650),
        "business_days": Number(1, 3650),
        "after": name,
    },
    ("name", "title", "for"),
)
step = Record(
    "a step",
    {
        "label": label,
        "hint": prose,
        "from": names,
        "to": names,
        "internal": YesNo(),
        "automatic": YesNo(),
        "on": OneOrMore(event),
        "when_done": names,
        "raises": OneOrMore(event),
        "roles": OneOrMore(name),
        "guards": OneOrMore(Used()),
        "when": OneOrMore(condition),
        "approval": Record("an approval", {"not": names, "count": Number(1, 9)}),
        "reason": OneOf("a rule for the reason", tuple(Reason)),
        "effects": OneOrMore(Used()),
        "form": names,
        "required": names,
        "tasks": OneOrMore(task),
    },
    ("from",),
)
migration = Record("a migration", {"from": Number(1, 9999), "states": MapOf(name)}, ("from",))
days = OneOrMore(Number(1, 3650))
clock = Record(
    "a clock",
    {
        "label": label,
        "meaning": prose,
        "while": names,
        "days": Number(1, 3650),
        "business_days": Number(1, 3650),
        "term": name,
        "until": Text(120),
        "restart_on": names,
        "remind": days,
        "role": name,
        "escalate": days,
        "pause": names,
        "then": name,
    },
    ("while",),
)
workflow = Record(
    "a workflow",
    {
        "name": name,
        "label": label,
        "version": Number(1, 9999),
        "subject": name,
        "start": names,
        "states": MapOf(state),
        "steps": MapOf(step),
        "migrates": OneOrMore(migration),
        "clocks": MapOf(clock),
    },
    ("name", "version", "subject", "start", "states", "steps"),
)
