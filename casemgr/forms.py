"""The base of every form: typed entries, what was typed is kept, sent once, from this session."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, Self

from flask import request
from markupsafe import Markup
from werkzeug.datastructures import CombinedMultiDict
from wtforms import Form as WTForm
from wtforms import HiddenField, SelectChoice, StringField, TextAreaField
from wtforms.validators import DataRequired, Length, Optional, StopValidation

from casemgr.clock import YEARS
from casemgr.csrf import csrf_token, form_key
from casemgr.errors import Conflict, Invalid, StaleEdit
from casemgr.extensions import db
from casemgr.form_sentences import NO_SUCH_YEAR, SENTENCES, Sentences
from casemgr.handling import remember_refusal

ASKING = ("add_row", "look")
UNSTORABLE = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff]")


def line(label: str, most: int = 200, needed: str = "", **more: Any) -> Any:
    """Return a field for one line of text; `needed` is what to say when it is left empty."""
    return StringField(label, _limits(most, needed), filters=[_stripped], **more)


def text(label: str, most: int = 4000, needed: str = "", **more: Any) -> Any:
    """Return a field for several lines of text, limited in length."""
    return TextAreaField(label, _limits(most, needed), filters=[_stripped], **more)


def choices(labels: Mapping[str, str]) -> list[SelectChoice]:
    """Return what a field offers to choose from, by the labels of the values."""
    return [SelectChoice(value, label) for value, label in labels.items()]


def is_asking(sent: Any) -> bool:
    """Tell whether a form asks only how it looks with what was typed: another row, other fields."""
    return any(name in sent.form for name in ASKING)


class Entries(WTForm):
    """What is entered in a form or in one row of it: what is wrong is said in our own words."""

    class Meta:
        """How WTForms speaks."""

        def get_translations(self, form: Any) -> Sentences:
            """Return what stands for the sentences of WTForms."""
            return SENTENCES

    def validate(self, extra_validators: Any = None) -> bool:
        """Check the entries; of what cannot be read say so, not that it is missing."""
        sound = super().validate(extra_validators)
        for field in self:
            if field.process_errors and any(filter(_stripped, field.raw_data or ())):
                field.errors = list(field.process_errors)
            elif isinstance(field.data, date) and field.data.year not in YEARS:
                field.errors, sound = [NO_SUCH_YEAR], False
        return bool(sound)


class Form(Entries):
    """A form of the platform. The request's CSRF token is checked before any view runs."""

    row_version = HiddenField()
    conflict: Conflict | None = None
    is_done = False
    once = True  # sent again, it has no second effect; a form that brings a file may be

    @classmethod
    def of_request(cls, obj: Any = None, **data: Any) -> Self:
        """Fill the form from what was sent or, when it is shown first, from a record."""
        sent = request.method == "POST"
        form = cls(request.form if sent else None, obj=obj, **data)
        if sent and request.files:
            both: Any = [request.files, request.form]
            form.process(CombinedMultiDict(both), obj=obj, **data)
        if not sent and obj is not None:
            form.row_version.data = getattr(obj, "row_version", None)
        return form

    def is_sent(self) -> bool:
        """Return whether the form was sent and everything in it can be accepted."""
        return request.method == "POST" and not is_asking(request) and self.validate()

    def validate(self, extra_validators: Any = None) -> bool:
        """Check the entries; characters that no record can hold are named, not dropped."""
        sound = super().validate(extra_validators)
        return not _unstorable(self) and bool(sound)

    def carries_out(self, act: Callable[[], Any]) -> bool:
        """Do what the form asks for; a refusal is said on the form, which keeps its entries."""
        try:
            act()
        except Invalid as error:
            remember_refusal(error)
            self.add_problems(error)
        except Conflict as error:
            db.session.rollback()
            remember_refusal(error)
            self.form_errors.extend(error.reasons)
            self.conflict = error
        else:
            self.is_done = True
        return self.is_done

    @property
    def is_stale(self) -> bool:
        """Whether somebody else saved the record after the form was opened."""
        return isinstance(self.conflict, StaleEdit)

    @property
    def status(self) -> int:
        """The status of the page that shows the form: fresh, refused, or overtaken by another."""
        if self.conflict:
            return self.conflict.status
        return Invalid.status if self.errors else 200

    @property
    def seen_version(self) -> int | None:
        """The version that the page told of; one that cannot be read is no version there was."""
        typed = str(self.row_version.data or "")
        return int(typed) if typed.isascii() and typed.isdigit() else -1 if typed else None

    def check_version(self, record: Any) -> None:
        """Refuse to overwrite what somebody else saved after this form was opened."""
        if self.row_version.data and str(record.row_version) != str(self.row_version.data):
            self.row_version.data = record.row_version
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
        """Return what goes along unseen; once it was carried out, with the key of a new form."""
        key = (not self.is_done and request.form.get("form_key")) or form_key()
        values = {"csrf_token": csrf_token()} | ({"form_key": key} if self.once else {})
        if self.row_version.data:
            values["row_version"] = self.row_version.data
        row = Markup('<input type="hidden" name="{}" value="{}">')
        return Markup("").join(row.format(name, value) for name, value in values.items())

    def entries(self) -> dict[str, Any]:
        """Return what was entered, by field, without what went along unseen."""
        return {name: value for name, value in self.data.items() if name != "row_version"}

    def sound_entries(self) -> dict[str, Any]:
        """Return the entries that were found sound; a filter that cannot be read asks nothing."""
        return {name: value for name, value in self.entries().items() if not self[name].errors}


def storable(form: Any, field: Any) -> None:
    """Refuse text with a character that no record can hold, and say which one it is."""
    found = UNSTORABLE.search(field.data) if isinstance(field.data, str) else None
    if found:
        raise StopValidation(f"Character {found.start() + 1} cannot be stored. Delete it.")


def _unstorable(form: Any) -> bool:
    """Refuse what fields without that validator hold; those of a list have it themselves."""
    sound = True
    for field in form:
        if getattr(field, "form", None) is not None:
            sound = not _unstorable(field.form) and sound
        elif not field.errors:
            sound = _check(form, field) and sound
    return not sound


def _check(form: Any, field: Any) -> bool:
    try:
        storable(form, field)
    except StopValidation as error:
        field.errors = [str(error)]
    return not field.errors


def _limits(most: int, needed: str) -> list[Any]:
    presence = DataRequired(needed) if needed else Optional()
    return [storable, presence, Length(max=most, message=f"Write at most {most:,} characters.")]


def _stripped(typed: Any) -> Any:
    return typed.strip() if isinstance(typed, str) else typed
