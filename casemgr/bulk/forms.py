"""What can be changed in many cases at once, and the form that asks for the new value."""

from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import Select
from wtforms import RadioField, SelectField
from wtforms.validators import InputRequired

from casemgr.bulk.models import AGENT, STEP
from casemgr.bulk.queries import steps_for
from casemgr.bulk.services.asking import Wish
from casemgr.cases.forms import agent_form
from casemgr.cases.forms.asked import REASON
from casemgr.cases.forms.making import COURT
from casemgr.errors import Invalid
from casemgr.forms import Form, choices, text
from casemgr.permissions import Permission
from casemgr.statutes.queries import list_courts
from casemgr.tenants import current_pack
from casemgr.tenants.clearance import is_cleared
from casemgr.tenants.fields import Field, show_value
from casemgr.tenants.form_fields import tenant_form
from casemgr.workflows.definition import Reason, Step
from casemgr.workflows.refusals import step_label

# What is chosen among the people of one case cannot be the same in many.
TYPES = (
    *("text", "long_text", "number", "money", "date", "yes_no"),
    *("choice", "code_list", "multi_choice", "composite"),
)
NOTHING_TO_SET = "Enter the value, or choose to clear the field."
NEEDED = "This field is always needed, so it cannot be cleared."


class Offer(NamedTuple):
    """One thing that can be changed: its name in an address, and how a person reads it."""

    what: str
    label: str
    hint: str = ""


class StepForm(Form):
    """A step that takes no reason."""


class OptionalReasonForm(Form):
    """A step and, if there is one, the reason for it."""

    reason = text("Reason", 4000, description=REASON)


class NeededReasonForm(Form):
    """A step and the reason for it."""

    reason = text("Reason", 4000, "Say why.", description=REASON)


class FactForm(Form):
    """The new value of a fact that every agency has."""

    value = SelectField("New value", [InputRequired("Choose the new value.")])


class FieldForm(Form):
    """The new value of one of the agency's fields, or none."""

    how = RadioField(
        "What to do", choices=choices({"set": "Set it", "clear": "Clear it"}), default="set"
    )
    field: Field

    def new_value(self) -> Any:
        """Return the value to set, as records keep it, or None to clear it. Raises Invalid."""
        cleaned: Mapping[str, Any] = self.cleaned
        value = cleaned.get(self.field.name) if self.how.data == "set" else None
        if self.how.data == "set" and value is None:
            raise Invalid(NOTHING_TO_SET, {self.field.name: NOTHING_TO_SET})
        if self.how.data == "clear" and self.field.required:
            raise Invalid(NEEDED, {"how": NEEDED})
        return value


REASONS = {
    Reason.NONE: StepForm,
    Reason.OPTIONAL: OptionalReasonForm,
    Reason.REQUIRED: NeededReasonForm,
}


def list_offers(cases: Select[Any], by: Any) -> dict[str, list[Offer]]:
    """List what the person can change in these cases, under headings."""
    steps = [Offer(f"step.{one.name}", step_label(one), one.hint) for one in steps_for(cases, by)]
    edits, assigns = (
        one in by.permissions for one in (Permission.CASE_EDIT, Permission.CASE_ASSIGN)
    )
    fields = [Offer(f"fact.{name}", label) for name, label in _facts().items()]
    fields += [Offer(f"field.{one.name}", one.label, one.help) for one in _fields(by)]
    return {
        "Take a step": steps,
        "Change a field": fields if edits else [],
        "Hand over": [Offer(AGENT, "Assign another agent")] if assigns else [],
    }


def change_form(what: str, cases: Select[Any], by: Any) -> Any:
    """Return the form of one of the offered changes, or None when it is not among them."""
    offers = [one for group in list_offers(cases, by).values() for one in group]
    offer = next((one for one in offers if one.what == what), None)
    if offer is None:
        return None
    kind, _, name = what.partition(".")
    if kind == STEP:
        form = _step_form(next(one for one in steps_for(cases, by) if one.name == name), by)
    elif kind == AGENT:
        form = agent_form()
    else:
        form = _fact_form(name) if kind == "fact" else _field_form(name, by)
    form.offer = offer
    return form


def wish_of(form: Any) -> Wish:
    """Return what a sound form asks for. Raises Invalid."""
    kind, _, name = form.offer.what.partition(".")
    entered = form.entries()
    reason = entered.get("reason") or ""
    if kind == STEP:
        return Wish(kind, form.offer.label, name, reason, entered.get("fields") or {})
    if kind == AGENT:
        chosen = dict(form.account_id.choices)[form.account_id.data]
        entries = {"account_id": form.account_id.data}
        return Wish(kind, f"Assign to {chosen}", reason=reason, entries=entries)
    value = entered["value"] if kind == "fact" else form.new_value()
    words = _chosen(form.value) if kind == "fact" else show_value(form.field, value)
    told = f"{form.offer.label}: {words}" if words else f"{form.offer.label}: clear it"
    return Wish(kind, told[:300], name, entries={name: value})


def _step_form(step: Step, by: Any) -> Any:
    asked = [bare(one) for one in _fields(by) if one.name in step.form]
    return _with_fields(REASONS[step.reason], asked)


def _field_form(name: str, by: Any) -> Any:
    field = next(one for one in _fields(by) if one.name == name)
    form = _with_fields(FieldForm, [optional(field)])
    form.field = field
    return form


def _with_fields(base: Any, fields: list[Field]) -> Any:
    pack = replace(current_pack(), fields={"case": tuple(fields)})
    return tenant_form(base, pack, "case").of_request()


@lru_cache(maxsize=1024)
def bare(field: Field) -> Field:
    """Return a field as it is in any case: its conditions and rules are each case's own."""
    return replace(field, required_when=None, visible_when=None, rules=(), case_types=frozenset())


@lru_cache(maxsize=1024)
def optional(field: Field) -> Field:
    """Return a field that may be left empty, for it may be cleared instead."""
    return replace(bare(field), required=False)


def _fact_form(name: str) -> FactForm:
    form = FactForm.of_request()
    form.value.label.text = _facts()[name]
    form.value.choices = [("", ""), *_places(name)]
    return form


def _facts() -> dict[str, str]:
    return {
        "office": current_pack().word("office").capitalize(),
        "venue": "District of prosecution",
    }


def _places(name: str) -> list[tuple[str, str]]:
    if name == "office":
        return [(one.name, one.label) for one in current_pack().offices.values()]
    return [(court.id, court.name.removeprefix(COURT)) for court in list_courts()]


def _fields(by: Any) -> list[Field]:
    """List the agency's fields that a person may see and enter."""
    known = current_pack().fields.get("case", ())
    entered = [one for one in known if one.is_entered and one.type in TYPES]
    return [one for one in entered if is_cleared(one, by)]


def _chosen(control: Any) -> str:
    return str(dict(control.choices)[control.data])
