"""What is asked before a result is exported, and the name under which a query is kept."""

from typing import Any

from wtforms import RadioField
from wtforms.validators import ValidationError

from casemgr.forms import Form, choices, line, text
from regulatory.registry.exporting import FORMATS

PURPOSE = "Write for what purpose, in at least ten characters: the audit keeps it."


class ExportForm(Form):
    """For what purpose a result leaves the registry, and in which form."""

    purpose = text("Purpose", 1000, PURPOSE, description="For whom, in which matter")
    format = RadioField("Form", choices=choices(FORMATS), default="csv")

    def validate_purpose(self, control: Any) -> None:
        """Refuse a purpose that says nothing."""
        if len(control.data) < 10:
            raise ValidationError(PURPOSE)


class SaveForm(Form):
    """The name under which a query is kept."""

    name = line("Name of this query", 80, "Write a name for the query.")
