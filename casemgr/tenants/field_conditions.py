"""The expressions of a file of fields: compiled and typed, with the place of each that is wrong."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from graphlib import CycleError, TopologicalSorter
from typing import Any

from casemgr.expressions import ExpressionError
from casemgr.tenants.field_logic import dependencies, guard_variables
from casemgr.tenants.field_model import Field, Rule
from casemgr.tenants.formulas import Formula
from casemgr.tenants.problems import Problem, problem_at, unknown_name
from casemgr.tenants.source import Map

# What an expression may ask besides the other fields of the same record.
CONTEXT = {"case_type": "text", "kind": "text"}
EXAMPLES = {
    "computed": "an expression over the fields beside it, such as gross_weight - tare_weight",
}
EXAMPLE = "an expression over the fields beside it, such as kind == 'drug'"
ASKS = ("required_when", "visible_when")


class Conditions:
    """Compiles what the fields of one record say of each other."""

    def __init__(self, fields: Iterable[Field], problems: list[Problem]) -> None:
        self.fields = {field.name: field for field in fields}
        self.problems = problems
        self.variables = CONTEXT | guard_variables(self.fields.values())

    def of(self, field: Field, attributes: Map) -> dict[str, Any]:
        """Compile what a field asks of the others, and how it is worked out."""
        found: dict[str, Any] = {name: self._compile(attributes, name) for name in ASKS}
        return found | {"computed": self._computed(field, attributes)}

    def rules(self, file: Map) -> dict[str, tuple[Rule, ...]]:
        """Compile the rules between fields, by the field at which each is told."""
        found: dict[str, tuple[Rule, ...]] = {}
        for name, entry in file.get("rules", {}).items():
            at, holds = str(entry["at"]), self._compile(entry, "is")
            if at not in self.fields:
                place = entry.value_at("at")
                self.problems.append(unknown_name(place, "a field of this file", at, self.fields))
            elif holds:
                rule = Rule(name, holds, str(entry["otherwise"]), self._compile(entry, "when"))
                found[at] = (*found.get(at, ()), rule)
        return found

    def _compile(self, written: Map, name: str, *, is_rule: bool = True) -> Formula | None:
        if name not in written:
            return None
        try:
            return Formula(str(written[name]), self.variables, is_rule=is_rule)
        except ExpressionError as error:
            message = f"{name} cannot be used: {error.message}"
            mend = EXAMPLES.get(name, EXAMPLE)
            self.problems.append(problem_at(written.value_at(name), message, mend))
            return None

    def _computed(self, field: Field, attributes: Map) -> Formula | None:
        """Compile how a field is worked out, and refuse what its type cannot hold."""
        formula = self._compile(attributes, "computed", is_rule=False)
        wanted = field.type_of.kind
        if formula is None or formula.result == wanted or (wanted, formula.result) == NUMBERS:
            return formula
        message = f"computed gives a {formula.result}, and a field of type {field.type} holds"
        place, mend = attributes.value_at("computed"), f"an expression that gives a {wanted}"
        self.problems.append(problem_at(place, f"{message} a {wanted}", mend))
        return None


NUMBERS = ("number", "int")


def check_cycles(fields: Collection[Field], written: Mapping[str, Any]) -> Iterator[Problem]:
    """Report fields that wait for each other, so that none could be worked out first."""
    known = {field.name for field in fields}
    try:
        TopologicalSorter({field.name: dependencies(field) & known for field in fields}).prepare()
    except CycleError as error:
        circle = list(reversed(error.args[1]))
        entry = written[circle[0]]
        asks = "computed" if "computed" in entry else "visible_when"
        message = f"the fields wait for each other: {' needs '.join(circle)}"
        yield problem_at(entry.value_at(asks), message, "an expression without that circle")
