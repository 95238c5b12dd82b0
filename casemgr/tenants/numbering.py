"""How an agency numbers its cases, reports and exhibits: without gaps, per office and fiscal year.

This says what a number looks like and in which row of counters it stands; the database hands the
next value out. The federal fiscal year begins on 1 October (31 U.S.C. 1102).
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise

from casemgr.clock import fiscal_year
from casemgr.errors import Conflict

PART = re.compile(r"\{([a-z_]*)(?::0(\d))?\}")
FORMS = {
    "office": r"[A-Za-z0-9]+",
    "type": r"[A-Za-z0-9]+",
    "fy": r"\d+",
    "seq": r"\d+",
    "case": r".+",
}
Parts = Mapping[str, str | int]
SCOPES = {"office": "office", "case_type": "type", "fiscal_year": "fy", "case": "case"}


class SeriesExhausted(Conflict):
    """An office has used every number of a series in this fiscal year."""

    title = "There are no numbers left"


class TemplateError(ValueError):
    """A template for numbers cannot be used; `mend` says what to write."""

    def __init__(self, message: str, mend: str) -> None:
        super().__init__(message)
        self.mend = mend


@dataclass(frozen=True)
class Part:
    """A piece of a number: fixed text, or a placeholder with the width it is padded to."""

    text: str = ""
    name: str = ""
    width: int = 0

    @property
    def pattern(self) -> str:
        """The expression that this piece of a number matches."""
        if not self.name:
            return re.escape(self.text)
        if self.name == "fy":
            return rf"(?P<fy>\d{{{self.width or 4}}})"
        if self.width:
            return rf"(?P<{self.name}>\d{{{self.width},}})"
        return f"(?P<{self.name}>{FORMS[self.name]})"


@dataclass(frozen=True)
class NumberTemplate:
    """The form of a number, such as `{office}-{fy:02}-{seq:04}`."""

    text: str
    parts: tuple[Part, ...]

    @classmethod
    def parse(cls, text: str) -> "NumberTemplate":
        """Read a template. Raises TemplateError with what is wrong and what to write."""
        parts: list[Part] = []
        start = 0
        for found in PART.finditer(text):
            parts += _fixed(text[start : found.start()])
            parts.append(_placeholder(found))
            start = found.end()
        template = cls(text, (*parts, *_fixed(text[start:])))
        template._refuse_ambiguity()
        return template

    @property
    def names(self) -> list[str]:
        """The placeholders, in order."""
        return [part.name for part in self.parts if part.name]

    @property
    def pattern(self) -> re.Pattern[str]:
        """The expression that every number of this form matches."""
        return re.compile("".join(part.pattern for part in self.parts) + r"\Z", re.ASCII)

    def width_of(self, name: str) -> int:
        """The digits to which a placeholder is padded."""
        return next((part.width for part in self.parts if part.name == name), 0)

    def format(self, values: Parts) -> str:
        """Write the number that these values make."""
        return "".join(_write(part, values) for part in self.parts)

    def _refuse_ambiguity(self) -> None:
        names = self.names
        if names.count("seq") != 1 or len(set(names)) < len(names):
            raise TemplateError(
                "a template has {seq} once and nothing twice", "{office}-{fy:02}-{seq:04}"
            )
        for one, next_ in pairwise(self.parts):
            if one.name and next_.name and "fy" not in (one.name, next_.name):
                mend = f"{{{one.name}}}-{{{next_.name}}}"
                raise TemplateError(f"{one.name} and {next_.name} run into each other", f"{mend}")


@dataclass(frozen=True)
class Series:
    """A run of numbers that are counted together, such as those of diversion cases."""

    name: str
    template: NumberTemplate
    first: int
    last: int
    kinds: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Numbering:
    """How one kind of record is numbered: in which scope it counts, and its series."""

    subject: str
    per: tuple[str, ...]
    series: Mapping[str, Series] = field(default_factory=dict)

    def series_for(self, kind: str = "", series: str = "") -> Series:
        """Return the series asked for by name, or the one that counts this kind of record."""
        if series in self.series:
            return self.series[series]
        general = next(one for one in self.series.values() if not one.kinds)
        return next((one for one in self.series.values() if kind in one.kinds), general)

    def series_key(
        self, series: Series, *, office: str = "", on: date, case: str = "", type_code: str = ""
    ) -> str:
        """Name the row of counters in which the next value is found."""
        year = str(fiscal_year(on))
        scope = {"office": office, "case_type": type_code, "fiscal_year": year, "case": case}
        return "/".join([self.subject, *(scope[part] for part in self.per), series.name])

    def format(
        self,
        series: Series,
        value: int,
        *,
        office: str = "",
        on: date,
        case: str = "",
        type_code: str = "",
    ) -> str:
        """Write the number that the counter's value makes."""
        if value > series.last:
            raise SeriesExhausted(
                f"The series {series.name} ends at {series.last}. "
                f"Ask your administrator to widen it before you go on."
            )
        values: dict[str, str | int] = {
            "office": office,
            "type": type_code,
            "fy": fiscal_year(on),
            "case": case,
            "seq": value,
        }
        return series.template.format(values)

    def matches(self, text: str) -> bool:
        """Tell whether a text has the form of one of these numbers."""
        return any(one.template.pattern.match(text) for one in self.series.values())


def clashes(numbering: Numbering) -> Iterable[str]:
    """Say where a counter that begins anew would give the same number again."""
    for one in numbering.series.values():
        for scope in numbering.per:
            if scope != "case" and SCOPES[scope] not in one.template.names:
                yield f"{one.template.text} counts per {scope} without showing it"


def _fixed(text: str) -> list[Part]:
    if "{" in text or "}" in text:
        raise TemplateError("a brace is opened and not closed, or misspelled", "{office}-{seq:04}")
    return [Part(text=text)] if text else []


def _placeholder(found: re.Match[str]) -> Part:
    name, width = found[1], int(found[2] or 0)
    if name not in FORMS:
        raise TemplateError(
            f"{{{name}}} is not a part of a number", "{office}, {fy:02} or {seq:04}"
        )
    if name == "fy" and width not in (0, 2, 4):
        raise TemplateError("a fiscal year has two or four digits", "{fy:02}")
    return Part(name=name, width=width)


def _write(part: Part, values: Parts) -> str:
    if not part.name:
        return part.text
    value = values[part.name]
    if part.name == "fy":
        return f"{int(value) % 10 ** (part.width or 4):0{part.width or 4}d}"
    return f"{value:0{part.width}d}" if isinstance(value, int) and part.width else str(value)
