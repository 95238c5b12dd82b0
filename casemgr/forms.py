"""The base of every form: typed entries, what was typed is kept, sent once, from this session."""

from typing import Any, Self

from flask import request
from markupsafe import Markup, escape
from werkzeug.datastructures import CombinedMultiDict
from wtforms import Form as WTForm
from wtforms import HiddenField

from casemgr.csrf import csrf_token, form_key
from casemgr.errors import Invalid, StaleEdit


class Form(WTForm):
    """A form of the platform. The request's CSRF token is checked before any view runs."""

    row_version = HiddenField()

    @classmethod
    def of_request(cls, obj: Any = None, **data: Any) -> Self:
        """Fill the form from what was sent or, when it is shown first, from a record."""
        sent = request.method == "POST"
        form = cls(request.form if sent else None, obj=obj, **data)
        if sent and request.files:
            form.process(CombinedMultiDict([request.files, request.form]), obj=obj, **data)
        if not sent and obj is not None:
            form.row_version.data = getattr(obj, "row_version", None)
        return form

    def is_sent(self) -> bool:
        """Return whether the form was sent and everything in it can be accepted."""
        return request.method == "POST" and self.validate()

    def check_version(self, record: Any) -> None:
        """Refuse to overwrite what somebody else saved after this form was opened."""
        if self.row_version.data and str(record.row_version) != str(self.row_version.data):
            raise StaleEdit(
                "Somebody changed this record after you opened it. What you typed is still here:"
                " compare it with the record, then save again."
            )

    def add_problems(self, error: Invalid) -> None:
        """Show what a service refused beside the fields it names, or above the form."""
        unplaced = [] if error.problems else [error.message]
        for name, message in error.problems.items():
            if name in self._fields:
                self._fields[name].errors = [*self._fields[name].errors, message]
            else:
                unplaced.append(message)
        self.form_errors.extend(unplaced)

    def hidden(self) -> Markup:
        """Return what goes along with the form unseen."""
        key = request.form.get("form_key") or form_key()
        values = {"csrf_token": csrf_token(), "form_key": key}
        if self.row_version.data:
            values["row_version"] = self.row_version.data
        row = '<input type="hidden" name="{}" value="{}">'
        return Markup("").join(
            Markup(row).format(name, escape(value)) for name, value in values.items()
        )

    def entries(self) -> dict[str, Any]:
        """Return what was entered, by field, without what went along unseen."""
        return {name: value for name, value in self.data.items() if name != "row_version"}
