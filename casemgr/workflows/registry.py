"""Where features offer the guards and effects that workflows may name."""

import inspect
from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple

from casemgr.tenants.pack import Pack
from casemgr.wording import plain
from casemgr.workflows.definition import Step, Use
from casemgr.workflows.refusals import Unmet
from casemgr.workflows.vocabulary import Arguments, Vocabulary

Guard = Callable[..., Iterable[Unmet]]
Effect = Callable[..., None]


class Term(NamedTuple):
    """How many days a record has, and how many after them its clock escalates."""

    days: int
    escalate: tuple[int, ...] = ()


Terms = Callable[[Any], Term]
GuardWords = str | Callable[..., str]

GUARDS: dict[str, Guard] = {}
WORDS: dict[str, GuardWords] = {}
EFFECTS: dict[str, Effect] = {}
TERMS: dict[str, Terms] = {}
TASKS: dict[str, Effect] = {}

__all__ = [
    "EFFECTS",
    "GUARDS",
    "TERMS",
    "Term",
    "Unmet",
    "ask_guard",
    "bring_about",
    "give_tasks",
    "guard_words",
    "offer_effect",
    "offer_guard",
    "offer_tasks",
    "offer_term",
    "offered_vocabulary",
]


def offer_guard(name: str, function: Guard, words: GuardWords) -> None:
    """Offer a guard: `function(record, by, **arguments)` lists what is missing.

    `words` say what a step with it needs: "at least one {subject}", or a function of the pack and
    the arguments.
    """
    _offer(GUARDS, name, function)
    WORDS[name] = words


def guard_words(use: Use, pack: Pack) -> str:
    """Say what a guard asks for, in the agency's words."""
    words = WORDS.get(use.name) or plain(use.name).lower()
    if isinstance(words, str):
        return words.format_map(pack.words)
    return words(pack, **dict(use.arguments))


def offer_effect(name: str, function: Effect) -> None:
    """Offer an effect: `function(record, step, by, **arguments)` does what follows from a step."""
    _offer(EFFECTS, name, function)


def offer_term(name: str, function: Terms) -> None:
    """Offer a term that clocks may name: `function(record)` tells how long the record has."""
    _offer(TERMS, name, function)


def offer_tasks(function: Effect) -> None:
    """Let steps give tasks: `function(record, step, by)` writes those that the step names."""
    _offer(TASKS, "give", function)


def give_tasks(record: Any, step: Step, by: Any) -> None:
    """Write the tasks that a step gives."""
    if step.tasks:
        TASKS["give"](record, step, by)


def ask_guard(use: Use, record: Any, by: Any) -> list[Unmet]:
    """List what a named guard finds missing on a record."""
    return list(GUARDS[use.name](record, by, **dict(use.arguments)))


def bring_about(use: Use, record: Any, step: Step, by: Any) -> None:
    """Do what a step's named effect says."""
    EFFECTS[use.name](record, step, by, **dict(use.arguments))


def offered_vocabulary(
    *,
    roles: Iterable[str],
    relations: Iterable[str] = (),
    fields: Mapping[str, str] | None = None,
    form: Iterable[str] = (),
) -> Vocabulary:
    """Join the guards and effects that features offer with the words of an agency's pack."""
    return Vocabulary(
        roles=frozenset(roles),
        relations=frozenset(relations),
        fields=fields or {},
        form=frozenset(form),
        terms=frozenset(TERMS),
        guards={name: _arguments(guard) for name, guard in GUARDS.items()},
        effects={name: _arguments(effect) for name, effect in EFFECTS.items()},
    )


def _offer(table: dict[str, Callable[..., Any]], name: str, function: Callable[..., Any]) -> None:
    if table.setdefault(name, function) is not function:
        raise ValueError(f"two features offer {name}")


def _arguments(function: Callable[..., Any]) -> Arguments:
    """Read from a function's keyword-only parameters which arguments a pack may give it."""
    parameters = inspect.signature(function).parameters.values()
    named = [each for each in parameters if each.kind is each.KEYWORD_ONLY]
    return Arguments(
        frozenset(each.name for each in named),
        frozenset(each.name for each in named if each.default is each.empty),
    )
