"""The controls of a form: which one each type of field gets, and what stands in it."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from wtforms import (
    BooleanField,
    FieldList,
    Form,
    FormField,
    HiddenField,
    RadioField,
    SelectChoice,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.widgets import CheckboxInput, DateInput, ListWidget, TextInput

from casemgr import clock
from casemgr.tenants.field_model import Field, Option, Slot
from casemgr.tenants.field_options import effective
from casemgr.tenants.fields import REMOVE, ROW
from casemgr.tenants.form_molds import Molded, codes_of, way_of

PREFIX = "field_"
NOTHING = SelectChoice("", "")


class NumberField(StringField):
    """A number with its unit."""

    unit = ""


class MoneyField(StringField):
    """An amount of dollars."""


class DateField(StringField):
    """A day."""

    widget = DateInput()


class DecimalInput(TextInput):
    """A line for digits; a phone shows its number pad."""

    def __call__(self, field: Any, **attributes: Any) -> Any:
        return super().__call__(field, inputmode="decimal", **attributes)


class Dated:
    """Mixed into controls for choices: offers what is in force today, and what the record holds."""

    options: tuple[Option, ...] = ()
    choices: list[SelectChoice]

    def process_data(self, value: Any) -> None:
        """Take what is stored, and offer what can be chosen besides."""
        super().process_data(value)  # type: ignore[misc]
        if any(one.since or one.until for one in self.options):
            held = value if isinstance(value, list) else [value]
            first = self.choices[:1] if self.choices[0].value == "" else []
            self.choices = [*first, *_choices(effective(self.options, clock.today(), held))]


class ChoiceField(Dated, SelectField):
    """One of several options; an option that is no longer listed stays to be seen."""

    def process_data(self, value: Any) -> None:
        """Take the stored code, and list it though the pack no longer does."""
        super().process_data(value)
        if value and value not in [choice.value for choice in self.choices]:
            gone = SelectChoice(value, f"{value} (no longer listed)")
            self.choices = [*self.choices, gone]


class ChoicesField(Dated, SelectMultipleField):
    """Several of the options, each with its own box."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class PersonField(SelectField):
    """A person or an organization; the feature offers those that the case knows."""


class CompositeField(FormField):
    """A code of several slots."""

    def __init__(self, label: str, form_class: Any, validators: Any = (), **named: Any) -> None:
        super().__init__(form_class, label, **named)
        for marks in validators:
            self.flags.required = marks.field_flags.get("required")


class Marks:
    """What the page shows with a control; the entries are checked elsewhere."""

    def __init__(self, flags: dict[str, Any]) -> None:
        self.field_flags = flags

    def __call__(self, form: Any, control: Any) -> None:
        """Let every entry pass."""


class RowsField(FieldList):
    """The rows of a repeating group, each with the same parts."""

    def __init__(self, label: str, unbound_field: Any, validators: Any = (), **named: Any) -> None:
        super().__init__(unbound_field, label, **named)
        for marks in validators:
            self.flags.required = marks.field_flags.get("required")

    def rows(self) -> list[dict[str, Any]]:
        """Return what was typed in each row, by part."""
        return [_typed_row(entry.form) for entry in self.entries]

    def part(self, index: int, name: str) -> Any:
        """Return the control of one part of one row."""
        return self.entries[index].form[PREFIX + name]

    def add_row(self) -> None:
        """Offer one more row, with the cursor in it; a full group stays as it is."""
        if len(self.entries) < self.max_entries:
            added = self.append_entry()
            first = next(one for one in added.form if one.name.rpartition(PREFIX)[1])
            first.render_kw = {**(first.render_kw or {}), "autofocus": True}


class MaskedField(StringField):
    """A field for which the person is not cleared: it is there, and tells nothing."""

    masked = True

    def process_data(self, value: Any) -> None:
        """Hold nothing of what is stored."""
        self.data = None

    def process_formdata(self, valuelist: list[str]) -> None:
        """Take nothing that is sent."""


def build_control(field: Field, heading: str = "", *, masked: bool = False) -> Any:
    """Return the control in which a value of this field is entered."""
    control, more = (MaskedField, {}) if masked else CONTROLS[field.type](field)
    flags: dict[str, Any] = {"required": True} if field.required else {}
    if field.type in ("text", "long_text") and not masked:
        flags["maxlength"] = field.max_length
    said: dict[str, Any] = {"group": heading, "unit": field.unit, "options": field.options}
    said |= {"way": "" if masked else way_of(field), "codes": codes_of(field), "molds": {}}
    marked = type(control.__name__, (Molded, control), said)
    return marked(field.label, description=field.help, validators=[Marks(flags)], **more)


