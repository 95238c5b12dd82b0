"""What is asked in each form of a case, besides the agency's own fields."""

from wtforms import (
    DateField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
)
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from casemgr.cases.services.links import LINK_KINDS
from casemgr.cases.services.opening import REACHES
from casemgr.forms import Form, choices, line, text
from casemgr.parties.forms import OrganizationForm, PersonForm

REASON = "The reason stays with the record."


class Boxes(SelectMultipleField):
    """Several of several, each with its own box."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class CaseForm(Form):
    """The facts of a case that every agency has."""

    title = line("Title", 200, "Give it a title.", description="Who or what, in a few words")
    office = SelectField("Office")
    venue = SelectField("District of prosecution", [Optional()])
    predication = text(
        "Predication",
        8000,
        description="The facts that justify opening it, and where they come from",
    )


class OpeningForm(CaseForm):
    """A case to be opened, and who may know of it."""

    reach = RadioField("Who can see it", choices=choices(REACHES))
    compartments = Boxes("Restrict it further to people cleared for", validators=[Optional()])


class AccessForm(Form):
    """Who may know of a case."""

    reach = RadioField("Who can see it", choices=choices(REACHES))
    compartments = Boxes("Only people cleared for", validators=[Optional()])
    reason = line("Reason", 1000, "Say why.", description=REASON)


class StepForm(Form):
    """A step of the workflow to take."""

    step = HiddenField(validators=[DataRequired("Choose a step."), Length(max=100)])
    reason = text("Reason", 4000)


class AskingForm(Form):
    """A step that asks for some of the agency's fields, and for the reason."""

    reason = text("Reason", 4000)


class SubjectForm(Form):
    """A party's part in a case, to be changed."""

    role = SelectField("Part", [DataRequired("Choose the part.")])
    remarks = text("Remarks", 2000)


class AddingForm(Form):
    """A party to be added, and who may know that it has a part in the case."""

    remarks = text("Remarks", 2000)
    compartments = Boxes(
        "Only people cleared for",
        validators=[Optional()],
        description="For anybody else a restricted party has no part in it.",
    )


class NewPersonForm(AddingForm, PersonForm):
    """A person to be entered in the name index and added to a case, typed once."""


class NewOrganizationForm(AddingForm, OrganizationForm):
    """An organization to be entered in the name index and added to a case, typed once."""


class ChargeForm(Form):
    """A proposed charge."""

    citation = line("Statute", 200, "Enter the statute, such as 18 U.S.C. 922(g)(1).")
    subject_id = SelectField("Against", [DataRequired("Choose who is charged.")])
    counts = IntegerField(
        "Counts", [InputRequired("Enter the number of counts."), NumberRange(1, 9999)], default=1
    )
    offence_from = DateField("First day of the offense", [DataRequired("Enter the day.")])
    offence_until = DateField(
        "Last day", [Optional()], description="Leave empty if it was on one day."
    )
    venue = SelectField("District", [DataRequired("Choose the district.")])
    remarks = text("Remarks", 2000)


class MemberForm(Form):
    """A person to put on the team."""

    account_id = SelectField("Person", [DataRequired("Choose the person.")])
    role = SelectField("Part in the team", default="member")


class AgentForm(Form):
    """Another agent to lead the case."""

    account_id = SelectField("New agent", [DataRequired("Choose the agent.")])
    reason = line("Reason", 1000, "Say why.", description=REASON)


class ReasonForm(Form):
    """The reason for taking something away."""

    reason = line("Reason", 1000, "Say why.", description=REASON)


class NoteForm(Form):
    """A note."""

    text = text("Note", 20000, "Write the note.")
    compartments = Boxes("Only people cleared for", validators=[Optional()])


class WordingForm(Form):
    """A note in other words."""

    text = text("Note", 20000, "Write the note.")


class TaskForm(Form):
    """Something to be done."""

    title = line("What is to be done", 200, "Say what is to be done.")
    assigned_to = SelectField("Who does it", [DataRequired("Choose who does it.")])
    due_on = DateField("Due on", [Optional()])
    detail = text("Details", 4000)


class EntryForm(Form):
    """Something that happened in the matter."""

    title = line("What happened", 200, "Say what happened.")
    happened_on = DateField("Day", [DataRequired("Enter the day.")])
    happened_at = line("Time", 40, description="As far as it is known: 14:20, about noon")
    text = text("Details", 4000)


class LinkForm(Form):
    """A case to link to."""

    number = line("Number of the other one", 60, "Enter the number of the other one.")
    kind = SelectField("How they are tied", choices=choices(LINK_KINDS))
    reason = line("Why", 1000, "Say why they are linked.", description=REASON)
