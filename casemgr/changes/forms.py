"""The forms in which a pack is changed. Each asks for what the draft's files then say."""

from collections.abc import Collection, Mapping
from typing import Any

from wtforms import (
    BooleanField,
    FileField,
    HiddenField,
    IntegerField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import DataRequired, Length, NumberRange, Optional, Regexp

from casemgr.cases.forms.asked import Boxes
from casemgr.changes.described import TYPE_WORDS
from casemgr.forms import Form, choices, line, text
from casemgr.tenants.field_types import TYPES
from casemgr.tenants.formats import FORMATS
from casemgr.tenants.shapes import NAME
from casemgr.wording import plain
from casemgr.workflows.definition import TONES, Reason

NOTHING = ("", "None")
NAMED = Regexp(NAME, message="Use small letters, digits and _, beginning with a letter.")
NAME_HINT = "How files and imports call it. It cannot be changed later."
COLOURS = {"": "Plain"} | {tone: plain(tone) for tone in TONES}
APPROVALS = {"": "Needs none", "1": "One person", "2": "Two people", "3": "Three people"}
REASONS = {one.value: plain(one.value) for one in Reason}
EMPTY: tuple[Any, ...] = (None, "", [], {}, False)


def _name() -> Any:
    validators = [DataRequired("Give it a name."), Length(max=60), NAMED]
    return StringField("Name", validators, description=NAME_HINT)


def options(named: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Offer named parts of a pack by their labels."""
    return [(name, getattr(one, "label", "") or plain(name)) for name, one in named.items()]


class DraftForm(Form):
    """What a change is called and why it is made."""

    title = line(
        "Title", 120, "Give the change a title.", description="What changes, in a few words"
    )
    reason = text("Why", 2000, "Say why.", description="It stays with the version.")


class ApplyForm(Form):
    """Taking a planned change into use."""

    expect = HiddenField()
    reason = text("Why it is taken into use", 2000, "Say why.", description="It stays on record.")


class FieldForm(Form):
    """A field of an agency's own: what it asks and of whom."""

    name = _name()
    label = line("Label", 160, "Say what the form asks.")
    type = SelectField("Holds", choices=choices(TYPE_WORDS))
    help = line("Help", 500, description="A sentence under the label")
    group = SelectField("Under the heading", [Optional()])
    required = BooleanField("Required")
    required_when = line("Required only when", 1000, description="Such as kind == 'drug'")
    visible_when = line("Shown only when", 1000, description="Such as undercover_used")
    computed = line("Computed from", 1000, description="Such as gross_weight - tare_weight")
    choices = TextAreaField(
        "Choices", [Optional()], description="For a choice: one on each line, as code = Label"
    )
    code_list = SelectField("Code list", [Optional()])
    format = SelectField("Format", [Optional()])
    minimum = line("At least", 20, description="A number, a date as 2026-02-03, or today")
    maximum = line("At most", 20)
    unit = line("Unit", 20)
    case_types = Boxes("Only in cases of type", validators=[Optional()])
    list_column = BooleanField("Shown as a column of lists")
    filter = BooleanField("Offered as a filter of lists")
    sensitive = BooleanField("Only for those who may see sensitive entries")

    def offer(self, pack: Any, subject: str) -> None:
        """Offer what the pack has to choose from."""
        written = {"composite", "group"} - {self.type.data}
        self.type.choices = [one for one in TYPE_WORDS.items() if one[0] not in written]
        self.group.choices = [NOTHING, *pack.groups.get(subject, {}).items()]
        self.code_list.choices = [NOTHING, *options(pack.code_lists)]
        self.format.choices = [NOTHING, *((name, plain(name)) for name in FORMATS)]
        self.case_types.choices = options(pack.case_types)

    def wanted(self) -> dict[str, Any]:
        """Return what the field's entry is to say; what its type does not take is left out."""
        asked = self.entries()
        asked.pop("name", None)
        asked["choices"] = read_choices(self.choices.data or "")
        takes = TYPES[self.type.data].takes
        special = {"choices", "code_list", "format", "minimum", "maximum", "unit"}
        return {
            key: None if value in EMPTY or key in special - takes else value
            for key, value in asked.items()
        }


class CodeForm(Form):
    """An entry of a code list."""

    code = line("Code", 40, "Give the code.", description="Letters and digits")
    label = line("Label", 160, "Say what it stands for.")


class StateForm(Form):
    """A state of a workflow."""

    name = _name()
    label = line("Label", 160, "Say what people call it.")
    meaning = line("Meaning", 500, description="A sentence that says what it means to be here")
    tone = SelectField("Colour", [Optional()], choices=choices(COLOURS))
    within = SelectField("Within", [Optional()])
    final = BooleanField("The record's life ends here")

    def wanted(self) -> dict[str, Any]:
        """Return what the state's entry is to say."""
        named = ("label", "meaning", "tone", "final")
        asked = {key: self[key].data for key in named if key in self}
        return {key: None if value in EMPTY else value for key, value in asked.items()}


class WorkflowStepForm(Form):
    """A step of a workflow: from where to where, who may take it, and what it asks."""

    name = _name()
    label = line("Label", 160, "Say what the button says.")
    sources = Boxes("From", validators=[DataRequired("Choose where it begins.")])
    target = SelectField("To", [Optional()])
    roles = Boxes("Who may take it", validators=[DataRequired("Choose who may take it.")])
    guards = Boxes("What must be true", validators=[Optional()])
    approvals = SelectField("Approvals", [Optional()], choices=choices(APPROVALS))
    apart = Boxes("Who may not approve", validators=[Optional()])
    reason = SelectField("Reason", choices=choices(REASONS))
    form = Boxes("Entries asked on the step", validators=[Optional()])
    hint = line("Hint", 500, description="A sentence under the button")


class ClockForm(Form):
    """A time limit of a workflow: while what, how long, who is reminded, what its end brings."""

    name = _name()
    label = line("Label", 160, "Say what people call it.")
    states = Boxes("Runs while the record is in", validators=[DataRequired("Choose a state.")])
    days = IntegerField("Calendar days", [Optional(), NumberRange(1, 3650)])
    business_days = IntegerField("Or business days", [Optional(), NumberRange(1, 3650)])
    restart_on = Boxes("Begins again after", validators=[Optional()])
    remind = line("Reminds, days before", 60, description="Such as 14, 3")
    role = SelectField("Whose it is", [Optional()])
    escalate = line("Escalates, days after", 60, description="Such as 7, 14")
    pause = Boxes("Who may pause it", validators=[Optional()])
    then = SelectField("At its end", [Optional()])

    def wanted(self) -> dict[str, Any]:
        """Return what the clock's entry is to say."""
        asked = self.entries()
        asked.pop("name", None)
        asked["while"] = _one_or_more(asked.pop("states") or ())
        asked |= {key: _numbers(asked[key]) for key in ("remind", "escalate")}
        return {key: None if value in EMPTY else value for key, value in asked.items()}


class DropForm(Form):
    """Leaving a state out: where its records go."""

    to = SelectField("Records that stand there move to", [Optional()])


class FileForm(Form):
    """A file of the draft as text, typed or uploaded."""

    text = TextAreaField("Text", render_kw={"rows": 28, "spellcheck": "false"})
    upload = FileField("Or upload a file", [Optional()])


def read_choices(typed: str) -> dict[str, str]:
    """Read choices, one on each line: `code = Label`, or a label that makes its own code."""
    found = {}
    for row in filter(None, map(str.strip, typed.splitlines())):
        code, parted, label = row.partition("=")
        made = "".join(c if c.isalnum() else "_" for c in code.strip().lower())
        found[code.strip() if parted else made] = (label if parted else code).strip()
    return found


def write_choices(field: Any) -> str:
    """Write a field's own choices as the form asks for them."""
    return "\n".join(f"{one.code} = {one.label}" for one in field.options)


def wanted_step(form: WorkflowStepForm, guards: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a step's entry is to say; a guard keeps the arguments that it has."""
    approval: dict[str, Any] | None = None
    if form.approvals.data:
        approval = {"not": list(form.apart.data or ())}
        approval |= {"count": int(form.approvals.data)} if form.approvals.data != "1" else {}
    asked = {
        "label": form.label.data,
        "from": _one_or_more(form.sources.data or ()),
        "to": form.target.data,
        "roles": list(form.roles.data or ()),
        "guards": [guards.get(name, name) for name in form.guards.data or ()],
        "approval": approval,
        "reason": form.reason.data if form.reason.data != Reason.NONE.value else None,
        "form": list(form.form.data or ()),
        "hint": form.hint.data,
    }
    return {key: None if value in EMPTY else value for key, value in asked.items()}


def _numbers(typed: str | None) -> list[Any]:
    """Read numbers with commas between; what is no number is left for the checker to name."""
    parts = (part.strip() for part in (typed or "").split(","))
    return [int(part) if part.isdecimal() else part for part in parts if part]


def _one_or_more(names: Collection[str]) -> Any:
    return next(iter(names)) if len(names) == 1 else list(names)
