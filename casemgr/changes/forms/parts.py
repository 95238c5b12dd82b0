"""What the forms share: names, what is offered, headings, and rows to which one can add."""

import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from wtforms import BooleanField, FormField, HiddenField, IntegerField, StringField
from wtforms.validators import DataRequired, Length, NumberRange, Optional, Regexp

from casemgr.forms import Entries, Form
from casemgr.tenants.form_controls import RowsField
from casemgr.tenants.shapes import NAME
from casemgr.wording import plain
from casemgr.workflows.definition import Definition

NOTHING = ("", "None")
NAMED = Regexp(NAME, message="Use small letters, digits and _, beginning with a letter.")
EMPTY: tuple[Any, ...] = (None, "", [], {}, False)
MOST_ROWS = 50
NAME_HINT = "How files call it. It cannot be changed later."
Section = tuple[str, str, tuple[str, ...]]


def name_line(hint: str) -> Any:
    """Return the field for the name by which files call an entry."""
    validators = [DataRequired("Give it a name."), Length(max=60), NAMED]
    return StringField("Name", validators, description=hint)


def count(label: str, most: int = 3650, **more: Any) -> Any:
    """Return a field for a number of days, rows or characters."""
    return IntegerField(label, [Optional(), NumberRange(1, most)], **more)


def options(named: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Offer named parts of a pack by their labels."""
    return [(name, getattr(one, "label", "") or plain(name)) for name, one in named.items()]


def labels(definition: Definition, but: str = "") -> list[tuple[str, str]]:
    """Offer the states of a workflow by their labels."""
    return [(name, definition.label_of(name)) for name in definition.states if name != but]


def one_or_more(names: Collection[str]) -> Any:
    """Return a single name alone and several as a list, as files are written."""
    return next(iter(names)) if len(names) == 1 else list(names)


def filled(asked: Mapping[str, Any]) -> dict[str, Any]:
    """Return entries with nothing in the place of what was left empty."""
    return {key: None if value in EMPTY else value for key, value in asked.items()}


def given(asked: Mapping[str, Any]) -> dict[str, Any]:
    """Return those entries that were filled in."""
    return {key: value for key, value in asked.items() if value not in EMPTY}


class RowForm(Entries):
    """One row: `at` remembers which entry of the draft it shows."""

    at = HiddenField()
    remove = BooleanField("Remove")


class Rows(RowsField):
    """Rows of a form; what is wrong in one is also said above all."""

    def validate(self, form: Any, extra_validators: Any = ()) -> bool:
        """Check every row that stays."""
        self.errors: list[str] = []
        for place, row in enumerate(self.entries, 1):
            if not is_empty(row.form) and not row.form.validate():
                self.errors += [
                    f"Row {place}, {row.form[name].label.text}: {told[0]}"
                    for name, told in row.form.errors.items()
                ]
        return not self.errors

    def add_row(self) -> None:
        """Offer one more row, with the cursor in it."""
        if len(self.entries) < self.max_entries:
            added = self.append_entry().form
            first = next(one for one in added if one.short_name not in ("at", "remove"))
            first.render_kw = {**(first.render_kw or {}), "autofocus": True}

    def kept(self) -> Iterator[Any]:
        """List the rows that are filled in and stay."""
        return (row.form for row in self.entries if not is_empty(row.form))


def rows_of(form: type[RowForm], label: str, hint: str) -> Any:
    """Return a field for rows of that form."""
    row = FormField(form, "")
    return Rows(label, row, min_entries=0, max_entries=MOST_ROWS, description=hint)


def is_empty(row: Any) -> bool:
    """Tell whether a row is to go, or was never filled in."""
    return row.remove.data or not any(row[key].data for key in row.FILLED)


def row_names(rows: Any, title: str = "label") -> Iterator[tuple[str, Any]]:
    """Give each row its name: the one that it has, or one made from its title."""
    known = [row.at.data for row in rows.kept() if row.at.data]
    for row in rows.kept():
        name = row.at.data if NAME.match(row.at.data or "") else _named(row[title].data, known)
        known.append(name)
        yield name, row


class EditForm(Form):
    """A form that edits one entry of a draft, under headings, with rows that can be added."""

    sections: tuple[Section, ...] = ()
    folded: tuple[str, ...] = ()

    def process(self, formdata: Any = None, *data: Any, **named: Any) -> None:
        """Fill in what was sent or what the draft says, and the row that was asked for."""
        super().process(formdata, *data, **named)
        rows = self._fields.get(str(formdata.get("add_row"))) if formdata else None
        if isinstance(rows, Rows):
            rows.add_row()

    def asked(self, *names: str) -> dict[str, Any]:
        """Return what was entered in those of the fields that the form asks."""
        return {name: self[name].data for name in names if name in self}

    def without(self, *names: str) -> None:
        """Leave fields out of the form; what the draft says there stays."""
        for name in names:
            if name in self:
                del self[name]


def _named(title: str | None, known: list[str]) -> str:
    """Make a name from a title, which no other entry has."""
    letters = unicodedata.normalize("NFKD", title or "").encode("ascii", "ignore").decode().lower()
    made = re.sub("[^a-z0-9]+", "_", letters).strip("_").lstrip("0123456789_")[:50] or "entry"
    ways = (made, *(f"{made}_{number}" for number in range(2, MOST_ROWS + 2)))
    return next(one for one in ways if one not in known)
