"""The values that a field may hold, and which of them can make a difference to a rule.

A rule that sets a field beside what is written in it changes its answer only there. So of the
values between two written ones a few stand for all, as many as fields are compared with each other.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import chain, combinations, pairwise
from typing import Any

from casemgr.tenants.fields import Field

Bound = float | date | None
FIRST_DAY, LAST_DAY = date(1800, 1, 1), date(2200, 12, 31)


@dataclass(frozen=True)
class Domain:
    """What a field may hold: listed codes, or anything of its kind between two bounds."""

    kind: str
    codes: tuple[str, ...] | None = None
    least: Bound = None
    most: Bound = None

    def values(self, written: Collection[Any], count: int) -> Iterator[Any]:
        """Yield no value at all and those that can make a difference beside what is written."""
        yield None
        yield from _VALUES[self.kind](self, written, count)

    def words(self) -> str:
        """Say which values there are."""
        if self.codes is not None:
            return f"is one of {', '.join(self.codes)}" if self.codes else "has no value to choose"
        bounds = {"from": self.least, "up to": self.most}
        told = [f"{word} {_plain(bound)}" for word, bound in bounds.items() if bound is not None]
        return f"is {' '.join(told)}" if told else f"is a {self.kind.replace('_', '/')}"


def domain_of(field: Field) -> Domain:
    """Tell what a field of a pack may hold; `today` bounds nothing, for it moves."""
    kind = field.type_of.kind
    if field.type in ("choice", "code_list", "multi_choice"):
        return Domain(kind, tuple(option.code for option in field.options))
    return Domain(kind, None, _bound(kind, field.minimum), _bound(kind, field.maximum))


def domains_of(fields: Iterable[Field], prefix: str = "") -> dict[str, Domain]:
    """Tell what each field may hold, by the name that rules use; of rows nothing is told."""
    told = (field for field in fields if field.type_of.kind in KINDS)
    return {prefix + field.name: domain_of(field) for field in told}


def _bound(kind: str, text: str | None) -> Bound:
    if text is None or text == "today":
        return None
    return date.fromisoformat(text) if kind == "date" else float(text)


def _plain(bound: Bound) -> str:
    return f"{bound:g}" if isinstance(bound, float) else str(bound)


def _texts(domain: Domain, written: Collection[Any], count: int) -> Iterator[str]:
    """The codes that are written and a few others; of free text as many that nobody wrote."""
    if domain.codes is None:
        fresh = (f"other {number}" for number in range(count + len(written)))
        others = [text for text in fresh if text not in written]
        yield from (text for text in written if text)
    else:
        others = [code for code in domain.codes if code not in written]
        yield from (code for code in domain.codes if code in written)
    yield from others[:count]


def _lists(domain: Domain, written: Collection[Any], count: int) -> Iterator[list[str]]:
    """Every choice of the codes that are written, with and without another one."""
    known = [*written, "other"] if domain.codes is None else domain.codes
    named = [code for code in known if code in written]
    others = [code for code in known if code not in written][:1]
    sizes = range(len(named) + 1)
    for some in chain.from_iterable(combinations(named, size) for size in sizes):
        yield from filter(None, ([*some], [*some, *others]))


def _numbers(domain: Domain, written: Collection[Any], count: int) -> Iterator[float]:
    """What is written, a few numbers between, and a few beyond, as far as the bounds let."""
    marks = _marks(domain, {float(number) for number in written} | {0.0})
    beyond = [step + abs(marks[0]) + abs(marks[-1]) for step in range(1, count + 1)]
    tried = {*marks, *(marks[0] - step for step in beyond), *(marks[-1] + step for step in beyond)}
    for one, next_ in pairwise(marks):
        tried |= {one + (next_ - one) * part / (count + 1) for part in range(1, count + 1)}
    yield from (number for number in sorted(tried) if _within(domain, number))


def _dates(domain: Domain, written: Collection[Any], count: int) -> Iterator[date]:
    """What is written and a few days after each, as far as the bounds let."""
    marks = _marks(domain, {FIRST_DAY, LAST_DAY, *written})
    near = {day.toordinal() + step for day in marks for step in range(-count, count + 1)}
    days = (date.fromordinal(number) for number in sorted(near) if number > 0)
    yield from (day for day in days if FIRST_DAY <= day <= LAST_DAY and _within(domain, day))


def _marks(domain: Domain, written: Iterable[Any]) -> list[Any]:
    bounds = (bound for bound in (domain.least, domain.most) if bound is not None)
    return sorted({*written, *bounds})


def _within(domain: Domain, value: Any) -> bool:
    low = domain.least is None or value >= domain.least
    return low and (domain.most is None or value <= domain.most)


_VALUES: Mapping[str, Any] = {
    "text": _texts,
    "number": _numbers,
    "date": _dates,
    "yes_no": lambda domain, written, count: iter((True, False)),
    "list(text)": _lists,
}
KINDS = frozenset(_VALUES)
