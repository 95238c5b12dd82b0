"""Editing a workflow: its states, its steps and its time limits."""

from typing import Any

from wtforms import BooleanField, SelectField
from wtforms.validators import DataRequired, Optional

from casemgr.cases.forms.asked import Boxes
from casemgr.changes.editing import state_path
from casemgr.changes.forms.parts import (
    NAME_HINT,
    NOTHING,
    EditForm,
    count,
    filled,
    labels,
    name_line,
    one_or_more,
    options,
)
from casemgr.changes.forms.steps import WorkflowStepForm
from casemgr.forms import Form, choices, line
from casemgr.tenants.pack import Pack
from casemgr.wording import plain
from casemgr.workflows.definition import ROOT, TONES, Clock, Definition, Kind, State
from casemgr.workflows.refusals import step_label
from casemgr.workflows.registry import offered_vocabulary
from casemgr.workflows.subjects import subject_named

COLOURS = {"": "Plain"} | {tone: plain(tone) for tone in TONES}


class StateForm(EditForm):
    """A state of a workflow."""

    part, noun = "states", "a state"
    label = line("Label", 160, "Say what people call it.")
    name = name_line(NAME_HINT)
    meaning = line("Meaning", 500, description="A sentence that says what it means to be here")
    tone = SelectField("Colour", [Optional()], choices=choices(COLOURS))
    within = SelectField("Within", [Optional()])
    final = BooleanField("The record's life ends here")

    @classmethod
    def said(cls, state: State) -> dict[str, Any]:
        """Return what a state says now, as the form asks for it."""
        said = {key: getattr(state, key) for key in ("label", "meaning", "tone")}
        return said | {"final": state.kind is Kind.FINAL}

    def offer(self, pack: Pack, definition: Definition, state: State | None) -> None:
        """Ask of a new state where it lies, and of one that holds others no end of the life."""
        around = (one for one in definition.states.values() if one.children)
        self.within.choices = [NOTHING, *((o.name, definition.label_of(o.name)) for o in around)]
        self.without(*(("name", "within") if state else ()))
        if state and (state.children or state.kind.is_history):
            self.without("final")

    def place(self, definition: Definition, name: str) -> list[str]:
        """Return where the state is written: within those around it."""
        within = self.within.data if "within" in self else None
        return state_path(definition, name, within or ROOT)

    def wanted(self) -> dict[str, Any]:
        """Return what the state's entry is to say."""
        return filled(self.asked("label", "meaning", "tone", "final"))


class ClockForm(EditForm):
    """A time limit of a workflow: while what, how long, who is reminded, what its end brings."""

    part, noun = "clocks", "a time limit"
    sections = (
        ("The time limit", "", ("label", "name", "meaning", "states")),
        ("How long it runs", "Choose one way.", ("business_days", "days", "term", "until")),
        ("Before its end", "", ("role", "remind", "restart_on", "pause")),
        ("At its end", "", ("then", "escalate")),
    )
    folded = ("Before its end", "At its end")
    label = line("Label", 160, "Say what people call it.")
    name = name_line(NAME_HINT)
    meaning = line("Meaning", 500, description="A sentence that says what it is for")
    states = Boxes("Runs while the record is in", validators=[DataRequired("Choose a state.")])
    business_days = count(
        "Business days", description="Weekends and federal holidays do not count."
    )
    days = count("Or calendar days")
    term = SelectField("Or the period of the", [Optional()])
    until = SelectField("Or until the day in", [Optional()])
    restart_on = Boxes("Begins again after", validators=[Optional()])
    remind = line("Reminds, days before", 60, description="Such as 14, 3")
    role = SelectField("Whose it is", [Optional()])
    escalate = line("Escalates, days after", 60, description="Such as 7, 14")
    pause = Boxes("Who may pause it", validators=[Optional()])
    then = SelectField("What happens", [Optional()])

    @classmethod
    def said(cls, clock: Clock) -> dict[str, Any]:
        """Return what a clock says now, as the form asks for it."""
        same = (
            "label",
            "meaning",
            "states",
            "term",
            "until",
            "restart_on",
            "role",
            "pause",
            "then",
        )
        said = {key: getattr(clock, key) for key in same}
        said |= {key: ", ".join(map(str, getattr(clock, key))) for key in ("remind", "escalate")}
        return said | {key: getattr(clock, key) or None for key in ("days", "business_days")}

    def offer(self, pack: Pack, definition: Definition, clock: Clock | None) -> None:
        """Offer the states, steps, roles, periods and days that there are."""
        steps = [(name, step_label(step)) for name, step in definition.steps.items()]
        self.states.choices = labels(definition)
        self.restart_on.choices = steps
        self.role.choices = [NOTHING, *options(pack.roles)]
        self.pause.choices = options(pack.roles)
        self.term.choices = [NOTHING, *((one, plain(one)) for one in offered_terms())]
        self.until.choices = [NOTHING, *_days(pack, definition.subject)]
        self.then.choices = [("", "It is late"), *((name, f"Do: {label}") for name, label in steps)]
        self.without(*(("name",) if clock else ()))

    def place(self, definition: Definition, name: str) -> list[str]:
        """Return where the clock is written."""
        return ["clocks", name]

    def wanted(self) -> dict[str, Any]:
        """Return what the clock's entry is to say."""
        asked = self.entries()
        asked.pop("name", None)
        asked["while"] = one_or_more(asked.pop("states") or ())
        asked |= {key: _numbers(asked[key]) for key in ("remind", "escalate")}
        return filled(asked)


class DropForm(Form):
    """Leaving a state out: where its records go."""

    to = SelectField("Records that stand there move to", [Optional()])


PARTS: dict[str, Any] = {form.part: form for form in (StateForm, WorkflowStepForm, ClockForm)}


def offered_terms() -> list[str]:
    """List the periods that features offer."""
    return sorted(offered_vocabulary(roles=()).terms)


def _days(pack: Pack, subject: str) -> list[tuple[str, str]]:
    """Offer the days that a record tells by itself or in a field of the pack."""
    kind = subject_named(subject)
    own = [name for name, type_ in (kind.core if kind else {}).items() if type_ == "date"]
    fields = [one for one in pack.fields.get(subject, ()) if one.type == "date"]
    named = [(one, plain(one)) for one in own] + [(one.name, one.label) for one in fields]
    return [(f"{subject}.{name}", label) for name, label in named]


def _numbers(typed: str | None) -> list[Any]:
    """Read numbers with commas between; what is no number is left for the checker to name."""
    parts = (part.strip() for part in (typed or "").split(","))
    return [int(part) if part.isdecimal() else part for part in parts if part]
