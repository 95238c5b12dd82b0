"""Expressions over a record's fields: compiled, typed, and aware of which fields they read."""

import re
from collections.abc import Mapping
from typing import Any

from casemgr.expressions import compile_expression, compile_rule

TEXT = re.compile(r"\"(?:\\.|[^\"\\])*\"|'(?:\\.|[^'\\])*'")
HAS = re.compile(r"\bhas\( *([A-Za-z0-9_.]+) *\)")
NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*(?:\.[A-Za-z_][A-Za-z0-9_]*)*")
COUNTED = ("number", "date")


class Formula:
    """An expression ready to be worked out over the fields of a record.

    A number or a date that it reads and does not ask for with `has` is `counted`: without it the
    answer would rest on the empty value of its kind, which says nothing.
    """

    def __init__(self, source: str, variables: Mapping[str, str], *, is_rule: bool = True) -> None:
        compiled = (compile_rule if is_rule else compile_expression)(source, variables)
        self.source, self.result, self._compiled = source, compiled.result, compiled
        plain = TEXT.sub("", source)
        self.names = frozenset(_read(plain, variables))
        asked = set(HAS.findall(plain))
        self.counted = frozenset(name for name in self.names - asked if variables[name] in COUNTED)

    def __call__(self, values: Mapping[str, Any]) -> Any:
        """Work it out. Raises ExpressionError."""
        return self._compiled(values)

    def __repr__(self) -> str:
        return f"Formula({self.source!r})"


def _read(plain: str, variables: Mapping[str, str]) -> set[str]:
    """Name the variables that stand in an expression; a method's name follows that of its field."""
    found = set()
    for name in NAME.findall(plain):
        parts = name.split(".")
        beginnings = (".".join(parts[:count]) for count in range(len(parts), 0, -1))
        found |= {known for known in beginnings if known in variables}
    return found
