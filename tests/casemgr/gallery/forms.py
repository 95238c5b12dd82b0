"""Forms with every kind of field."""

from markupsafe import Markup
from wtforms import (
    BooleanField,
    DateField,
    DecimalField,
    FileField,
    Form,
    FormField,
    HiddenField,
    IntegerField,
    PasswordField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length
from wtforms.widgets import CheckboxInput, ListWidget


class GalleryForm(Form):
    row_version = HiddenField(default="1")

    def hidden(self):
        return Markup('<input type="hidden" name="row_version" value="1">')


class MoneyField(DecimalField):
    pass


class WeightField(DecimalField):
    unit = "g"


class Slots(Form):
    target = SelectField("Target", choices=["", "A Organization", "B Crime group", "C Individual"])
    agency = SelectField("Agency", choices=["", "1 DEA only", "2 With State and local"])
    drug = SelectField("Drug", choices=["", "C Cocaine", "H Heroin", "O Opioids"])
    area = SelectField("Area", choices=["", "1 Local", "2 Regional"])
    scope = StringField("Scope")


class ExhibitForm(GalleryForm):
    title = StringField("Title", [InputRequired("Say in a few words what this is.")])
    kind = SelectField("Kind", [InputRequired()], choices=["", "Firearm", "Currency", "Document"])
    seized_on = DateField(
        "Seized on",
        [InputRequired("Enter the date, such as 2026-03-21.")],
        description="When it came into our hands.",
    )
    amount = MoneyField("Amount")
    weight = WeightField("Gross weight", description="With the packaging.")
    count = IntegerField("Items")
    gdep = FormField(Slots, label="G-DEP", description="Five slots; the code is put together.")
    story = TextAreaField(
        "What happened", [Length(max=4000)], description="Who found it, where and in whose sight."
    )
    tier = RadioField("Disclosure", choices=["Rule 16", "Jencks", "Giglio", "Not decided"])
    marks = SelectMultipleField(
        "Marks",
        choices=["Serial number obliterated", "Sealed", "Wet", "Biohazard", "Live ammunition"],
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    photographed = BooleanField("Photographed in place")
    file = FileField("File", description="Any kind, up to 5 GB. It is hashed while it arrives.")


class FilterForm(Form):
    text = StringField("Number or title")
    state = SelectField("State", choices=["Any", "Open", "Draft", "Referred"])
    office = SelectField("Office", choices=["All offices", "Kansas City", "St. Louis"])
    opened = DateField("Opened since")


class SignInForm(GalleryForm):
    email = StringField("E-mail address", [InputRequired("Enter your e-mail address.")])
    password = PasswordField("Password", [InputRequired("Enter your password.")])


class CodeForm(GalleryForm):
    code = StringField("Six-digit code", [InputRequired()])


class PasswordForm(GalleryForm):
    old = PasswordField("Password now", [InputRequired()])
    new = PasswordField("New password", [InputRequired()])
