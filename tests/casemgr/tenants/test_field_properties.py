"""Whatever is typed in fields of all types: it is stored as typed values, or blamed in words."""

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from casemgr.forms import Form
from casemgr.tenants.fields import Field, Option, Slot, clean_fields, show_value, sort_key
from casemgr.tenants.form_fields import make_form
from casemgr.tenants.formulas import Formula

COLORS = (Option("r", "Red", {}), Option("b", "Blue", {}))
ANY_TEXT = st.text(st.characters(), max_size=30)
SIMPLE = {
    "text": "words",
    "long_text": "more\nwords",
    "number": "12.5",
    "money": "1,150.00",
    "date": "2026-02-03",
    "yes_no": "no",
    "choice": "b",
    "code_list": "r",
}
VARIABLES = {"number": "number", "choice": "text", "yes_no": "yes_no"}


def _field(type_, **more):
    return Field(type_, type_.capitalize(), type_, options=COLORS, **more)


FIELDS = (
    *(_field(type_) for type_ in SIMPLE),
    _field("multi_choice"),
    Field("person", "Person", "person"),
    Field("composite", "Composite", "composite", slots=(Slot("one", "One", COLORS),)),
    Field("group", "Group", "group", parts=tuple(_field(one) for one in SIMPLE), most=3),
    Field("attachment", "Attachment", "attachment"),
    Field("double", "Double", "number", computed=Formula("number * 2", VARIABLES, is_rule=False)),
    Field("seal", "Seal", "text", visible_when=Formula("choice == 'b' && !yes_no", VARIABLES)),
)
STORED = {
    "text": "old",
    "long_text": "old",
    "number": 4,
    "money": 100,
    "date": "2020-02-02",
    "yes_no": True,
    "choice": "r",
    "code_list": "b",
    "multi_choice": ["r"],
    "seal": "S-1",
    "person": "01a20df9-689e-73e8-a15d-277f20f9814b",
    "double": 8,
    "composite": {"code": "r", "slots": {"one": "r"}},
    "group": [{"text": "old", "gone": 1}],
    "attachment": [{"id": "x", "name": "a.pdf", "size": 1, "sha256": "0"}],
}
RAW = st.one_of(
    ANY_TEXT,
    st.sampled_from([*SIMPLE.values(), "", "yes"]),
    st.lists(ANY_TEXT, max_size=3),
    st.dictionaries(st.sampled_from(["one", "text", "number", "@row", "@remove"]), ANY_TEXT),
    st.lists(st.dictionaries(st.sampled_from([*SIMPLE, "@row"]), ANY_TEXT), max_size=5),
    st.none(),
)
NAMES = [field.name for field in FIELDS]


@settings(max_examples=300, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.dictionaries(st.sampled_from(NAMES), RAW), st.sets(st.sampled_from(NAMES)))
def test_an_edit_never_touches_what_it_did_not_ask(typed, asked):
    values, messages = clean_fields(FIELDS, typed, stored=STORED, asked=asked)
    merged = STORED | values

    untouched = set(NAMES) - asked - {"double"} | {"attachment"}
    assert {name: merged[name] for name in untouched} == {name: STORED[name] for name in untouched}
    assert {key.partition("-")[0] for key in messages} <= asked
    assert not set(messages) & set(values) - {"double"}


@settings(max_examples=300, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.fixed_dictionaries(dict.fromkeys(NAMES, RAW)))
def test_whatever_is_typed_becomes_a_typed_value_or_a_message(typed):
    values, messages = clean_fields(FIELDS, typed)

    assert json.loads(json.dumps(values)) == values
    assert all(len(said) > 10 for said in messages.values())
    for field in FIELDS:
        assert isinstance(show_value(field, values.get(field.name)), str)
        assert len(sort_key(field, values.get(field.name))) == 2


@settings(max_examples=100, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.fixed_dictionaries(dict.fromkeys(SIMPLE, ANY_TEXT)), ANY_TEXT)
def test_a_refused_form_keeps_what_was_typed(typed, in_row):
    sent = {f"field_{name}": text for name, text in typed.items()}
    form = make_form(Form, FIELDS)(MultiDict(sent | {"field_group-0-field_number": in_row}))

    form.validate()

    assert {name: form[name].data for name in sent} == sent
    assert form["field_group"].rows()[0]["number"] == in_row


def test_a_value_that_was_typed_comes_back_as_it_is_stored():
    first, messages = clean_fields(FIELDS, SIMPLE)
    form = make_form(Form, FIELDS)(None, fields=first)

    again = {name: form[f"field_{name}"].data for name in SIMPLE}
    second, _ = clean_fields(FIELDS, again, stored=first)

    assert messages == {}
    assert {name: second[name] for name in SIMPLE} == {name: first[name] for name in SIMPLE}


@pytest.mark.parametrize("count", [1, 500])
def test_many_rows_are_refused_in_words_and_not_in_time(count):
    group = FIELDS[NAMES.index("group")]
    rows = [{"text": str(number)} for number in range(count)]

    _, messages = clean_fields([group], {"group": rows})

    assert ("At most 3" in messages.get("group", "")) == (count > 3)
