"""Forms with an agency's own fields."""

import re
from datetime import date

import pytest
import time_machine
from werkzeug.datastructures import MultiDict
from wtforms import SelectField, StringField
from wtforms.validators import InputRequired

from casemgr.errors import Invalid
from casemgr.forms import Form
from casemgr.tenants.fields import Field, Option, Slot
from casemgr.tenants.form_fields import make_form, tenant_form

GDEP = {"target": "R", "agencies": "A", "commodity_class": "N", "commodity": "O", "scope": "1"}


class CaseForm(Form):
    title = StringField("Title", [InputRequired("Write a title.")])


class ExhibitForm(Form):
    kind = SelectField("Kind", choices=["firearm", "drug"])


class Record:
    """A stored record with an agency's fields."""

    title = "Pill mill"

    def __init__(self, **fields):
        self.fields = fields


def sent(**entries):
    return MultiDict([(name.replace("__", "-"), value) for name, value in entries.items()])


@pytest.fixture
def diversion_form(packs):
    return tenant_form(CaseForm, packs["dea"], "case", case_type="diversion")


def test_entries_hold_the_agencys_fields_as_typed_values(diversion_form):
    slots = {f"field_gdep__{name}": code for name, code in GDEP.items()}

    form = diversion_form(
        sent(title="Pharmacy", field_source_of_case="industry", field_loss_amount="$20", **slots)
    )

    assert form.validate(), form.errors
    assert form.entries()["title"] == "Pharmacy"
    assert form.entries()["fields"]["gdep"] == {"code": "RANO1", "slots": GDEP}
    assert form.entries()["fields"]["loss_amount"] == 2000


def test_what_was_typed_stays_beside_its_message(diversion_form):
    form = diversion_form(
        sent(title="", field_loss_amount="lots", field_gdep__target="R", field_received_on="soon")
    )

    assert not form.validate()
    assert form["field_loss_amount"].data == "lots"
    assert 'value="soon"' in form["field_received_on"]()
    assert form.errors["field_loss_amount"] == ["Write an amount such as 1,150.00."]
    assert form.errors["field_gdep"] == {
        "agencies": ["Choose agencies involved: the code needs all its parts."]
    }
    assert form.errors["title"] == ["Write a title."]


def test_a_record_fills_the_form_as_a_person_would_type_it(diversion_form):
    stored = {"code": "RANO1", "slots": GDEP}

    form = diversion_form(None, obj=Record(gdep=stored, loss_amount=115050, undercover_used=False))

    assert form.title.data == "Pill mill"
    assert form["field_loss_amount"].data == "1150.50"
    assert form["field_undercover_used"].data == "no"
    assert form["field_gdep"].data == GDEP


def test_an_option_that_is_no_longer_listed_stays_in_sight(diversion_form):
    form = diversion_form(None, obj=Record(priority="gone"))

    assert '<option selected value="gone">gone (no longer listed)' in form["field_priority"]()


def test_a_form_asks_only_what_the_case_type_needs(packs):
    trafficking = tenant_form(CaseForm, packs["atf"], "case", case_type="firearms_trafficking")
    arson = tenant_form(CaseForm, packs["atf"], "case", case_type="arson_and_explosives")

    assert "field_trafficking_scheme" in trafficking()
    assert "field_trafficking_scheme" not in arson()


def test_the_kind_chosen_in_the_form_decides_what_is_needed(packs):
    form_class = tenant_form(ExhibitForm, packs["atf"], "exhibit")

    form = form_class(sent(kind="drug", field_held_as="evidence", field_serial_number="ignored"))

    assert not form.validate()
    assert set(form.errors) == {"field_suspected_substance"}
    assert "serial_number" not in form.cleaned


def test_people_are_offered_by_the_feature(packs):
    form_class = tenant_form(CaseForm, packs["atf"], "report", kinds=["interview"])
    form = form_class()

    form.offer_people([("0192", "Lorna Whitfield")])

    assert "Lorna Whitfield" in form["field_person_interviewed"]()


def test_a_refusal_by_a_service_stands_beside_the_agencys_field(diversion_form):
    form = diversion_form(sent(title="x"))

    form.add_problems(Invalid("Mend it.", {"docket_number": "Another case has it."}))

    assert "Another case has it." in form["field_docket_number"].errors


def test_controls_carry_group_unit_and_limits(packs):
    form = tenant_form(ExhibitForm, packs["dea"], "exhibit", kinds=["drug"])()

    assert form["field_gross_weight"].unit == "g"
    assert form["field_gross_weight"].group == "Drug"
    assert form["field_suspected_substance"].flags.required
    assert 'inputmode="decimal"' in form["field_gross_weight"]()


class Somebody:
    """A person with these rights and clearances."""

    def __init__(self, permissions=(), clearances=()):
        self.permissions, self.clearances = permissions, clearances


def test_a_sensitive_field_is_masked_and_stays_as_it_is(packs):
    made = tenant_form(CaseForm, packs["atf"], "case", person=Somebody())

    form = made(sent(title="x", field_source_used="no", field_source_of_case="referral"))
    form.process(sent(title="x", field_source_used="no"), obj=Record(source_used=True))
    form.validate()

    assert form["field_source_used"].masked
    assert form["field_source_used"].data is None
    assert "source_used" not in form.cleaned


def test_a_sensitive_field_is_entered_by_those_who_may_see_it(packs):
    cleared = Somebody(permissions=["sensitive:read"])

    form = tenant_form(CaseForm, packs["atf"], "case", person=cleared)()

    assert form["field_source_used"].type == "RadioField"


OVER = Option("old", "Old", {}, until=date(2026, 1, 31))
COMING = Option("new", "New", {}, since=date(2027, 1, 1))
NOW = Option("now", "Now", {})
DATED = {"options": (OVER, COMING, NOW)}


@time_machine.travel("2026-03-01T12:00Z", tick=False)
@pytest.mark.parametrize(
    ("field", "stored"),
    [
        (Field("it", "It", "code_list", **DATED), "old"),
        (Field("it", "It", "multi_choice", **DATED), ["old"]),
        (
            Field("it", "It", "composite", slots=(Slot("one", "One", DATED["options"]),)),
            {"code": "old", "slots": {"one": "old"}},
        ),
    ],
)
def test_a_form_offers_what_is_in_force_and_what_the_record_holds(field, stored):
    made = make_form(Form, (field,))

    fresh, held = str(made()["field_it"]()), str(made(None, fields={"it": stored})["field_it"]())

    assert "Now" in fresh
    assert not {"Old", "New"} & set(re.findall("Old|New", fresh))
    assert {"Old", "Now"} == set(re.findall("Old|New|Now", held))
