"""The form in which files are attached."""

from wtforms import MultipleFileField

from casemgr.forms import Form, line


class AttachForm(Form):
    """Files to attach."""

    files = MultipleFileField("Files", description="Any type. Nothing in them is run.")


class DetachForm(Form):
    """Why a file is taken out."""

    reason = line("Reason", 1000, "Say why.", description="The reason stays with the record.")
