"""Forms with an agency's own fields: which control each type gets, and what was entered in it.

The controls keep what was typed as it was typed; `clean_fields` reads it, so that a form, an
import and a command refuse the same things in the same words.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from functools import lru_cache
from typing import Any

from wtforms import (
    Form,
    FormField,
    RadioField,
    SelectChoice,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.widgets import CheckboxInput, DateInput, ListWidget, TextInput

from casemgr.tenants.fields import Field, Option, Slot, Values, clean_fields
from casemgr.tenants.pack import Pack

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


class ChoiceField(SelectField):
    """One of several options; an option that is no longer listed stays to be seen."""

    choices: list[SelectChoice]

    def process_data(self, value: Any) -> None:
        """Take the stored code, and list it when the pack no longer does."""
        super().process_data(value)
        if value and value not in [choice.value for choice in self.choices]:
            gone = SelectChoice(value, f"{value} (no longer listed)")
            self.choices = [*self.choices, gone]


class ChoicesField(SelectMultipleField):
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


class TenantForm:
    """What a form gains by an agency's fields; mixed into the form of a feature."""

    tenant_fields: tuple[Field, ...] = ()
    context: Mapping[str, str] = {}
    cleaned: Values

    def process(self, formdata: Any = None, obj: Any = None, **given: Any) -> None:
        """Fill in what was sent or, without it, what the record holds."""
        stored = given.pop("fields", None) or getattr(obj, "fields", None) or {}
        for field in self.tenant_fields:
            typed = typed_value(field, stored.get(field.name))
            given.setdefault(PREFIX + field.name, typed)
        super().process(formdata, obj, **given)  # type: ignore[misc]
        self.cleaned = {}

    def validate(self, *arguments: Any, **named: Any) -> bool:
        """Check the form's own entries and then those in the agency's fields."""
        sound = super().validate(*arguments, **named)  # type: ignore[misc]
        asked = self.asked_fields()
        raw = {field.name: self._fields[PREFIX + field.name].data for field in asked}
        self.cleaned, messages = clean_fields(asked, raw, self._context())
        for name, message in messages.items():
            _blame(self._fields[PREFIX + name], message)
        return bool(sound) and not messages

    def asked_fields(self) -> list[Field]:
        """List the fields that a record of the entered kind and case type has."""
        context = self._context()
        kinds = [context["kind"]] if context.get("kind") else []
        case_type = context.get("case_type", "")
        return [field for field in self.tenant_fields if field.applies(kinds, case_type)]

    def entries(self) -> dict[str, Any]:
        """Return what was entered, the agency's fields as typed values under `fields`."""
        own = super().entries()  # type: ignore[misc]
        plain = {name: value for name, value in own.items() if not name.startswith(PREFIX)}
        return plain | {"fields": self.cleaned}

    def offer_people(self, people: Collection[tuple[str, str]]) -> None:
        """Let every field for a person choose among these ids and names."""
        choices = [NOTHING, *(SelectChoice(key, name) for key, name in people)]
        for field in self.tenant_fields:
            if field.type == "person":
                self._fields[PREFIX + field.name].choices = choices

    def add_problems(self, error: Any) -> None:
        """Show what a service refused; it names an agency's field without the prefix."""
        names = {field.name for field in self.tenant_fields}
        error.problems = {
            (PREFIX + name if name in names else name): message
            for name, message in error.problems.items()
        }
        super().add_problems(error)  # type: ignore[misc]

    _fields: dict[str, Any]

    def _context(self) -> dict[str, str]:
        """Tell the record's kind and case type: as entered in this form, or else as given."""
        entered = {
            name: str(self._fields[name].data or "")
            for name in ("case_type", "kind")
            if name in self._fields
        }
        return dict(self.context) | entered


def tenant_form(
    base: type[Any],
    pack: Pack,
    subject: str,
    *,
    kinds: Collection[str] = (),
    case_type: str = "",
    sensitive: bool = True,
    names: Collection[str] | None = None,
) -> type[Any]:
    """Return the feature's form with the agency's fields for that record after its own.

    With `names` it asks for those fields alone.
    """
    found = pack.fields_for(subject, kinds, case_type)
    fields = [field for field in found if names is None or field.name in names]
    shown = tuple(field for field in fields if sensitive or not field.sensitive)
    headings = tuple(pack.groups.get(subject, {}).items())
    context = (("case_type", case_type), ("kind", next(iter(kinds), "")))
    keyed: Any = base
    return _form_class(keyed, shown, headings, context)


@lru_cache(maxsize=512)
def _form_class(
    base: Any,
    fields: tuple[Field, ...],
    headings: tuple[tuple[str, str], ...],
    context: tuple[tuple[str, str], ...],
) -> type[Any]:
    controls = {
        PREFIX + field.name: build_control(field, dict(headings).get(field.group, ""))
        for field in fields
    }
    members = {"tenant_fields": fields, "context": dict(context), **controls}
    kind: Any = type(base)  # WTForms gives its forms a metaclass of their own.
    made: type[Any] = kind(base.__name__, (TenantForm, base), members)
    return made


def build_control(field: Field, heading: str = "") -> Any:
    """Return the control in which a value of this field is entered."""
    control, more = CONTROLS[field.type](field)
    flags: dict[str, Any] = {"required": True} if field.required else {}
    if field.type in ("text", "long_text"):
        flags["maxlength"] = field.max_length
    marked = type(control.__name__, (control,), {"group": heading, "unit": field.unit})
    return marked(field.label, description=field.help, validators=[Marks(flags)], **more)


def typed_value(field: Field, value: Any) -> Any:
    """Return a stored value in the form in which a person would type it."""
    if value is None:
        return [] if field.type == "multi_choice" else {} if field.type == "composite" else ""
    if field.type == "money":
        return f"{value / 100:.2f}"
    if field.type == "yes_no":
        return "yes" if value else "no"
    if field.type == "composite":
        return dict(value["slots"])
    return value if field.type == "multi_choice" else str(value)


def _options(options: Iterable[Option]) -> list[SelectChoice]:
    return [SelectChoice(option.code, option.label) for option in options]


def _slots(slots: tuple[Slot, ...]) -> type[Any]:
    selects = {
        slot.name: ChoiceField(
            slot.label, choices=[NOTHING, *_options(slot.options)], validate_choice=False
        )
        for slot in slots
    }
    return type("SlotsForm", (Form,), selects)


def _select(field: Field) -> tuple[type[Any], dict[str, Any]]:
    choices = [NOTHING, *_options(field.options)]
    return ChoiceField, {"choices": choices, "validate_choice": False}


def _boxes(field: Field) -> tuple[type[Any], dict[str, Any]]:
    return ChoicesField, {"choices": _options(field.options), "validate_choice": False}


def _yes_no(field: Field) -> tuple[type[Any], dict[str, Any]]:
    return RadioField, {
        "choices": [SelectChoice("yes", "Yes"), SelectChoice("no", "No")],
        "validate_choice": False,
    }


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
}


def _blame(control: Any, message: str) -> None:
    """Put a message beside a control; a composite one shows it at the slot left open."""
    if isinstance(control, CompositeField):
        slots = list(control.form)
        control = next((slot for slot in slots if not slot.data), slots[0])
    if not control.errors:
        control.errors = [message]
