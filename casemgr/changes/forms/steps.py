"""Editing a step of a workflow, with the tasks that it gives and the conditions that it sets."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from wtforms import SelectField
from wtforms.validators import DataRequired, Optional

from casemgr.cases.forms.asked import Boxes
from casemgr.changes.forms.parts import (
    NAME_HINT,
    NOTHING,
    EditForm,
    RowForm,
    count,
    filled,
    given,
    labels,
    name_line,
    one_or_more,
    options,
    row_names,
    rows_of,
)
from casemgr.forms import choices, line
from casemgr.tenants.pack import Pack
from casemgr.wording import plain
from casemgr.workflows.definition import Definition, Reason, Step, Use
from casemgr.workflows.loader import ANYWHERE
from casemgr.workflows.registry import guard_words, offered_vocabulary
from casemgr.workflows.subjects import SubjectType, subject_named
from casemgr.workflows.vocabulary import Arguments

APPROVALS = {"": "Needs none", "1": "One person", "2": "Two people", "3": "Three people"}
REASONS = {one.value: plain(one.value) for one in Reason}
AT_ONCE = ("", "At once")


class TaskRow(RowForm):
    """A task that a step gives to somebody."""

    FILLED = ("title", "whose")
    title = line("What is to be done", 160, "Say what is to be done.")
    whose = SelectField("Who does it", [DataRequired("Choose who does it.")])
    business_days = count("Within business days")
    days = count("Or within calendar days")
    after = SelectField("Begins", [Optional()])


class ConditionRow(RowForm):
    """What the record must say before a step can be taken."""

    FILLED = ("rule", "otherwise")
    rule = line("Must hold", 1000, "Say what must hold.", description="Such as case.synopsis != ''")
    otherwise = line("What to say when it does not", 500)

    def wanted(self) -> Any:
        """Return what the condition's entry is to say."""
        said = {"is": self.rule.data, "otherwise": self.otherwise.data}
        return said if self.otherwise.data else self.rule.data


