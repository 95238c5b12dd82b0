"""The forms of the inbox and of an answer."""

from typing import Any

from wtforms import RadioField, SelectField, StringField
from wtforms.validators import DataRequired, Length

from casemgr.errors import NotFound
from casemgr.forms import Form, choices, text
from casemgr.packets.models import Submission
from casemgr.packets.submissions import queries
from casemgr.packets.submissions.rules import DECLINE, REASONS
from casemgr.tenants import current_pack
from casemgr.tenants.form_fields import PREFIX, tenant_form
from casemgr.workflows.definition import Reason, Step
from casemgr.workflows.models import WorkflowInstance
from casemgr.workflows.publishing import definition_of
from casemgr.workflows.standing import list_states

WORDS = "The agency reads this. Say what was decisive, or what is still needed."


class InboxFilter(Form):
    """What can be asked of the inbox."""

    q = StringField("Number or title", [Length(max=100)])
    state = SelectField("State", default="")
    sender = SelectField("Agency", default="")
    assigned = SelectField("Assigned to", default="")

    def offer_choices(self) -> None:
        """Offer what there is in this office."""
        waiting = (queries.UNANSWERED, "Not yet answered")
        people = [(queries.MINE, "Me"), (queries.NOBODY, "Nobody"), *queries.list_assignees()]
        self.state.choices = [("", "Any"), waiting, *list_states("submission")]
        self.sender.choices = [("", "Any"), *queries.list_senders()]
        self.assigned.choices = [("", "Anybody"), *people]


class AnswerForm(Form):
    """The reason of a step, for the agency and for the record."""

    reason_code: Any = None

    def taken(self) -> dict[str, Any]:
        """Return what the step is taken with."""
        code = self.reason_code.data if self.reason_code else ""
        seen = str(self.row_version.data)
        version = int(seen) if seen.isdecimal() else 0
        return {"reason": self.reason.data or "", "reason_code": code, "row_version": version}


def answer_form(life: WorkflowInstance, name: str) -> tuple[Step, AnswerForm]:
    """Return a step that asks for a reason, and its form, coded where the workflow says so."""
    step = definition_of(life).steps.get(name)
    if step is None or step.reason is Reason.NONE:
        raise NotFound
    needed = "Say why." if step.reason is Reason.REQUIRED else ""
    fields: dict[str, Any] = {}
    if "reason_code" in step.form:
        asked = [DataRequired("Choose the reason.")]
        listed = current_pack().code_lists[REASONS.get(step.targets[0], DECLINE)]
        codes = choices({option.code: option.label for option in listed.options})
        fields["reason_code"] = RadioField(listed.label, asked, choices=codes)
    fields["reason"] = text("In words", most=4000, needed=needed, description=WORDS)
    form: type[AnswerForm] = type("StepForm", (AnswerForm,), fields)
    return step, form.of_request(life)


class NoteForm(Form):
    """What the office notes on a submission, in the fields of its own pack."""

    @property
    def agency_fields(self) -> list[str]:
        """The controls of those fields, for the page to lay out."""
        return [name for name in self._fields if name.startswith(PREFIX)]


def note_form(submission: Submission) -> Any:
    """Return the form of the office's own fields."""
    return tenant_form(NoteForm, current_pack(), "submission").of_request(submission)


def filter_form(asked: Any) -> InboxFilter:
    """Return the filter as an address fills it, with all that can be asked in this office."""
    form = InboxFilter(asked)
    form.offer_choices()
    return form
