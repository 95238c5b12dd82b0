"""Rules that an agency writes: typed CEL expressions over a record's fields, safe to run.

A rule is refused when it is read, not when a case stands at the counter: names and types are
checked at compile time against the fields that the agency declared. Kinds of field and what CEL
sees: text a string, number a double, date a timestamp (midnight UTC), yes_no a bool, list(text)
and list(number) a list. A field without a value counts as the empty value of its kind: '', 0, no,
an empty list, and for dates a day long before any record; `has(case.opened_on)` tells whether
there is a value. Beside CEL's own functions there are `date('2026-02-03')`, `days(30)`,
`days_between(first, last)` and `sum(list)`.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, date, datetime
from difflib import get_close_matches
from functools import lru_cache
from typing import Any, NamedTuple

from cel_expr_python import cel

from casemgr.errors import CaseMgrError
from casemgr.expression_functions import FUNCTIONS, moment

LONGEST = 4000
NO_DATE = datetime(1, 1, 2, tzinfo=UTC)

_NAME = r"[A-Za-z_][A-Za-z0-9_]*(?:\.[A-Za-z_][A-Za-z0-9_]*)*"
_TEXT = r"\"(?:\\.|[^\"\\])*\"|'(?:\\.|[^'\\])*'"
_HAS = re.compile(rf"({_TEXT})|\bhas\(( *)({_NAME})( *)\)")
_DATE = re.compile(r"\bdate\(\s*(['\"])(.*?)\1\s*\)")
_COMPLAINT = re.compile(r"ERROR: <input>:(-?\d+):(-?\d+): (.*)")
_OVERLOAD = re.compile(r"found no matching overload for '(.*?)' applied to '(.*)'")
_UNDECLARED = re.compile(r"undeclared reference to '(.*?)'")
_WHOLE_RIGHT = re.compile(r"[^\w\s'\"(]+\s*-?\d+(?![\w.])")
_WHOLE_LEFT = re.compile(r"(?<![\w.])\d+(?=\s*$)")


class ExpressionError(CaseMgrError):
    """A rule cannot be read or worked out; `line` and `column` count from 1 within the rule."""

    status = 500
    title = "A rule of the agency's pack cannot be worked out"

    def __init__(self, message: str, line: int = 1, column: int = 1) -> None:
        super().__init__(message)
        self.line = line
        self.column = column


class Kind(NamedTuple):
    """A kind of field: the type CEL sees, its empty value, and how a stored value becomes one."""

    type: Any
    empty: object
    read: Callable[[Any], object]


class Expression:
    """A rule ready to be worked out, by any number of threads at once."""

    def __init__(self, source: str, program: Any, variables: Mapping[str, str]) -> None:
        self.source = source
        self.result = _kind_name(program.return_type())
        self._program = program
        # A field whose name only stands inside another's, or in a text, does no harm.
        self._readers = {name: KINDS[kind] for name, kind in variables.items() if name in source}

    def __call__(self, values: Mapping[str, object]) -> Any:
        """Work the rule out over a record's values. Raises ExpressionError."""
        try:
            answer = self._program.eval(data=self._facts(values))
        except (RuntimeError, ValueError, TypeError, OverflowError) as error:
            raise ExpressionError(_plain_failure(str(error))) from None
        if answer.type() == cel.Type.ERROR:
            raise ExpressionError(_plain_failure(str(answer.plain_value())))
        return answer.plain_value()

    def __repr__(self) -> str:
        return f"Expression({self.source!r})"

    def _facts(self, values: Mapping[str, object]) -> dict[str, object]:
        facts: dict[str, object] = {}
        for name, kind in self._readers.items():
            value = values.get(name)
            facts[f"has.{name}"] = not _is_missing(value)
            facts[name] = kind.empty if _is_missing(value) else _read(kind, name, value)
        return facts


def compile_expression(source: str, variables: Mapping[str, str]) -> Expression:
    """Compile a rule over named fields and their kinds. Raises ExpressionError with its place."""
    return _compile(source, frozenset(variables.items()))


def compile_rule(source: str, variables: Mapping[str, str]) -> Expression:
    """Compile a rule whose answer must be yes or no. Raises ExpressionError with its place."""
    expression = compile_expression(source, variables)
    if expression.result != "yes_no":
        raise ExpressionError(f"the rule gives a {expression.result}, not yes or no")
    return expression


@lru_cache(maxsize=4096)
def _compile(source: str, variables: frozenset[tuple[str, str]]) -> Expression:
    kinds = dict(variables)
    if len(source) > LONGEST:
        raise ExpressionError(f"the rule has {len(source)} characters, more than {LONGEST}")
    _check_dates(source)
    # `has(x)` becomes the yes/no field `has.x` of the same width, so that columns stay true.
    spelled = _HAS.sub(lambda hit: hit[1] or f"has{hit[2]}.{hit[3]}{hit[4]} ", source)
    return Expression(source, _program(spelled, _environment(variables), kinds), kinds)


def _program(source: str, environment: Any, kinds: Mapping[str, str]) -> Any:
    """Compile; where a number meets a whole number as in `grams > 5`, read `grams > 5.0`."""
    widened: list[int] = []
    while True:
        try:
            return environment.compile(source)
        except RuntimeError as error:
            complaint = _Complaint.read(str(error))
        end = complaint.whole_number(source)
        if end is None:
            raise complaint.error(source, widened, kinds)
        widened.append(end)
        source = f"{source[:end]}.0{source[end:]}"


