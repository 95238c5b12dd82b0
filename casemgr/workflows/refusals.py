"""Why a person cannot take a step now: each missing thing in words, with a link to mend it."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from casemgr.expressions import ExpressionError, compile_rule
from casemgr.workflows.definition import Condition, Definition, Reason, Step, Use, humanise
from casemgr.workflows.engine import engine_for
from casemgr.workflows.status import Status


class Lack(StrEnum):
    """The kinds of things that can be missing."""

    STEP = "step"
    STATE = "state"
    ROLE = "role"
    SEPARATION = "separation"
    REASON = "reason"
    ENTRY = "entry"
    GUARD = "guard"


@dataclass(frozen=True)
class Unmet:
    """One thing that is missing, in words for a person, and the page where it can be mended."""

    text: str
    endpoint: str | None = None
    arguments: Mapping[str, Any] = field(default_factory=dict)
    kind: Lack = Lack.GUARD


@dataclass(frozen=True)
class Actor:
    """The person who would take the step: their roles, and what they are to this record."""

    identity: str
    roles: Collection[str] = ()
    relations: Collection[str] = ()
    stands_for: str = ""
    stands_for_name: str = ""


@dataclass(frozen=True)
class Facts:
    """What is known about a record when a step is asked for."""

    values: Mapping[str, object] = field(default_factory=dict)
    kinds: Mapping[str, str] = field(default_factory=dict)
    reason: str | None = None
    approved_by: Collection[str] = ()
    words: Mapping[str, str] = field(default_factory=dict)
    entered: Mapping[str, Any] = field(default_factory=dict)
    words_of_fields: Mapping[str, str] = field(default_factory=dict)
    ask_guard: Callable[[Use], Iterable[Unmet]] = lambda use: ()

    def word(self, name: str) -> str:
        """What the agency calls a role or a relation."""
        return self.words.get(name) or name.replace("_", " ")


def refusals(
    definition: Definition, status: Status, step_name: str, actor: Actor, facts: Facts
) -> list[Unmet]:
    """List all that keeps this person from taking the step now; nothing means they may."""
    step = definition.steps.get(step_name)
    if step is None or not step.is_taken_by_a_person:
        return [_no_such_step(definition, step_name, step)]
    if step not in engine_for(definition).steps_from(status):
        return [_not_here(definition, status, step)]
    return [
        *_role_missing(step, actor, facts),
        *_duties_mixed(step, actor, facts),
        *_reason_missing(step, facts),
        *_entries_missing(step, facts),
        *guards_unmet(step, facts),
    ]


def guards_unmet(step: Step, facts: Facts) -> Iterator[Unmet]:
    """List the guards and rules of a step that the record does not meet, in their own words."""
    for use in step.guards:
        yield from facts.ask_guard(use)
    for condition in step.when:
        yield from _condition_unmet(condition, facts)


def approvals_left(step: Step, approved_by: Collection[str]) -> int:
    """How many more people must agree before the step is taken; 1 when it needs no approval."""
    wanted = step.approval.count if step.approval else 1
    return max(wanted - len(set(approved_by)), 0)


def step_label(step: Step) -> str:
    """The step's name as a person reads it."""
    return step.label or humanise(step.name)


def _no_such_step(definition: Definition, name: str, step: Step | None) -> Unmet:
    if step is None:
        words = f"{definition.label} has no step “{humanise(name)}”. Reload the page."
        return Unmet(words, kind=Lack.STEP)
    return Unmet(f"“{step_label(step)}” happens by itself; nobody takes it.", kind=Lack.STEP)


def _not_here(definition: Definition, status: Status, step: Step) -> Unmet:
    here = engine_for(definition).describe(status)
    if engine_for(definition).is_ended(status):
        return Unmet(f"This is {here}, and no step follows.", kind=Lack.STATE)
    from_ = _any_of([definition.label_of(source) for source in step.sources if source])
    words = f"This is {here}; “{step_label(step)}” is possible only from {from_}."
    return Unmet(words, kind=Lack.STATE)


def _role_missing(step: Step, actor: Actor, facts: Facts) -> Iterator[Unmet]:
    if set(step.roles).isdisjoint(actor.roles):
        who = _any_of([facts.word(role) for role in step.roles]) or "nobody"
        words = f"“{step_label(step)}” belongs to {who}; you do not have that role."
        yield Unmet(words, kind=Lack.ROLE)


def _duties_mixed(step: Step, actor: Actor, facts: Facts) -> Iterator[Unmet]:
    """Separation of duties: an author does not approve, and one person does not approve twice."""
    if step.approval is None:
        return
    for relation in step.approval.apart_from:
        if relation in actor.relations:
            who = f"You or {actor.stands_for_name}" if actor.stands_for else "You"
            words = f"{who} are the {facts.word(relation)} of this; somebody else must approve it."
            yield Unmet(words, kind=Lack.SEPARATION)
    if {actor.identity, actor.stands_for} & set(facts.approved_by):
        words = "You have approved this already; another person must approve it too."
        yield Unmet(words, kind=Lack.SEPARATION)


def _reason_missing(step: Step, facts: Facts) -> Iterator[Unmet]:
    if step.reason is Reason.REQUIRED and not (facts.reason or "").strip():
        yield Unmet(f"Give a reason for “{step_label(step)}”.", kind=Lack.REASON)


def _entries_missing(step: Step, facts: Facts) -> Iterator[Unmet]:
    """Ask for what the step itself needs to know, whether it was entered now or before."""
    for name in step.required:
        if facts.entered.get(name) in (None, "", [], ()):
            label = facts.words_of_fields.get(name) or humanise(name)
            yield Unmet(f"Enter: {label}.", kind=Lack.ENTRY)


def _condition_unmet(condition: Condition, facts: Facts) -> Iterator[Unmet]:
    """A rule that cannot be worked out refuses the step; it never lets it pass."""
    try:
        if compile_rule(condition.rule, facts.kinds)(facts.values):
            return
    except ExpressionError as error:
        yield Unmet(f"A rule of this step cannot be worked out: {error.message}.")
        return
    yield Unmet(condition.otherwise or f"This must hold first: {condition.rule}")


def _any_of(words: Sequence[str]) -> str:
    """Join words as a person would: a, b or c."""
    return " or ".join(filter(None, [", ".join(words[:-1]), *words[-1:]]))
