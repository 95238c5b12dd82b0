"""Editing an agency's fields and code lists."""

from collections.abc import Mapping
from typing import Any

from wtforms import BooleanField, DateField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length, Optional, Regexp

from casemgr.cases.forms.asked import Boxes
from casemgr.changes.described import TYPE_WORDS
from casemgr.changes.forms.parts import (
    NOTHING,
    EditForm,
    RowForm,
    count,
    filled,
    name_line,
    options,
    row_names,
    rows_of,
)
from casemgr.changes.laying import Named
from casemgr.errors import Invalid
from casemgr.forms import choices, line, storable
from casemgr.tenants.field_schema import CODE, PART_TYPES
from casemgr.tenants.field_types import TYPES
from casemgr.tenants.formats import FORMATS
from casemgr.tenants.pack import Pack
from casemgr.wording import plain

CONDITIONS = ("required_when", "visible_when", "computed")
CLEARED = "yes"
ROWS = ("slots", "fields", "choices")
# The kinds of entry that only one type of field takes, by what files call them.
SPECIAL = (
    *("choices", "code_list", "slots", "fields", "format", "pattern", "max_length"),
    *("minimum", "maximum", "unit", "least", "most"),
)
AT_ONCE = {
    "hx-get": "?check=1",
    "hx-select": "#holds",
    "hx-target": "#holds",
    "hx-swap": "outerHTML",
    "hx-trigger": "change",
}
LISTED = "One on each line, as code = Label. A label alone makes its own code."
CODED = Regexp(CODE, message="Write letters and digits; . _ + and - can follow the first.")
EXAMPLE = "Such as kind == 'drug', with the names of other fields"


def _choices(hint: str = LISTED, lines: int = 6) -> Any:
    more = {"description": hint, "render_kw": {"rows": lines}}
    return TextAreaField("Choices", [storable, Optional()], **more)


class SlotRow(RowForm):
    """One part of a code of several parts."""

    FILLED = ("label", "code_list")
    label = line("Label", 160, "Say what this part of the code is.")
    code_list = SelectField("Chosen from", [DataRequired("Choose a code list.")])


class PartRow(RowForm):
    """One field of each row of a repeating group."""

    FILLED = ("label", "help", "choices", "code_list", "unit")
    label = line("Label", 160, "Say what the row asks.")
    type = SelectField("Holds", choices=choices({name: TYPE_WORDS[name] for name in PART_TYPES}))
    help = line("Help", 500)
    unit = line("Unit", 20, description="For a number")
    choices = _choices("For a choice: one on each line, as code = Label", 2)
    code_list = SelectField("Code list", [Optional()], description="For an entry of a code list")
    required = BooleanField("Required in each row")

    def wanted(self) -> dict[str, Any]:
        """Return what the part's entry is to say."""
        asked = {key: self[key].data for key in ("type", "label", "help", "required")}
        takes = TYPES[self.type.data].takes
        told = {"choices": Named(read_choices(self.choices.data or ""))}
        told |= {key: self[key].data for key in ("code_list", "unit")}
        return filled(asked | {key: told[key] if key in takes else None for key in told})


