"""The forms in which reports are written, found and commented on."""

import uuid
from typing import Any

from flask import request
from wtforms import DateField, SelectField, StringField, TextAreaField
from wtforms.validators import UUID, DataRequired, Length, Optional

from casemgr.cases.forms.asked import Boxes
from casemgr.cases.models import Case
from casemgr.cases.queries import list_subjects
from casemgr.forms import Form, line, text
from casemgr.reports.comparison import Difference, compare
from casemgr.reports.models import Report
from casemgr.reports.queries import list_mentions
from casemgr.reports.terms import list_tiers, report_types
from casemgr.tenants.form_fields import PREFIX, tenant_form
from casemgr.tenants.pack import Pack
from casemgr.workflows.standing import list_states

LONGEST_NARRATIVE = 200_000
ANY = ("", "Any")
Choices = list[tuple[str, str]]


def _plain_lines(typed: Any) -> Any:
    """Browsers send every line end as two characters; the record keeps one."""
    return typed.replace("\r\n", "\n").strip() if isinstance(typed, str) else typed


class ReportForm(Form):
    """What every report says, whatever its agency asks besides."""

    report_type = SelectField("Type", [DataRequired("Choose the type.")])
    title = line(
        "Title",
        200,
        "Give the report a title.",
        description="What it tells of, in a few words: Interview of Lorna Whitfield",
    )
    event_on = DateField(
        "Date of the event",
        [DataRequired("Enter the day on which it happened.")],
        description="The day that the report tells of, not the day of writing",
    )
    narrative = TextAreaField(
        "Narrative",
        [
            Optional(),
            Length(max=LONGEST_NARRATIVE, message="Write at most 200,000 characters."),
        ],
        filters=[_plain_lines],
        description=(
            "Leave an empty line between paragraphs: they are numbered in print."
            " A line in CAPITALS by itself becomes a heading."
        ),
        render_kw={"rows": 22, "spellcheck": "true", "dir": "auto"},
    )
    parties = Boxes("People and organizations mentioned", [Optional()])
    disclosure = Boxes("Disclosure", [Optional()])
    compartments = Boxes(
        "Restricted to",
        [Optional()],
        description="For anybody not cleared, the report does not exist. This cannot be undone.",
    )

    @property
    def own_names(self) -> list[str]:
        """The names of the fields that the agency asks besides."""
        return [name for name in self._fields if name.startswith(PREFIX)]

    def entries(self) -> dict[str, Any]:
        """Return what was entered, the parties by their keys."""
        given = super().entries()
        if "parties" in given:
            given["parties"] = [uuid.UUID(key) for key in given["parties"] or ()]
        return given


class MentionForm(Form):
    """A party of the name index to be mentioned."""

    party_id = StringField("Person or organization", [DataRequired("Choose one."), UUID()])


class CommentForm(Form):
    """A comment on a draft."""

    text = text("Comment", 8000, "Write the comment.")


class FilterForm(Form):
    """What the reports of a case are narrowed to."""

    state = SelectField("State", [Optional()], default="")
    report_type = SelectField("Type", [Optional()], default="")


def writing_form(
    case: Case, pack: Pack, person: Any, report_type: str, corrects: Report | None = None
) -> Any:
    """Return the form for a new report of that type, or for one that corrects another."""
    chosen = [str(mention.party_id) for mention in list_mentions(corrects)] if corrects else []
    title = f"Correction of report {corrects.number}: {corrects.title}"[:200] if corrects else ""
    made = _form_class(case, pack, _asked_type(report_type))
    form = made.of_request(report_type=report_type, title=title, parties=chosen)
    return _with_choices(form, case, pack, person, corrects)


def editing_form(report: Report, pack: Pack, person: Any) -> Any:
    """Return the form in which a draft is reworked; another type asks other questions."""
    made = _form_class(report.case, pack, _asked_type(report.report_type))
    form = made.of_request(report, **_mentioned(report))
    return _with_choices(form, report.case, pack, person, report)


def filter_form(pack: Pack) -> FilterForm:
    """Return the filters as the address fills them in."""
    form = FilterForm(request.args)
    form.state.choices = [ANY, *list_states("report")]
    form.report_type.choices = [ANY, *_types()]
    form.validate()
    return form


def differences(form: Any, report: Report, pack: Pack, person: Any) -> list[Difference]:
    """Say in what the typed form differs from what somebody else has saved meanwhile."""
    saved = type(form)(None, obj=report, **_mentioned(report))
    _with_choices(saved, report.case, pack, person, report)
    pairs = [
        (field, _words(saved[field.name]), _words(field)) for field in form if field.name in saved
    ]
    return [
        Difference(field.label.text, compare(before, after))
        for field, before, after in pairs
        if before != after and field.name != "row_version"
    ]


def _form_class(case: Case, pack: Pack, report_type: str) -> Any:
    return tenant_form(ReportForm, pack, "report", kinds=(report_type,), case_type=case.case_type)


def _asked_type(otherwise: str) -> str:
    """Return the type that was sent: another type asks other questions."""
    asked = request.form.get("report_type", "")
    return asked if asked in report_types() else otherwise


def _mentioned(report: Report) -> dict[str, list[str]]:
    return {"parties": [str(mention.party_id) for mention in list_mentions(report)]}


def _with_choices(
    form: Any, case: Case, pack: Pack, person: Any, report: Report | None = None
) -> Any:
    """Offer the case's parties and those mentioned already, and what the person is cleared for."""
    form.report_type.choices = _types()
    people = _people(case, report)
    form.offer_people(list(people.items()))
    form.parties.choices = _with_parts(people, case, pack)
    form.disclosure.choices = list_tiers()
    form.compartments.choices = _compartments(pack, person, case, report)
    for name in ("parties", "disclosure", "compartments"):
        if not form[name].choices:
            delattr(form, name)
    return form


def _types() -> Choices:
    return [(kind.name, kind.label) for kind in report_types().values()]


def _people(case: Case, report: Report | None) -> dict[str, str]:
    """Name the case's parties in their order, then whom else the report speaks of."""
    parties = [subject.party for subject in list_subjects(case)]
    parties += [mention.party for mention in list_mentions(report)] if report else []
    return {str(party.id): party.name for party in parties}


def _with_parts(people: dict[str, str], case: Case, pack: Pack) -> Choices:
    """Add to each name what the party is in the case."""
    parts: dict[str, list[str]] = {}
    for subject in list_subjects(case):
        kind = pack.kinds.get("subject", {}).get(subject.role)
        label = kind.label.lower() if kind else subject.role
        parts.setdefault(str(subject.party_id), []).append(label)
    return [
        (key, f"{name} ({', '.join(parts[key])})" if key in parts else name)
        for key, name in people.items()
    ]


def _compartments(pack: Pack, person: Any, case: Case, report: Report | None) -> Choices:
    """Offer what can still be added: a restriction that is there stays."""
    fixed = {*case.compartments, *(report.compartments if report else ())}
    return [
        (name, kind.label)
        for name, kind in pack.compartments.items()
        if name in person.clearances and name not in fixed
    ]


def _words(field: Any) -> str:
    """Return an entry as a person reads it."""
    if getattr(field, "form", None) is not None:
        return " ".join(_words(part) for part in field.form if part.type != "HiddenField")
    if hasattr(field, "entries"):
        return "\n".join(_words(row) for row in field.entries).strip()
    if hasattr(field, "iter_choices"):
        chosen = (one.label for one in field.iter_choices() if one.selected and one.value)
        return "; ".join(chosen)
    return str(field.data if field.data is not None else "")
