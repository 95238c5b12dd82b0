"""What is asked before a result is exported, and the name under which a query is kept."""

from typing import Any

from wtforms import RadioField, SelectField
from wtforms.validators import ValidationError

from casemgr.forms import Form, choices, line, text
from regulatory.registry.across import Grant
from regulatory.registry.exporting import FORMATS

MATTER = "Write the number of the case or of the matter."
PURPOSE = "Write for what purpose, in at least ten characters: the audit keeps it."


class ExportForm(Form):
    """For what purpose a result leaves the registry, and in which form."""

    once = False

    purpose = text("Purpose", 1000, PURPOSE, description="For whom, in which matter")
    format = RadioField("Form", choices=choices(FORMATS), default="csv")

    def validate_purpose(self, control: Any) -> None:
        """Refuse a purpose that says nothing."""
        if sum(map(str.isprintable, control.data)) < 10:
            raise ValidationError(PURPOSE)


class SaveForm(Form):
    """The name under which a query is kept."""

    name = line("Name of this query", 80, "Write a name for the query.")


class AcrossForm(Form):
    """What is looked for in another agency's registry, and why."""

    grant = SelectField("Registry")
    purpose = SelectField("Purpose")
    matter = line("Matter", 200, MATTER)
    typed = line("Number, or how the name begins", 100, "Write a number or a name.")

    def validate_matter(self, control: Any) -> None:
        """Refuse signs alone, which name no matter in two audits."""
        if not any(map(str.isalnum, control.data)):
            raise ValidationError(MATTER)


def across_form(grants: list[Grant]) -> AcrossForm:
    """Return the form with the registries that are open, and the purposes they are open for."""
    form = AcrossForm.of_request()
    purposes = dict.fromkeys(one for grant in grants for one in grant.scheme.look_up_purposes)
    form.grant.choices = choices({grant.key: grant.label for grant in grants})
    form.purpose.choices = choices({one: one for one in purposes})
    return form