def typed_value(field: Field, value: Any) -> Any:
    """Return a stored value in the form in which a person would type it."""
    if value is None:
        return EMPTY.get(field.type, "")
    try:
        return _typed(field, value)
    except (TypeError, KeyError, AttributeError):  # an earlier version of the pack stored it so
        return [str(value)] if field.type == "multi_choice" else EMPTY.get(field.type, str(value))


EMPTY: Mapping[str, Any] = {"multi_choice": [], "group": [], "composite": {}}


def _typed(field: Field, value: Any) -> Any:
    if field.type == "group":
        return [_row_data(field, row, index) for index, row in enumerate(value)]
    if field.type == "money":
        return f"{value / 100:.2f}"
    if field.type == "yes_no":
        return "yes" if value else "no"
    if field.type == "composite":
        return dict(value["slots"])
    return list(value) if isinstance(value, list) else str(value)


def _row_data(group: Field, row: Mapping[str, Any], index: int) -> dict[str, Any]:
    """Return a stored row as a form shows it, with the place at which it stands."""
    typed = {PREFIX + part.name: typed_value(part, row.get(part.name)) for part in group.parts}
    return {"at": str(index), **typed}


def _typed_row(form: Any) -> dict[str, Any]:
    typed = {name.removeprefix(PREFIX): one.data for name, one in form._fields.items()}
    return {**typed, ROW: typed.pop("at", ""), REMOVE: typed.pop("remove", False)}


def _choices(options: Iterable[Option]) -> list[SelectChoice]:
    return [SelectChoice(option.code, option.label) for option in options]


def _slots(slots: tuple[Slot, ...]) -> type[Any]:
    selects = {slot.name: _slot(slot) for slot in slots}
    return type("SlotsForm", (Form,), selects)


def _slot(slot: Slot) -> Any:
    select = type("ChoiceField", (ChoiceField,), {"options": slot.options})
    choices = [NOTHING, *_choices(slot.options)]
    return select(slot.label, choices=choices, validate_choice=False)


def _select(field: Field) -> tuple[type[Any], dict[str, Any]]:
    choices = [NOTHING, *_choices(field.options)]
    return ChoiceField, {"choices": choices, "validate_choice": False}


def _boxes(field: Field) -> tuple[type[Any], dict[str, Any]]:
    return ChoicesField, {"choices": _choices(field.options), "validate_choice": False}


def _yes_no(field: Field) -> tuple[type[Any], dict[str, Any]]:
    return RadioField, {
        "choices": [SelectChoice("yes", "Yes"), SelectChoice("no", "No")],
        "validate_choice": False,
    }


def _rows(field: Field) -> tuple[type[Any], dict[str, Any]]:
    row = FormField(_row_form(field.parts), "")
    return RowsField, {"unbound_field": row, "min_entries": 1, "max_entries": field.most + 1}


@lru_cache(maxsize=256)
def _row_form(parts: Sequence[Field]) -> type[Any]:
    """Return the form of one row; `at` remembers where a stored row stood."""
    controls = {PREFIX + part.name: build_control(part) for part in parts}
    return type(
        "RowForm", (Form,), {"at": HiddenField(), "remove": BooleanField("Remove"), **controls}
    )


Build = Callable[[Field], tuple[type[Any], dict[str, Any]]]

CONTROLS: Mapping[str, Build] = {
    "text": lambda field: (StringField, {}),
    "long_text": lambda field: (TextAreaField, {}),
    "number": lambda field: (NumberField, {"widget": DecimalInput()}),
    "money": lambda field: (MoneyField, {"widget": DecimalInput()}),
    "date": lambda field: (DateField, {}),
    "yes_no": _yes_no,
    "choice": _select,
    "code_list": _select,
    "multi_choice": _boxes,
    "person": lambda field: (PersonField, {"choices": [NOTHING], "validate_choice": False}),
    "composite": lambda field: (CompositeField, {"form_class": _slots(field.slots)}),
    "group": _rows,
}
