"""The form in which a table of case fields is sent."""

from typing import Any

from wtforms import FileField, RadioField, TextAreaField
from wtforms.validators import Length, Optional

from casemgr.errors import Invalid
from casemgr.forms import Form, choices

WAYS = {"try": "Try it first: nothing is changed", "do": "Carry it out"}
REFUSALS = {"good": "Change the good rows", "all": "Change nothing unless all rows are good"}


class TableForm(Form):
    """A table as a file or pasted, and what to do with rows that cannot be taken."""

    table = FileField("File", description="Comma-separated values, as the template begins it")
    pasted = TextAreaField(
        "Or paste the rows here, with their head", [Optional(), Length(max=1_000_000)]
    )
    way = RadioField("What to do", choices=choices(WAYS), default="try")
    refusal = RadioField("If a row is refused", choices=choices(REFUSALS), default="good")

    def text(self) -> str:
        """Return the table as text. Raises Invalid when there is none that can be read."""
        sent: Any = self.table.data
        content = sent.read() if hasattr(sent, "read") else b""
        try:
            text = content.decode("utf-8-sig") or self.pasted.data or ""
        except UnicodeDecodeError as error:
            words = f"Byte {error.start + 1} is not UTF-8. Save the table as CSV UTF-8."
            raise Invalid(words, {"table": words}) from None
        if not text.strip():
            raise Invalid("Choose a file.", {"table": "Choose a file, or paste the rows below."})
        return text
