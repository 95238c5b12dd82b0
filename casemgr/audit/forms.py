"""What an auditor can ask for."""

from wtforms import DateField, SelectField, StringField
from wtforms.validators import Length, Optional

from casemgr.forms import Form, choices


class AuditFilter(Form):
    """The filter above the audit."""

    person = StringField("Person", [Length(max=100)])
    action = StringField("Action", [Length(max=100)])
    about = StringField("Number, title or name", [Length(max=100)])
    outcome = SelectField(
        "Outcome",
        default="",
        choices=choices(
            {"": "Any", "done": "Done", "refused": "Refused", "not found": "Not found"}
        ),
    )
    since = DateField("From", [Optional()])
    until = DateField("To", [Optional()])
