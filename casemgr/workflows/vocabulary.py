"""The words that a workflow may use: roles, relations, guards, effects and fields."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Arguments:
    """The arguments that a guard or an effect takes, and those it cannot do without."""

    names: frozenset[str] = frozenset()
    needed: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Vocabulary:
    """What exists around a workflow: in the agency's pack and in the features offered."""

    roles: frozenset[str] = frozenset()
    relations: frozenset[str] = frozenset()
    guards: Mapping[str, Arguments] = field(default_factory=dict)
    effects: Mapping[str, Arguments] = field(default_factory=dict)
    fields: Mapping[str, str] = field(default_factory=dict)
    form: frozenset[str] = frozenset()
    terms: frozenset[str] = frozenset()
