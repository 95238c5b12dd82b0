"""Forms with an agency's own fields: which control each type gets, and what was entered in it.

The controls keep what was typed as it was typed; `clean_fields` reads it, so that a form, an
import and a command refuse the same things in the same words.
"""

from collections.abc import Collection, Mapping
from functools import lru_cache
from typing import Any

from flask_login import current_user
from wtforms import SelectChoice

from casemgr.tenants.clearance import is_cleared
from casemgr.tenants.fields import Field, Values, clean_fields, hidden_fields
from casemgr.tenants.form_controls import (
    NOTHING,
    PREFIX,
    CompositeField,
    RowsField,
    build_control,
    typed_value,
)
from casemgr.tenants.pack import Pack

__all__ = ["PREFIX", "TenantForm", "build_control", "tenant_form", "typed_value"]


class TenantForm:
    """What a form gains by an agency's fields; mixed into the form of a feature.

    `tenant_fields` are all those of the record, `open_names` those that this person enters here.
    """

    tenant_fields: tuple[Field, ...] = ()
    open_names: frozenset[str] = frozenset()
    deciding: frozenset[str] = frozenset()
    context: Mapping[str, str] = {}
    cleaned: Values
    stored: Values

    def process(self, formdata: Any = None, obj: Any = None, **given: Any) -> None:
        """Fill in what was sent or, without it, what the record holds."""
        self.stored = given.pop("fields", None) or getattr(obj, "fields", None) or {}
        for name, field in self._open_fields().items():
            given.setdefault(PREFIX + name, typed_value(field, field.value_in(self.stored)))
        super().process(formdata, obj, **given)  # type: ignore[misc]
        self.cleaned = {}
        rows = self._fields.get(str(formdata.get("add_row"))) if formdata else None
        if isinstance(rows, RowsField):
            rows.add_row()
        if self.deciding:
            self._mark_hidden(bool(formdata))
        self._mark_needed()

    def validate(self, *arguments: Any, **named: Any) -> bool:
        """Check the form's own entries and then those in the agency's fields."""
        sound = super().validate(*arguments, **named)  # type: ignore[misc]
        self.cleaned, messages = self._clean()
        for name, message in messages.items():
            self._blame(name, message)
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
            if field.type == "person" and field.name in self.open_names:
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

    def _open_fields(self) -> dict[str, Field]:
        return {one.name: one for one in self.tenant_fields if one.name in self.open_names}

    def _clean(self) -> tuple[Values, dict[str, str]]:
        """Read what was typed; what is not entered here counts as it is stored."""
        raw = {name: _typed(self._fields[PREFIX + name]) for name in self.open_names}
        fields, context = self.asked_fields(), self._context()
        return clean_fields(fields, raw, context, stored=self.stored, asked=self.open_names)

    def _mark_needed(self) -> None:
        """Mark what a record of this type needs whatever else is entered."""
        fields = self.asked_fields()
        if any(field.required_when for field in fields):
            _, needed = clean_fields(fields, {}, self._context(), asked=self.open_names)
            for name in needed:
                self._fields[PREFIX + name].flags.required = True

    def _mark_hidden(self, is_sent: bool) -> None:
        """Tell the page which fields do not apply, and which ones decide that."""
        values = self.stored | (self._clean()[0] if is_sent else {})
        hidden = hidden_fields(self.tenant_fields, values, self._context())
        for name, field in self._open_fields().items():
            control = self._fields[PREFIX + name]
            control.decides = name in self.deciding
            if field.visible_when:
                control.applies = name not in hidden

    def _blame(self, name: str, message: str) -> None:
        """Put a message beside its control, or beside the part of the row that it names."""
        if PREFIX + name in self._fields:
            _blame(self._fields[PREFIX + name], message)
            return
        group, index, part = name.rsplit("-", 2)
        rows = self._fields[PREFIX + group]
        control = rows.part(int(index), part)
        _blame(control, message)
        _blame(rows, f"Row {int(index) + 1}, {control.label.text}: {message}")

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
    person: Any = current_user,
    names: Collection[str] | None = None,
) -> type[Any]:
    """Return the feature's form with the agency's fields for that record after its own.

    A field for which the person is not cleared is masked, and stays as it is. With `names` the
    form asks for those fields alone.
    """
    fields = pack.fields_for(subject, kinds, case_type)
    masked = frozenset(one.name for one in fields if not is_cleared(one, person))
    asked = frozenset(one.name for one in fields if names is None or one.name in names)
    headings = tuple(pack.groups.get(subject, {}).items())
    context = (("case_type", case_type), ("kind", next(iter(kinds), "")))
    keyed: Any = base
    return make_form(keyed, fields, masked, headings, context, asked)


@lru_cache(maxsize=512)
def make_form(
    base: Any,
    fields: tuple[Field, ...],
    masked: frozenset[str] = frozenset(),
    headings: tuple[tuple[str, str], ...] = (),
    context: tuple[tuple[str, str], ...] = (),
    asked: frozenset[str] | None = None,
) -> type[Any]:
    """Return a form with controls for these fields; the same fields give the same form."""
    entered = [one for one in fields if one.is_entered and (asked is None or one.name in asked)]
    controls = {
        PREFIX + one.name: build_control(
            one, dict(headings).get(one.group, ""), masked=one.name in masked
        )
        for one in entered
    }
    members = {
        "tenant_fields": fields,
        "open_names": frozenset(one.name for one in entered) - masked,
        "deciding": _deciding(fields),
        "context": dict(context),
        **controls,
    }
    kind: Any = type(base)  # WTForms gives its forms a metaclass of their own.
    made: type[Any] = kind(base.__name__, (TenantForm, base), members)
    return made


def _deciding(fields: Collection[Field]) -> frozenset[str]:
    """Name the fields on which it depends whether others apply."""
    asked = [field.visible_when for field in fields if field.visible_when]
    return frozenset(name.partition(".")[0] for one in asked for name in one.names)


def _typed(control: Any) -> Any:
    return control.rows() if isinstance(control, RowsField) else control.data


def _blame(control: Any, message: str) -> None:
    """Put a message beside a control; a composite one shows it at the slot left open."""
    if isinstance(control, CompositeField):
        slots = list(control.form)
        control = next((slot for slot in slots if not slot.data), slots[0])
    if not control.errors:
        control.errors = [message]