class WorkflowStepForm(EditForm):
    """A step of a workflow: from where to where, who may take it, what it asks and brings."""

    part, noun = "steps", "a step"
    sections = (
        ("The step", "", ("label", "name", "hint", "sources", "target", "roles")),
        (
            "What it needs",
            "A condition asks for fields of the record by their names.",
            ("guards", "when", "approvals", "apart"),
        ),
        ("What it asks", "", ("reason", "form", "required")),
        ("What it brings about", "", ("effects", "tasks")),
    )
    folded = ("What it needs", "What it asks", "What it brings about")
    label = line("Label", 160, "Say what the button says.")
    name = name_line(NAME_HINT)
    hint = line("Hint", 500, description="A sentence under the button")
    sources = Boxes("From", validators=[DataRequired("Choose where it begins.")])
    target = SelectField("To", [Optional()])
    roles = Boxes(
        "Who may take it",
        validators=[Optional()],
        description="Choose nobody only for a step that the end of a time limit takes.",
    )
    guards = Boxes("What must be true", validators=[Optional()])
    when = rows_of(ConditionRow, "Conditions", "All of them must hold.")
    approvals = SelectField("Approvals", [Optional()], choices=choices(APPROVALS))
    apart = Boxes("Who may not approve", validators=[Optional()])
    reason = SelectField("Reason", choices=choices(REASONS))
    form = Boxes("Entries asked on the step", validators=[Optional()])
    required = Boxes("Entries that must be filled in by then", validators=[Optional()])
    effects = Boxes("What happens by itself", validators=[Optional()])
    tasks = rows_of(TaskRow, "Tasks given", "They stand under the tasks of whoever does them.")

    @classmethod
    def said(cls, step: Step) -> dict[str, Any]:
        """Return what a step says now, as the form asks for it."""
        same = ("label", "hint", "roles", "form", "required")
        said = {key: getattr(step, key) for key in same}
        said |= {key: [use.name for use in getattr(step, key)] for key in ("guards", "effects")}
        approval, names = step.approval, ["", *(task.name for task in step.tasks)]
        return said | {
            "sources": [name or ANYWHERE for name in step.sources],
            "target": next(iter(step.targets), ""),
            "when": [{"rule": one.rule, "otherwise": one.otherwise} for one in step.when],
            "approvals": str(approval.count) if approval else "",
            "apart": list(approval.apart_from) if approval else [],
            "reason": step.reason.value,
            "tasks": [_task_said(one, names) for one in step.tasks],
        }

    def offer(self, pack: Pack, definition: Definition, step: Step | None) -> None:
        """Offer what the pack and the features have for a step of that kind of record."""
        subject, words = subject_named(definition.subject), offered_vocabulary(roles=pack.roles)
        self.uses = {key: _written(step, key) for key in ("guards", "effects")}
        self.sources.choices = [*labels(definition), (ANYWHERE, "Anywhere")]
        self.target.choices = [("", "Stays where it is"), *labels(definition)]
        self.roles.choices = options(pack.roles)
        self.guards.choices = _in_words(_free(words.guards, self.uses["guards"]), step, pack)
        effects = _free(words.effects, self.uses["effects"])
        self.effects.choices = [(name, plain(name)) for name in effects]
        self.apart.choices = [(one, plain(one)) for one in (subject.relations if subject else ())]
        self._offer_entries(pack, definition, subject)
        self.without(*_unasked(step))

    def place(self, definition: Definition, name: str) -> list[str]:
        """Return where the step is written."""
        return ["steps", name]

    def wanted(self) -> dict[str, Any]:
        """Return what the step's entry is to say; what is named with arguments keeps them."""
        asked = self.asked("label", "hint", "roles", "form", "required")
        asked |= {"from": one_or_more(self.sources.data or ()), **self._ways()}
        for key, known in self.uses.items():
            asked[key] = [known.get(name, name) for name in self[key].data or ()]
        asked["when"] = [row.wanted() for row in self.when.kept()]
        asked["approval"], asked["tasks"] = self._approval(), self._tasks()
        asked["reason"] = self.reason.data if self.reason.data != Reason.NONE.value else None
        return filled(asked)

    def _ways(self) -> dict[str, Any]:
        return {"to": self.target.data} if "target" in self else {}

    def _approval(self) -> dict[str, Any] | None:
        if not self.approvals.data:
            return None
        number = int(self.approvals.data)
        return {"not": list(self.apart.data or ())} | ({"count": number} if number > 1 else {})

    def _tasks(self) -> list[dict[str, Any]]:
        named = list(row_names(self.tasks, "title"))
        places = {str(place): name for place, (name, _) in enumerate(named, 1)}
        return [_task(name, row, places) for name, row in named]

    def _offer_entries(
        self, pack: Pack, definition: Definition, subject: SubjectType | None
    ) -> None:
        fields, entries = (
            pack.fields.get(definition.subject, ()),
            subject.entries if subject else (),
        )
        asked = [(one.name, one.label) for one in fields] + [(one, plain(one)) for one in entries]
        self.form.choices = self.required.choices = asked
        done = [(str(n), f"When row {n} is done") for n in range(1, len(self.tasks.entries))]
        for row in self.tasks.entries:
            row.form.whose.choices = [NOTHING, *self.apart.choices, *options(pack.roles)]
            row.form.after.choices = [AT_ONCE, *done]


def _unasked(step: Step | None) -> Iterable[str]:
    """Name what is not asked of a step that is there, or that takes more than one way."""
    if step is None:
        return
    yield "name"
    if not step.is_taken_by_a_person:
        yield "roles"
    if len(step.targets) > 1:
        yield "target"


def _written(step: Step | None, key: str) -> dict[str, Any]:
    """Return the guards or effects of a step by name, as a file writes them."""
    return {
        use.name: {use.name: {name: _bare(one) for name, one in use.arguments}}
        if use.arguments
        else use.name
        for use in (getattr(step, key) if step else ())
    }


def _free(words: Mapping[str, Arguments], used: Collection[str]) -> list[str]:
    """Name what can be used without arguments, and what is used already."""
    free = [name for name, arguments in words.items() if not arguments.needed]
    return sorted({*free, *used})


def _in_words(names: Iterable[str], step: Step | None, pack: Pack) -> list[tuple[str, str]]:
    """Offer guards by what they ask for."""
    used = {use.name: use for use in (step.guards if step else ())}
    told = {name: guard_words(used.get(name, Use(name)), pack) for name in names}
    return [(name, f"{words[:1].upper()}{words[1:]}") for name, words in told.items()]


def _bare(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value


def _task_said(task: Any, names: Sequence[str]) -> dict[str, Any]:
    said = {key: getattr(task, key) or None for key in ("title", "whose", "days", "business_days")}
    after = names.index(task.after) if task.after in names else 0
    return said | {"at": task.name, "after": str(after or "")}


def _task(name: str, row: Any, places: dict[str, str]) -> dict[str, Any]:
    lengths = {key: row[key].data for key in ("days", "business_days")}
    asked = {"name": name, "title": row.title.data, "for": row.whose.data, **lengths}
    return given(asked | {"after": places.get(row.after.data or "")})
