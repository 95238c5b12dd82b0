"""What is asked about the people behind a licence, and when it is linked or investigated."""

from wtforms import DateField, RadioField, SelectField
from wtforms.validators import DataRequired, Optional

from casemgr.cases.forms.asked import REASON, Boxes, OpeningForm
from casemgr.forms import Form, choices, line
from casemgr.parties.forms import OrganizationForm, PersonForm
from regulatory.licences.services import PARTS

WHY = "Say why."


class PartForm(Form):
    """A party's part in a licence."""

    role = SelectField("Part", [DataRequired("Choose the part.")], choices=choices(PARTS))
    since = DateField("Since", [Optional()])
    until = DateField("Until", [Optional()], description="Empty while it lasts")
    source = line("Source", 300, description="Application, inspection report, letter of a day …")


class NewPersonForm(PartForm, PersonForm):
    """A person to be entered in the name index and behind a licence, typed once."""


class NewOrganizationForm(PartForm, OrganizationForm):
    """An organization to be entered in the name index and behind a licence, typed once."""


NEW = {"person": NewPersonForm, "organization": NewOrganizationForm}


class CaseLinkForm(Form):
    """An investigation that a licence is to be linked to."""

    number = line("Number", 60, "Enter the number.")
    reason = line("Why", 1000, WHY, description=REASON)


class LicenceLinkForm(Form):
    """A licence that an investigation is to be linked to, by its number in any spelling."""

    number = line("Number", 60, "Enter the number.")
    reason = line("Why", 1000, WHY, description=REASON)


class LicenseeForm(OpeningForm):
    """A case to be opened on a licensee, and who of the name index that is."""

    licensee = RadioField("Who it is in the name index", [DataRequired("Choose who it is.")])
    people = Boxes(
        "People behind it who come along",
        validators=[Optional()],
        description="As associates, with their part behind it.",
    )


class ReasonForm(Form):
    """The reason for taking something away."""

    reason = line("Reason", 1000, WHY, description=REASON)
