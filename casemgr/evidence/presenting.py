"""Exhibits as pages and papers show them: state, facts, chain of custody and files in words."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_login import current_user

from casemgr.cases.queries import names_of
from casemgr.evidence import chain
from casemgr.evidence.models import CustodyEvent, EvidenceFile, Exhibit
from casemgr.evidence.movements import MOVEMENTS
from casemgr.evidence.queries import duplicates_of
from casemgr.parties.fields import applying_fields, shown_fields
from casemgr.tenants import current_pack
from casemgr.tenants.clearance import is_cleared
from casemgr.tenants.fields import Field, show_value
from casemgr.wording import plain
from casemgr.workflows.standing import Standing, list_states, state_of


@dataclass(frozen=True)
class Line:
    """An exhibit in a list."""

    exhibit: Exhibit
    standing: Standing
    kind: str
    particulars: str
    holding: chain.Holding | None
    waiting: CustodyEvent | None
    ended: bool
    gaps: int

    def can_go(self, person: Any) -> bool:
        """Whether that person can pass it on."""
        return chain.can_pass_on(self.exhibit, person)


@dataclass(frozen=True)
class FileLine:
    """A file in the list of an exhibit."""

    file: EvidenceFile
    uploader: str
    same: list[str]


@dataclass(frozen=True)
class View:
    """An exhibit on its page."""

    standing: Standing
    kind: str
    holding: chain.Holding | None
    since: datetime | None
    waiting: CustodyEvent | None
    ended: bool
    particulars: list[tuple[str, str]]
    disclosure: str
    compartments: str
    files: list[FileLine]


def line_of(exhibit: Exhibit) -> Line:
    """Put together what a list shows of an exhibit."""
    return Line(
        exhibit,
        state_of(exhibit),
        kind_of(exhibit),
        _told_in_lists(exhibit),
        chain.present_holding(exhibit),
        chain.pending_event(exhibit),
        chain.has_ended(exhibit),
        len(chain.find_gaps(exhibit)),
    )


def view_of(exhibit: Exhibit) -> View:
    """Put together what the page of an exhibit shows."""
    pack = current_pack()
    tiers = pack.code_lists["disclosure_tiers"]
    named = pack.compartments
    return View(
        state_of(exhibit),
        kind_of(exhibit),
        chain.present_holding(exhibit),
        chain.held_since(exhibit),
        chain.pending_event(exhibit),
        chain.has_ended(exhibit),
        _particulars(exhibit),
        ", ".join(tiers.label_of(code) for code in exhibit.disclosure),
        ", ".join(named[one].label if one in named else one for one in exhibit.compartments),
        _file_lines(exhibit),
    )


def kind_of(exhibit: Exhibit) -> str:
    """Return what kind of thing it is, in the agency's words."""
    known = current_pack().kinds["exhibit"].get(exhibit.kind)
    return known.label if known else plain(exhibit.kind)


def custody_words(event: CustodyEvent) -> str:
    """Say what happened in a custody event."""
    return MOVEMENTS[event.kind].done


def offer_filters(form: Any) -> None:
    """Let the list be narrowed to the agency's kinds and states."""
    kinds = current_pack().kinds.get("exhibit", {}).values()
    form.kind.choices = [("", "Any kind"), *((kind.name, kind.label) for kind in kinds)]
    form.state.choices = [("", "Any state"), *list_states("exhibit")]
    form.holder.choices = [("", "Anybody"), ("me", "Me")]


def _fields(exhibit: Exhibit) -> list[Field]:
    """List the fields that apply to an exhibit and that no clearance guards."""
    kinds, case_type = [exhibit.kind], exhibit.case.case_type
    fields = applying_fields("exhibit", exhibit.fields, kinds=kinds, case_type=case_type)
    return [field for field in fields if is_cleared(field, current_user)]


def _particulars(exhibit: Exhibit) -> list[tuple[str, str]]:
    """List what the agency's own fields say of an exhibit, in words."""
    shown = shown_fields("exhibit", exhibit, kinds=[exhibit.kind], case_type=exhibit.case.case_type)
    return [pair for heading, pairs in shown for pair in pairs]


def _told_in_lists(exhibit: Exhibit) -> str:
    """Join those of the agency's fields that lists show."""
    told = [
        f"{field.label} {show_value(field, exhibit.fields[field.name])}"
        for field in _fields(exhibit)
        if field.list_column and exhibit.fields.get(field.name) is not None
    ]
    return ", ".join(told)


def _file_lines(exhibit: Exhibit) -> list[FileLine]:
    same = duplicates_of(exhibit.files)
    names = names_of(file.uploaded_by for file in exhibit.files)
    return [
        FileLine(file, names.get(file.uploaded_by, ""), same[file.id]) for file in exhibit.files
    ]
