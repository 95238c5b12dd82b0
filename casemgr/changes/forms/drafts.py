"""A change as a whole: drafted, taken into use, and its files as text."""

from wtforms import FileField, HiddenField, TextAreaField
from wtforms.validators import Optional

from casemgr.forms import Form, line, text


class DraftForm(Form):
    """What a change is called and why it is made."""

    title = line(
        "Title", 120, "Give the change a title.", description="What changes, in a few words"
    )
    reason = text("Why", 2000, "Say why.", description="It stays with the version.")


class ApplyForm(Form):
    """Taking a planned change into use."""

    expect = HiddenField()
    reason = text("Why it is taken into use", 2000, "Say why.", description="It stays on record.")


class FileForm(Form):
    """A file of the draft as text, typed or uploaded."""

    text = TextAreaField("Text", render_kw={"rows": 28, "spellcheck": "false"})
    upload = FileField("Or upload a file", [Optional()])
