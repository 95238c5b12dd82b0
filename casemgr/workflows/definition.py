"""What a workflow is: its states, its steps, who may take them and under which conditions.

A definition is data that never changes: a record remembers the name and version it started
with, and the digest tells whether a published version was edited after all.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from enum import StrEnum
from functools import cached_property
from hashlib import sha256
from types import MappingProxyType
from typing import Any

ROOT = ""
ANY_APPROVAL: tuple[str, ...] = ()
TONES = ("draft", "active", "waiting", "good", "bad", "done", "restricted")


class Kind(StrEnum):
    """What a state is made of."""

    ATOMIC = "atomic"
    COMPOUND = "compound"
    PARALLEL = "parallel"
    FINAL = "final"
    SHALLOW_HISTORY = "shallow"
    DEEP_HISTORY = "deep"

    @property
    def is_history(self) -> bool:
        """Whether the state only remembers where its surrounding state was."""
        return self in (Kind.SHALLOW_HISTORY, Kind.DEEP_HISTORY)


class Reason(StrEnum):
    """Whether a step asks for a reason."""

    NONE = "none"
    OPTIONAL = "optional"
    REQUIRED = "required"


@dataclass(frozen=True, slots=True)
class State:
    """A state a record can be in; a compound or parallel one has states within it."""

    name: str
    label: str = ""
    meaning: str = ""
    parent: str = ROOT
    kind: Kind = Kind.ATOMIC
    children: tuple[str, ...] = ()
    start: tuple[str, ...] = ()
    after_approval: tuple[str, ...] | None = None
    """The approval steps one of which must come before; empty means any approval."""
    tone: str = field(default="", compare=False)
    """The colour of its mark; it says nothing, so a version in use may be given another."""


@dataclass(frozen=True, slots=True)
class Use:
    """A named guard or effect as a step uses it."""

    name: str
    arguments: tuple[tuple[str, Any], ...] = ()


@dataclass(frozen=True, slots=True)
class Condition:
    """A rule over the record's fields, and what to tell a person when it does not hold."""

    rule: str
    otherwise: str = ""


@dataclass(frozen=True, slots=True)
class Approval:
    """How many different people must agree, and which relations to the record bar a person."""

    apart_from: tuple[str, ...] = ()
    count: int = 1


@dataclass(frozen=True, slots=True)
class GivenTask:
    """Something to be done that a step gives to somebody, until when, and after which other."""

    name: str
    title: str
    whose: str
    days: int = 0
    business_days: int = 0
    after: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """A way from one state to another, taken by a person or happening by itself."""

    name: str
    sources: tuple[str, ...]
    targets: tuple[str, ...] = ()
    label: str = ""
    hint: str = ""
    internal: bool = False
    automatic: bool = False
    on: tuple[str, ...] = ()
    raises: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    guards: tuple[Use, ...] = ()
    when: tuple[Condition, ...] = ()
    approval: Approval | None = None
    reason: Reason = Reason.NONE
    effects: tuple[Use, ...] = ()
    form: tuple[str, ...] = ()
    required: tuple[str, ...] = ()
    tasks: tuple[GivenTask, ...] = ()

    @property
    def is_taken_by_a_person(self) -> bool:
        """Whether a person takes it; the others happen by themselves."""
        return not self.automatic and not self.on

    @property
    def is_guarded(self) -> bool:
        """Whether anything but the state decides whether it can happen."""
        return bool(self.guards or self.when)

    @property
    def events(self) -> tuple[str, ...]:
        """The events upon which it happens; a person's step answers to its own name."""
        return () if self.automatic else self.on or (self.name,)


@dataclass(frozen=True, slots=True)
class Migration:
    """How records move here from an earlier version: where each state leads."""

    since: int
    states: Mapping[str, str]

    def target(self, state: str) -> str:
        """Return the state in which a record goes on; one that is not named keeps its name."""
        return self.states.get(state, state)


@dataclass(frozen=True, slots=True)
class Clock:
    """A time limit that runs while a record is in one of its states, and what its end brings."""

    name: str
    states: tuple[str, ...]
    label: str = ""
    meaning: str = ""
    days: int = 0
    business_days: int = 0
    term: str = ""
    """A period that a feature offers, such as the review period of a case type."""
    until: str = ""
    """The date field that says when it runs out, instead of a count of days."""
    restart_on: tuple[str, ...] = ()
    remind: tuple[int, ...] = ()
    role: str = ""
    escalate: tuple[int, ...] = ()
    pause: tuple[str, ...] = ()
    then: str = ""

    @property
    def event(self) -> str:
        """The event that its running out is to the engine."""
        return f"clock.{self.name}"

    @property
    def in_business_days(self) -> bool:
        """Whether weekends and federal holidays do not count."""
        return self.business_days > 0

    @property
    def words(self) -> str:
        """What it is called."""
        return self.label or humanise(self.name)


@dataclass(frozen=True, eq=False)
class Definition:
    """One version of a workflow; two definitions are the same when they say the same."""

    name: str
    version: int
    subject: str
    start: tuple[str, ...]
    states: Mapping[str, State]
    steps: Mapping[str, Step]
    label: str = ""
    migrates: tuple[Migration, ...] = field(default=(), compare=False)
    """From where records move here; it says nothing of how they live, so it may be added later."""
    clocks: Mapping[str, Clock] = field(default_factory=dict)

    @cached_property
    def digest(self) -> str:
        """The SHA-256 of all that the definition says, in its order."""
        said = json.dumps(_said(self), ensure_ascii=False, separators=(",", ":"))
        return sha256(said.encode("utf-8", "surrogatepass")).hexdigest()

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Definition) and self.digest == other.digest

    def __hash__(self) -> int:
        return hash(self.digest)

    def label_of(self, state: str) -> str:
        """The state's name as a person reads it."""
        return self.states[state].label or humanise(state)


def define(
    name: str,
    states: Iterable[State],
    steps: Iterable[Step],
    *,
    version: int = 1,
    subject: str = "case",
    start: tuple[str, ...] = (),
    label: str = "",
    migrates: Iterable[Migration] = (),
    clocks: Iterable[Clock] = (),
) -> Definition:
    """Put a definition together; states and steps keep the order in which they are given."""
    known = {state.name: state for state in states}
    first = next((state.name for state in known.values() if state.parent == ROOT), ROOT)
    return Definition(
        name=name,
        version=version,
        subject=subject,
        start=start or (first,),
        states=MappingProxyType(known),
        steps=MappingProxyType({step.name: step for step in steps}),
        label=label or humanise(name),
        migrates=tuple(migrates),
        clocks=MappingProxyType({clock.name: clock for clock in clocks}),
    )


def humanise(name: str) -> str:
    """Turn a name into words: `pending_open` reads Pending open."""
    words = name.replace("_", " ").strip()
    return words[:1].upper() + words[1:]


def _said(value: Any) -> Any:
    """Turn a definition into lists and texts for its digest."""
    if is_dataclass(value):
        told = [part for part in fields(value) if part.compare]
        return [[part.name, _said(getattr(value, part.name))] for part in told]
    if isinstance(value, Mapping):
        return [[str(key), _said(item)] for key, item in value.items()]
    if isinstance(value, list | tuple):
        return [_said(item) for item in value]
    return value if isinstance(value, str | int | float | bool | None) else str(value)
