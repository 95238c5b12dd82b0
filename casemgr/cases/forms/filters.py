"""The filters above the list of cases: the platform's and those of the agency's fields."""

from functools import lru_cache
from typing import Any

from flask import request
from wtforms import BooleanField, DateField, SearchField, SelectField, StringField
from wtforms.validators import Length, Optional, StopValidation

from casemgr.cases.field_queries import FROM, RANGED, TO, filter_fields, read_bound
from casemgr.cases.queries import list_leaders
from casemgr.forms import Form, choices, line
from casemgr.tenants.fields import Field
from casemgr.tenants.form_controls import PREFIX
from casemgr.tenants.form_controls import DateField as TypedDateField
from casemgr.tenants.pack import Pack
from casemgr.workflows.standing import list_states

ANY = ("", "Any")
YES_NO = {"": "Any", "yes": "Yes", "no": "No"}
SELECTS = ("choice", "code_list", "multi_choice")
USUAL = ("q", "state", "case_type", "agent")


class FilterForm(Form):
    """What the list of cases is narrowed to."""

    q = SearchField("Number or title", [Optional(), Length(max=200)])
    state = SelectField("State", [Optional()], default="")
    case_type = SelectField("Type", [Optional()], default="")
    agent = SelectField("Agent", [Optional()], default="")
    office = SelectField("Office", [Optional()], default="")
    opened_from = DateField("Opened from", [Optional()])
    opened_to = DateField("Opened to", [Optional()])
    overdue = BooleanField("Review overdue")

    def asked(self) -> dict[str, Any]:
        """Return what the list is narrowed to; an entry that cannot be read narrows nothing."""
        sound = {name: one.data for name, one in self._fields.items() if not one.errors}
        return {name.removeprefix(PREFIX): value for name, value in sound.items()}

    @property
    def further(self) -> list[Any]:
        """The filters that are folded away until they are wanted."""
        return [one for one in self if one.name not in USUAL and one.name != "row_version"]

    @property
    def is_further_used(self) -> bool:
        """Whether one of the folded ones narrows the list."""
        return any(one.data for one in self.further)


def filter_form(pack: Pack) -> FilterForm:
    """Return the filters as the address fills them in."""
    form: FilterForm = _form_class(tuple(filter_fields(pack)))(request.args)
    form.state.choices = [ANY, *list_states("case")]
    form.case_type.choices = [ANY, *((one.name, one.label) for one in pack.case_types.values())]
    form.office.label.text = pack.word("office").capitalize()
    form.office.choices = [ANY, *((one.name, one.label) for one in pack.offices.values())]
    form.agent.choices = [ANY, *((str(one.id), one.name) for one in list_leaders())]
    form.validate()
    return form


@lru_cache(maxsize=64)
def _form_class(fields: tuple[Field, ...]) -> Any:
    controls: dict[str, Any] = {}
    for one in fields:
        controls |= _range(one) if one.type in RANGED else {PREFIX + one.name: _control(one)}
    return type("FilterForm", (FilterForm,), controls)


def _range(field: Field) -> dict[str, Any]:
    """Return the two controls between which a number, an amount or a day is to lie."""
    name = PREFIX + field.name
    made = TypedDateField if field.type == "date" else StringField
    return {
        name + end: made(f"{field.label}, {words}", [Optional(), _readable(field)], default="")
        for end, words in ((FROM, "from"), (TO, "to"))
    }


def _readable(field: Field) -> Any:
    def check(form: Any, control: Any) -> None:
        try:
            read_bound(field, control.data)
        except ValueError as error:
            raise StopValidation(str(error)) from None

    return check


def _control(field: Field) -> Any:
    """Return the control by which a list is narrowed to a value of the field."""
    if field.type in SELECTS:
        options = {"": "Any"} | {option.code: option.label for option in field.options}
        return SelectField(field.label, [Optional()], choices=choices(options), default="")
    if field.type == "yes_no":
        return SelectField(field.label, [Optional()], choices=choices(YES_NO), default="")
    return line(field.label, 60, description="Begins with" if field.type == "composite" else "")
