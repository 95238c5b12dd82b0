"""The form by which a list comes in."""

from typing import Any

from wtforms import BooleanField, DateField, FileField
from wtforms.validators import Optional, ValidationError

from casemgr.forms import Form


class ListForm(Form):
    """A file, and the day for which it speaks."""

    file = FileField(
        "File",
        description="As the list was published: text with one row a line, a workbook, or"
        " a ZIP archive of one.",
    )
    list_date = DateField(
        "Day of the list",
        [Optional()],
        description="Left empty it is taken from the name of the file, or else today is taken as a"
        " guess.",
    )

    def validate_file(self, field: Any) -> None:
        """Ask for the file that is missing."""
        if not getattr(field.data, "filename", ""):
            raise ValidationError("Choose the file of the list.")


class ApplyForm(Form):
    """Whether a list may be applied by which most licences would be gone."""

    allow_vanishing = BooleanField(
        "This list is whole: apply it though most licenses are not on it"
    )
