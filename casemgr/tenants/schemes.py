"""A scheme of licences: what an agency licenses, for how long, for which fee and by which rules.

Amounts and periods hold from a day and until a day, each with the law that says so.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Protocol, TypeVar

from casemgr.tenants.pack import Word

FEES = ("application", "renewal")
# What a licence tells to a field of a subject, and the types of field that can hold it.
FACTS = {
    "number": ("text",),
    "activity": ("text", "choice", "code_list"),
    "schedules": ("multi_choice",),
}


class Dated(Protocol):
    """What holds from a day and until a day, both of them included."""

    @property
    def start(self) -> date | None: ...
    @property
    def end(self) -> date | None: ...


Held = TypeVar("Held", bound=Dated)


@dataclass(frozen=True)
class Amount:
    """How much a fee is while it holds."""

    dollars: int
    citation: str
    start: date | None = None
    end: date | None = None

    @property
    def label(self) -> str:
        """The amount in words, with its days and its law."""
        return f"${self.dollars:,}{_span(self)}, {self.citation}"


@dataclass(frozen=True)
class Fee:
    """What some types of licence pay on application or on renewal."""

    name: str
    types: tuple[str, ...]
    kind: str
    amounts: tuple[Amount, ...]


@dataclass(frozen=True)
class Period:
    """How long a rule gives while it holds: days, or months of the calendar."""

    days: int
    months: int
    citation: str
    start: date | None = None
    end: date | None = None

    @property
    def label(self) -> str:
        """The period in words, with its days and its law."""
        given = f"{self.days} days" if self.days else f"{self.months} months"
        return f"{given}{_span(self)}, {self.citation}"


@dataclass(frozen=True)
class Rule:
    """A rule of the scheme with the periods that it gave and gives."""

    name: str
    label: str
    periods: tuple[Period, ...]


@dataclass(frozen=True)
class Renewal:
    """What holds of renewals: the rule that says when they begin, and what of a late one."""

    rule: str
    late: str
    citation: str


@dataclass(frozen=True)
class Investigation:
    """How a case is opened from a licence: its usual type, and what its subject's fields take.

    `fields` names, by the agency's fields of a subject, the facts of the licence: FACTS.
    """

    case_type: str
    fields: Mapping[str, str]


@dataclass(frozen=True)
class SubCode:
    """A closer kind within a type; one that ended is no longer given out."""

    code: str
    label: str
    ended: str = ""


@dataclass(frozen=True)
class LicenceType:
    """A type of licence or an activity that is registered.

    `coincident` names the other types whose activity it allows too, and within which bounds.
    """

    code: str
    label: str
    meaning: str
    months: int
    citation: str
    disclosed: bool
    renewable: bool
    schedules: tuple[str, ...]
    sub_codes: Mapping[str, SubCode]
    coincident: Mapping[str, str]
    application_form: str
    renewal_form: str


@dataclass(frozen=True)
class Scheme:
    """A scheme of licences; `number` names the form of its numbers."""

    name: str
    label: str
    authority: str
    number: str
    words: Mapping[str, Word]
    public_check: bool
    types: Mapping[str, LicenceType]
    schedules: Mapping[str, str]
    fees: Mapping[str, Fee]
    rules: Mapping[str, Rule]
    renewal: Renewal
    investigation: Investigation
    coincident_authority: str
    look_up_tenants: tuple[str, ...]
    look_up_purposes: tuple[str, ...]

    def word(self, name: str, count: int = 1) -> str:
        """Return what the scheme calls a licence or its holder, or that many of them."""
        word = self.words[name]
        return word.one if count == 1 else word.many

    def label_of(self, code: str, sub_code: str = "") -> str:
        """Return the label of a type and of a closer kind; unknown codes are shown as they are."""
        found = self.types.get(code)
        if found is None:
            return code + sub_code
        closer = found.sub_codes.get(sub_code)
        return closer.label if closer else found.label

    def fee(self, code: str, kind: str, *, on: date) -> Amount | None:
        """Return what a type pays on a day, or None when nothing is laid down for it."""
        fees = (fee for fee in self.fees.values() if fee.kind == kind and code in fee.types)
        return in_force((amount for fee in fees for amount in fee.amounts), on)

    def period(self, name: str, *, on: date) -> Period | None:
        """Return what a rule gives on a day, or None when it does not hold."""
        rule = self.rules.get(name)
        return in_force(rule.periods, on) if rule else None

    def is_disclosed(self, code: str) -> bool:
        """Tell whether the public may learn of a licence of that type; unknown ones are kept."""
        found = self.types.get(code)
        return bool(found and found.disclosed)

    def may_look_up(self, slug: str) -> bool:
        """Tell whether another tenant may look its licences up."""
        return slug in self.look_up_tenants


def in_force(dated: Iterable[Held], on: date) -> Held | None:
    """Return the one that holds on a day."""
    return next((one for one in dated if _holds(one, on)), None)


def _span(one: Dated) -> str:
    start, end = f" from {one.start}" if one.start else "", f" until {one.end}" if one.end else ""
    return start + end


def _holds(one: Dated, on: date) -> bool:
    return (one.start is None or one.start <= on) and (one.end is None or on <= one.end)