class FieldForm(EditForm):
    """A field of an agency's own: what it asks and of whom."""

    sections = (
        ("What it asks", "", ("label", "name", "type", "group", "help")),
        ("What can be entered", "", SPECIAL),
        (
            "When it is asked",
            "A condition names other fields of the same record.",
            ("visible_when", "required_when", "computed", "required", "kinds", "case_types"),
        ),
        ("Who sees it, and where", "", ("list_column", "filter", "sensitive")),
    )
    folded = ("When it is asked", "Who sees it, and where")
    label = line("Label", 160, "Say what the form asks.")
    name = name_line("How files, imports and conditions call it.")
    type = SelectField("Holds", choices=choices(TYPE_WORDS), render_kw=AT_ONCE)
    help = line("Help", 500, description="A sentence under the label")
    group = SelectField("Under the heading", [Optional()])
    choices = _choices()
    code_list = SelectField("Code list", [Optional()])
    slots = rows_of(SlotRow, "Parts of the code", "The code is put together in this order.")
    fields = rows_of(PartRow, "Asked in each row", "Each row of the group asks for all of these.")
    format = SelectField("Format", [Optional()])
    pattern = line("Pattern", 200, description="A regular expression, such as [A-Z]{2}[0-9]{6}")
    max_length = count("Most characters", 100_000)
    minimum = line("At least", 20, description="A number; for a date 2026-02-03, or today")
    maximum = line("At most", 20)
    unit = line("Unit", 20)
    least = count("Fewest rows", 100)
    most = count("Most of them", 100)
    required = BooleanField("Required")
    required_when = line("Required only when", 1000, description=EXAMPLE)
    visible_when = line("Shown only when", 1000, description="Such as undercover_used")
    computed = line("Computed from", 1000, description="Such as gross_weight - tare_weight")
    kinds = Boxes("Only for", validators=[Optional()])
    case_types = Boxes("Only in cases of type", validators=[Optional()])
    list_column = BooleanField("Shown as a column of lists")
    filter = BooleanField("Offered as a filter of lists")
    sensitive = SelectField("Sensitive", [Optional()])

    @classmethod
    def said(cls, name: str, entry: Mapping[str, Any]) -> dict[str, Any]:
        """Return what a field's entry says now, as the form asks for it."""
        said = {key: one for key, one in entry.items() if key not in ROWS}
        sensitive = said.pop("sensitive", False)
        return said | {
            "name": name,
            "sensitive": CLEARED if sensitive is True else sensitive or "",
            "choices": write_choices(entry),
            "slots": [{"at": key, **one} for key, one in entry.get("slots", {}).items()],
            "fields": [_part_said(key, one) for key, one in entry.get("fields", {}).items()],
        }

    def offer(self, pack: Pack, subject: str) -> None:
        """Offer what the pack has to choose from, and ask only what the type takes."""
        lists = [NOTHING, *options(pack.code_lists)]
        kinds = dict(pack.kinds.get(subject, {}))
        kinds |= pack.kinds["party"] if subject == "subject" else {}
        self.group.choices = [NOTHING, *pack.groups.get(subject, {}).items()]
        self.format.choices = [NOTHING, *((name, plain(name)) for name in FORMATS)]
        self.kinds.choices, self.case_types.choices = options(kinds), options(pack.case_types)
        self.sensitive.choices = [("", "No"), (CLEARED, "For those who may see sensitive entries")]
        self.sensitive.choices += [
            (name, f"For those cleared for {label}") for name, label in options(pack.compartments)
        ]
        rows = [row.form for rows in (self.slots, self.fields) for row in rows.entries]
        for one in (self, *rows):
            one.code_list.choices = lists
        self.without(*(name for name in SPECIAL if name not in self._takes()))
        self.without(*(name for name in ("kinds", "case_types") if not self[name].choices))

    def wanted(self) -> dict[str, Any]:
        """Return what the field's entry is to say; what its type does not take is left out."""
        named = ("type", "label", "help", "group", "required", *CONDITIONS, "kinds", "case_types")
        asked = self.asked(*named, "list_column", "filter")
        asked["sensitive"] = {"": None, CLEARED: True}.get(
            self.sensitive.data or "", self.sensitive.data
        )
        return filled(asked) | filled({name: self._special(name) for name in SPECIAL})

    def _takes(self) -> frozenset[str]:
        type_ = TYPES.get(self.type.data)
        return type_.takes if type_ else frozenset()

    def _special(self, name: str) -> Any:
        if name not in self:
            return None
        if name == "choices":
            return Named(read_choices(self.choices.data or ""))
        if name == "slots":
            return Named({key: _slot(row) for key, row in row_names(self.slots)})
        if name == "fields":
            return Named({key: row.wanted() for key, row in row_names(self.fields)})
        return self[name].data


class CodeForm(EditForm):
    """An entry of a code list, and from when until when it can be chosen."""

    code = StringField(
        "Code",
        [DataRequired("Give the code."), Length(max=40), CODED],
        description="Letters and digits",
    )
    label = line("Label", 160, "Say what it stands for.")
    since = DateField("First day", [Optional()], description="It can be chosen from this day on.")
    until = DateField(
        "Last day",
        [Optional()],
        description="Records that hold it keep it; nobody chooses it afterwards.",
    )

    def wanted(self) -> dict[str, Any]:
        """Return what the entry is to say."""
        days = {"from": self.since.data, "until": self.until.data}
        told = {key: day.isoformat() if day else None for key, day in days.items()}
        return {"label": self.label.data, **told}


class CodeListForm(EditForm):
    """A code list to begin: what it is called, where it comes from, and its entries."""

    label = line("Label", 160, "Say what the list is of.")
    name = name_line("How fields call it. It cannot be changed later.")
    source = line("Source", 500, "Say who keeps the list.", description="Who keeps it, and where")
    codes = TextAreaField(
        "Entries", [storable, DataRequired("Write at least one entry.")], description=LISTED
    )

    def wanted(self) -> dict[str, Any]:
        """Return what the file of the list is to say."""
        codes = read_choices(self.codes.data or "")
        return {"label": self.label.data, "source": self.source.data, "codes": codes}


def read_choices(typed: str) -> dict[str, str]:
    """Read choices, one on each line: `code = Label`, or a label that makes its own code."""
    found = {}
    for row in filter(None, map(str.strip, typed.splitlines())):
        code, parted, label = row.partition("=")
        made = "".join(c if c.isalnum() else "_" for c in code.strip().lower())
        found[code.strip() if parted else made] = (label if parted else code).strip()
    return found


def write_choices(entry: Mapping[str, Any]) -> str:
    """Write a field's own choices as the form asks for them."""
    written = entry.get("choices", {}).items()
    return "\n".join(f"{code} = {_label(one)}" for code, one in written)


def refuse_taken(name: str, known: Any, at: str = "name") -> None:
    """Refuse a new entry by the name of one that is there."""
    if name in known:
        raise Invalid("", {at: "This name is taken. Choose another."})


def _slot(row: Any) -> dict[str, Any]:
    return {"label": row.label.data, "code_list": row.code_list.data}


def _part_said(name: str, entry: Mapping[str, Any]) -> dict[str, Any]:
    return {**entry, "at": name, "choices": write_choices(entry)}


def _label(choice: Any) -> str:
    return str(choice["label"] if isinstance(choice, Mapping) else choice)
