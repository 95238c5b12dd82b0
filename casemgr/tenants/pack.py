"""An agency's pack: everything in which it differs from the others, checked and ready for use."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from casemgr.tenants.fields import Field, Option
from casemgr.tenants.numbering import Numbering
from casemgr.tenants.source import Map

if TYPE_CHECKING:
    from casemgr.tenants.schemes import Scheme

SUBJECTS = ("case", "subject", "charge", "exhibit", "report", "submission")


@dataclass(frozen=True)
class Word:
    """What an agency calls a thing, one of them and several."""

    one: str
    many: str

    def __format__(self, form: str) -> str:
        """Stand in a sentence: {case} for one of them, {case:s} for several."""
        return self.many if form == "s" else self.one


@dataclass(frozen=True)
class Office:
    """A division, field office or group; `code` is its part of a number."""

    name: str
    label: str
    code: str
    parent: str = ""
    place: str = ""
    address: tuple[str, ...] = ()
    telephone: str = ""
    districts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Role:
    """What a person may do, how far they see, and up to whom their matters escalate."""

    name: str
    label: str
    permissions: frozenset[str]
    reach: str
    meaning: str = ""
    reports_to: str = ""


@dataclass(frozen=True)
class CaseType:
    """A kind of case: how it is numbered, how often it is reviewed and who may know of it."""

    name: str
    label: str
    code: str = ""
    series: str = ""
    review_days: int = 0
    reach: str = ""
    compartments: tuple[str, ...] = ()


@dataclass(frozen=True)
class Kind:
    """A kind of exhibit, report or subject."""

    name: str
    label: str
    meaning: str = ""


@dataclass(frozen=True)
class CodeList:
    """The entries that a field may take, and where they come from."""

    name: str
    label: str
    source: str
    options: tuple[Option, ...]

    def label_of(self, code: str) -> str:
        """Return the label of a code; a code that is no longer listed is shown as it is."""
        return next((option.label for option in self.options if option.code == code), code)


@dataclass(frozen=True)
class Separation:
    """Acts that one person may not do both of, and roles that one person may not hold both of."""

    acts: tuple[tuple[str, str], ...]
    roles: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Review:
    """How often a supervisor reviews a case, and after how many late days it escalates."""

    days: int
    escalate_after: tuple[int, ...]


@dataclass(frozen=True)
class Section:
    """A part of the packet: its number, its title and what fills it.

    A section of reports or evidence files may name `kinds`: it takes those, and the section of the
    same source that names none takes the rest.
    """

    name: str
    number: str
    title: str
    source: str
    note: str = ""
    kinds: tuple[str, ...] = ()


@dataclass(frozen=True)
class PacketProfile:
    """What a prosecution packet holds, how its pages are numbered and what stops it.

    `sensitive` names the kinds of records whose sensitive fields it prints.
    """

    title: str
    sections: tuple[Section, ...]
    bates_prefix: str
    bates_width: int
    checks: tuple[str, ...]
    recipients: tuple[str, ...]
    senders: tuple[str, ...]
    sensitive: tuple[str, ...] = ()
    statement: str = ""

    def bates_prefix_for(self, number: str) -> str:
        """Return the prefix that the packet of this case prints on its pages."""
        return self.bates_prefix.replace("{number}", number)


@dataclass(frozen=True)
class Pack:
    """An agency or a prosecutor's office as the platform serves it."""

    slug: str
    name: str
    short_name: str
    kind: str
    extends: str
    digest: str
    marking: str
    letterhead: tuple[str, ...]
    time_zone: str
    default_reach: str
    fit: str
    words: Mapping[str, Word]
    offices: Mapping[str, Office]
    roles: Mapping[str, Role]
    separation: Separation
    compartments: Mapping[str, Kind]
    case_types: Mapping[str, CaseType]
    kinds: Mapping[str, Mapping[str, Kind]]
    review: Review
    groups: Mapping[str, Mapping[str, str]]
    fields: Mapping[str, tuple[Field, ...]]
    code_lists: Mapping[str, CodeList]
    numbering: Mapping[str, Numbering]
    workflows: Mapping[str, Map]
    lives: Mapping[str, str]
    lives_by_case_type: Mapping[str, Mapping[str, str]]
    packet: PacketProfile
    schemes: Mapping[str, "Scheme"]
    source: Map

    @property
    def recipients(self) -> tuple[str, ...]:
        """The tenants to whom this one submits packets."""
        return self.packet.recipients

    @property
    def senders(self) -> tuple[str, ...]:
        """The tenants whose packets this one receives."""
        return self.packet.senders

    @property
    def look_ups(self) -> dict[str, dict[str, list[str]]]:
        """Who may look up which licences of this agency and for which purposes, by scheme."""
        return {
            scheme.name: {
                "tenants": list(scheme.look_up_tenants),
                "purposes": list(scheme.look_up_purposes),
                "types": [code for code in scheme.types if scheme.is_disclosed(code)],
            }
            for scheme in self.schemes.values()
            if scheme.look_up_tenants
        }

    def word(self, name: str, count: int = 1) -> str:
        """Return what the agency calls a thing, or that many of them."""
        word = self.words[name]
        return word.one if count == 1 else word.many

    def say(self, sentence: str) -> str:
        """Write a sentence or a label in the agency's words: "My {case:s}", "Number of {case}"."""
        words = sentence.format_map(self.words)
        return words[:1].upper() + words[1:]

    def fields_for(
        self, subject: str, kinds: Collection[str] = (), case_type: str = ""
    ) -> tuple[Field, ...]:
        """List the fields that a record of these kinds has, in the order of their groups."""
        fields = self.fields.get(subject, ())
        return tuple(field for field in fields if field.applies(kinds, case_type))

    def grouped(self, subject: str, fields: Collection[Field]) -> Iterator[tuple[str, list[Field]]]:
        """Yield each group's heading with those of the fields that stand under it."""
        headings = self.groups.get(subject, {})
        for name in dict.fromkeys(field.group for field in fields):
            yield headings.get(name, ""), [field for field in fields if field.group == name]

    def field(self, subject: str, name: str) -> Field | None:
        """Return a field by its name, if the agency has it."""
        return next((one for one in self.fields.get(subject, ()) if one.name == name), None)

    def workflow_for(self, subject: str, case_type: str = "") -> Map:
        """Return the definition, as written, by which new records in such a case live."""
        by_type = self.lives_by_case_type.get(subject, {})
        return self.workflows[by_type.get(case_type, self.lives[subject])]

    def stems_of(self, subject: str) -> list[str]:
        """List the workflows by which new records of this kind may live, the usual one first."""
        usual = [self.lives[subject]] if subject in self.lives else []
        return list(dict.fromkeys([*usual, *self.lives_by_case_type.get(subject, {}).values()]))

    def office_code(self, name: str) -> str:
        """Return the code that numbers carry: the office's own, or else its parent's."""
        office = self.offices[name]
        return office.code or self.office_code(office.parent)

    def offices_under(self, name: str) -> list[str]:
        """List an office and all that report to it."""
        below = [office.name for office in self.offices.values() if office.parent == name]
        return [name, *(deeper for office in below for deeper in self.offices_under(office))]

    def review_days(self, case_type: str) -> int:
        """Return after how many days a case of that type is due for review."""
        found = self.case_types.get(case_type)
        return (found and found.review_days) or self.review.days

    def reach_of(self, case_type: str) -> str:
        """Return who sees a new case of that type: its team, its office or the whole tenant."""
        found = self.case_types.get(case_type)
        return (found and found.reach) or self.default_reach

    def compartments_of(self, case_type: str) -> tuple[str, ...]:
        """Return the clearances that every case of that type asks for."""
        found = self.case_types.get(case_type)
        return found.compartments if found else ()

    def clearance_words(self, case_type: str) -> str:
        """Return those clearances in the agency's words."""
        return " and ".join(self.compartments[one].label for one in self.compartments_of(case_type))

    def options(self, code_list: str) -> list[tuple[str, str]]:
        """List the codes and labels of a code list, as forms choose among them."""
        return [(option.code, option.label) for option in self.code_lists[code_list].options]