class _Complaint(NamedTuple):
    """What the compiler said first, and where."""

    line: int
    column: int
    text: str

    @classmethod
    def read(cls, message: str) -> "_Complaint":
        found = _COMPLAINT.search(message)
        if not found:
            return cls(1, 1, message)
        return cls(max(int(found[1]), 1), max(int(found[2]), 1), found[3])

    def offset(self, source: str) -> int:
        """The complaint's place counted from the start of the rule."""
        lines = source.split("\n")[: self.line - 1]
        return sum(len(line) + 1 for line in lines) + self.column - 1

    def whole_number(self, source: str) -> int | None:
        """Where the whole number ends that should have been a number with a point, if any."""
        clash = _OVERLOAD.search(self.text)
        at = self.offset(source)
        if clash and clash[2] == "(double, int)":
            found = _WHOLE_RIGHT.match(source, at)
            return found.end() if found else None
        if clash and clash[2] == "(int, double)":
            found = _WHOLE_LEFT.search(source[:at])
            return found.end() if found else None
        return None

    def error(self, source: str, widened: list[int], kinds: Iterable[str]) -> ExpressionError:
        """Say it in plain words, at its place in the rule as the agency wrote it."""
        at = self.offset(source)
        start = at - self.column + 1
        shift = 2 * sum(start <= end < at for end in widened)
        return ExpressionError(_plain_words(self.text, kinds), self.line, self.column - shift)


def _plain_words(text: str, kinds: Iterable[str]) -> str:
    """Put the compiler's words into those of the person who writes the rule."""
    if unknown := _UNDECLARED.search(text):
        name = unknown[1].removeprefix("has.")
        near = get_close_matches(name, list(kinds), n=1)
        hint = f"; {near[0]} is" if near else ""
        return f'"{name}" is not a field or function that a rule can use{hint}'
    if clash := _OVERLOAD.search(text):
        operator = clash[1].strip("_@").replace("_", "")
        return f"{operator} does not take {_plain_types(clash[2])}"
    if "token recognition error at: '=" in text:
        return "one = compares nothing; == does"
    if "<EOF>" in text:
        return "the rule ends too early"
    if "recursion limit" in text:
        return "the rule is nested too deeply"
    return f"the rule cannot be read here ({text.partition(' expecting ')[0].strip()})"


def _plain_types(signature: str) -> str:
    names = signature.strip("()")
    for type_name, words in _TYPE_WORDS.items():
        names = re.sub(rf"\b{type_name}\b", words, names)
    return names.replace(", ", " with ")


def _plain_failure(text: str) -> str:
    """Say why a rule that is well formed could not be worked out."""
    if "Iteration budget" in text:
        return "the rule takes too long to work out"
    reason = text.partition(": ")[2] or text
    return f"the rule cannot be worked out ({reason.partition(' [')[0]})"


def _check_dates(source: str) -> None:
    for found in _DATE.finditer(source):
        try:
            date.fromisoformat(found[2])
        except ValueError:
            line = source.count("\n", 0, found.start(2)) + 1
            column = found.start(2) - source.rfind("\n", 0, found.start(2))
            message = f'"{found[2]}" is not a date such as 2026-02-03'
            raise ExpressionError(message, line, column) from None


@lru_cache(maxsize=256)
def _environment(variables: frozenset[tuple[str, str]]) -> Any:
    types = {name: KINDS[kind].type for name, kind in variables}
    types |= {f"has.{name}": cel.Type.BOOL for name, _ in variables}
    return cel.NewEnv(variables=types, functions=FUNCTIONS)


def _is_missing(value: object) -> bool:
    return value is None or value == "" or value == () or value == []


def _read(kind: Kind, name: str, value: object) -> object:
    try:
        return kind.read(value)
    except (ValueError, TypeError, OverflowError):
        raise ExpressionError(f"the value of {name} is not of the kind declared for it") from None


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError
    return str(value)


def _number(value: Any) -> float:
    if isinstance(value, bool | str):
        raise TypeError
    return float(value)


def _yes_no(value: Any) -> bool:
    if not isinstance(value, bool):
        raise TypeError
    return value


def _list_of(read: Callable[[Any], object]) -> Callable[[Any], list[object]]:
    def read_list(value: Any) -> list[object]:
        if isinstance(value, str):
            raise TypeError
        return [read(item) for item in value]

    return read_list


def _kind_name(type_: Any) -> str:
    """Name the kind of a rule's answer; what no field can be is called by CEL's name."""
    for name, kind in KINDS.items():
        if kind.type == type_:
            return name
    return str(type_.name()).lower()


KINDS: Mapping[str, Kind] = {
    "text": Kind(cel.Type.STRING, "", _text),
    "number": Kind(cel.Type.DOUBLE, 0.0, _number),
    "date": Kind(cel.Type.TIMESTAMP, NO_DATE, moment),
    "yes_no": Kind(cel.Type.BOOL, False, _yes_no),
    "list(text)": Kind(cel.Type.List(cel.Type.STRING), [], _list_of(_text)),
    "list(number)": Kind(cel.Type.List(cel.Type.DOUBLE), [], _list_of(_number)),
}
_TYPE_WORDS = {
    "string": "text",
    "double": "a number",
    "int": "a whole number",
    "timestamp": "a date",
    "google.protobuf.Timestamp": "a date",
    "bool": "yes/no",
}
