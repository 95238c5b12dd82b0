"""What a tenant's typed field is: its type, who may see it, and what it asks of the others."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from casemgr.tenants.field_types import TYPES, FieldType


@dataclass(frozen=True, eq=False)
class Option:
    """An entry that can be chosen; `facts` are what the code list says besides its label."""

    code: str
    label: str
    facts: Mapping[str, str]
    since: date | None = None
    until: date | None = None

    def is_effective(self, on: date) -> bool:
        """Tell whether the entry can be chosen on that day; its last day counts."""
        return (self.since is None or self.since <= on) and (self.until is None or on <= self.until)


@dataclass(frozen=True, eq=False)
class Slot:
    """One part of a composite code, with the entries that it can take."""

    name: str
    label: str
    options: tuple[Option, ...]


class Condition(Protocol):
    """A compiled expression over the other fields of the same record."""

    source: str

    @property
    def names(self) -> frozenset[str]:
        """The fields that the expression reads."""
        ...

    @property
    def counted(self) -> frozenset[str]:
        """Those numbers and dates among them without which it says nothing."""
        ...

    def __call__(self, values: Mapping[str, Any]) -> Any:
        """Return what the expression gives for these values."""
        ...


@dataclass(frozen=True, eq=False)
class Rule:
    """What must hold between the fields of a record, and what to say when it does not."""

    name: str
    holds: Condition
    otherwise: str
    when: Condition | None = None

    @property
    def names(self) -> frozenset[str]:
        """The fields of which the rule speaks."""
        return self.holds.names | (self.when.names if self.when else frozenset())


@dataclass(frozen=True, eq=False)
class Field:
    """One typed field of a record, as an agency defines it.

    `parts` are the fields of each row of a repeating group; `compartment` is the clearance that a
    sensitive field asks for, where the agency names one.
    """

    name: str
    label: str
    type: str
    help: str = ""
    group: str = ""
    required: bool = False
    required_when: Condition | None = None
    visible_when: Condition | None = None
    computed: Condition | None = None
    rules: tuple[Rule, ...] = ()
    options: tuple[Option, ...] = ()
    slots: tuple[Slot, ...] = ()
    parts: tuple["Field", ...] = ()
    least: int = 0
    most: int = 50
    code_list: str = ""
    format: str = ""
    pattern: str = ""
    max_length: int = 200
    minimum: str | None = None
    maximum: str | None = None
    unit: str = ""
    list_column: bool = False
    filter: bool = False
    sensitive: bool = False
    compartment: str = ""
    kinds: frozenset[str] = frozenset()
    case_types: frozenset[str] = frozenset()
    was: str = ""

    @property
    def type_of(self) -> FieldType:
        """How values of this field are read and shown."""
        return TYPES[self.type]

    @property
    def is_entered(self) -> bool:
        """Whether a person enters it in a form: not what is worked out, nor files."""
        return self.computed is None and self.type != "attachment"

    def applies(self, kinds: Collection[str] = (), case_type: str = "") -> bool:
        """Tell whether a record of these kinds, in a case of that type, has this field."""
        fits_kind = not self.kinds or not kinds or bool(self.kinds & set(kinds))
        return fits_kind and (not self.case_types or not case_type or case_type in self.case_types)

    def value_in(self, values: Mapping[str, Any]) -> Any:
        """Return the stored value; a record that may not change has it under the earlier name."""
        return values.get(self.name if self.name in values else self.was)
