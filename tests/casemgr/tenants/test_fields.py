"""Typed fields: what a person types becomes a typed value or a message that says how to mend it."""

import json
import uuid

import pytest

from casemgr.expressions import compile_rule
from casemgr.tenants.fields import (
    Field,
    Option,
    Slot,
    clean_fields,
    guard_values,
    guard_variables,
    show_value,
    sort_key,
)

COLORS = (Option("r", "Red", {}), Option("b", "Blue", {}))
SOMEBODY = str(uuid.uuid4())


def field(type_="text", **more):
    return Field("it", "It", type_, **more)


def composite():
    slots = (Slot("one", "First", COLORS), Slot("two", "Second", COLORS))
    return field("composite", slots=slots)


ACCEPTED = [
    (field(), "  two   words ", "two words", "two words"),
    (field("long_text"), "one\r\ntwo\x0bthree", "one\ntwo\nthree", "one\ntwo\nthree"),
    (field("number"), "1,234", 1234, "1234"),
    (field("number", unit="g"), "12.345", 12.345, "12.345 g"),
    (field("number"), "0", 0, "0"),
    (field("money"), "$1,150", 115000, "USD 1,150"),
    (field("money"), "0.07", 7, "USD 0.07"),
    (field("money"), "999999999999.99", 99999999999999, "USD 999,999,999,999.99"),
    (field("date"), "2026-03-21", "2026-03-21", "Mar 21, 2026"),
    (field("date"), "3/21/2026", "2026-03-21", "Mar 21, 2026"),
    (field("yes_no"), "no", False, "No"),
    (field("yes_no"), "yes", True, "Yes"),
    (field("choice", options=COLORS), "b", "b", "Blue"),
    (field("code_list", options=COLORS), "r", "r", "Red"),
    (field("multi_choice", options=COLORS), ["b", "r"], ["r", "b"], "Red; Blue"),
    (
        composite(),
        {"one": "r", "two": "b"},
        {"code": "rb", "slots": {"one": "r", "two": "b"}},
        "rb",
    ),
    (composite(), "br", {"code": "br", "slots": {"one": "b", "two": "r"}}, "br"),
]


@pytest.mark.parametrize(("asked", "typed", "stored", "shown"), ACCEPTED)
def test_a_typed_entry_is_stored_as_json_and_shown_again(asked, typed, stored, shown):
    values, messages = clean_fields([asked], {"it": typed})

    assert messages == {}
    assert json.loads(json.dumps(values)) == {"it": stored}
    assert show_value(asked, stored) == shown


REFUSED = [
    (field(), "x" * 201, "at most 200 characters"),
    (field(), "a\x00b", "Character 2 cannot be stored"),
    (field(), "a\ud800", "Character 2 cannot be stored"),
    (field(pattern="T[0-9]+", help="T and the digits"), "X1", "T and the digits"),
    (field(format="imei"), "123", "15 digits"),
    (field("number"), "twelve", "such as 12"),
    (field("number"), "1,2", "such as 12"),
    (field("number"), "NaN", "such as 12"),
    (field("number"), "1e9", "such as 12"),
    (field("number"), "٣", "such as 12"),
    (field("number", minimum="0"), "-1", "at least 0"),
    (field("number", maximum="10"), "10.5", "at most 10"),
    (field("number"), "123456789012345.123", "15 digits"),
    (field("money"), "1.001", "two digits"),
    (field("money"), "a lot", "such as 1,150.00"),
    (field("money", minimum="0"), "-1", "at least USD 0"),
    (field("date"), "2026-02-30", "month/day/year"),
    (field("date"), "21.3.2026", "month/day/year"),
    (field("date"), "0001-01-01", "month/day/year"),
    (field("date", maximum="today"), "2199-01-01", "cannot be after"),
    (field("date", minimum="2000-01-01"), "1999-12-31", "cannot be before Jan 1, 2000"),
    (field("yes_no"), "perhaps", "yes or no"),
    (field("choice", options=COLORS), "green", "listed entries"),
    (field("multi_choice", options=COLORS), ["r", "green"], "listed entries"),
    (field("person"), "Hutchens", "Pick a person"),
    (composite(), {"one": "r"}, "Choose second"),
    (composite(), "rbr", "all 2 characters"),
    (field(required=True), "   ", "It is needed"),
    (field("multi_choice", options=COLORS, required=True), [], "It is needed"),
    (composite(), {"one": "x", "two": "r"}, "listed entries"),
]


@pytest.mark.parametrize(("asked", "typed", "reason"), REFUSED)
def test_an_entry_that_cannot_be_read_gets_a_message(asked, typed, reason):
    values, messages = clean_fields([asked], {"it": typed})

    assert reason in messages["it"]
    assert values.get("it") is None


def test_a_required_no_counts_as_an_answer():
    values, messages = clean_fields([field("yes_no", required=True)], {"it": "no"})

    assert (values, messages) == ({"it": False}, {})


def test_an_emptied_field_is_cleared_and_others_are_left_alone():
    record = {"it": "old", "elsewhere": "kept"}

    values, _ = clean_fields([field()], {"it": ""})

    assert record | values == {"it": None, "elsewhere": "kept"}


def test_a_field_is_needed_when_another_one_says_so():
    variables = {"caliber": "text", "amount": "number", "kind": "text"}
    rule = compile_rule("kind == 'firearm' && amount > 1000.0 && caliber != ''", variables)
    asked = [
        Field("caliber", "Caliber", "text"),
        Field("amount", "Amount", "money"),
        Field("reason", "Reason", "text", required_when=rule),
    ]

    _, needed = clean_fields(asked, {"caliber": "9 mm", "amount": "1000.01"}, {"kind": "firearm"})
    _, spared = clean_fields(asked, {"caliber": "9 mm", "amount": "1000"}, {"kind": "firearm"})
    _, other = clean_fields(asked, {"caliber": "9 mm", "amount": "2000"}, {"kind": "drug"})

    assert needed == {"reason": "Reason is needed."}
    assert spared == other == {}


def test_a_person_is_shown_by_name():
    asked = field("person")

    values, _ = clean_fields([asked], {"it": SOMEBODY.upper()})

    assert values == {"it": SOMEBODY}
    assert show_value(asked, SOMEBODY, {SOMEBODY: "Dale Roy Hutchens"}) == "Dale Roy Hutchens"
    assert SOMEBODY not in show_value(asked, SOMEBODY)


@pytest.mark.parametrize(
    ("asked", "values", "order"),
    [
        (field(), ["b", None, "A"], ["A", "b", None]),
        (field("number"), [10, 9.5, None], [9.5, 10, None]),
        (field("choice", options=COLORS), ["r", "b"], ["b", "r"]),
        (field("date"), ["2026-02-01", None, "2025-12-01"], ["2025-12-01", "2026-02-01", None]),
        (field("money"), [100, 20], [20, 100]),
    ],
)
def test_records_sort_by_a_field_with_the_empty_ones_last(asked, values, order):
    assert sorted(values, key=lambda value: sort_key(asked, value)) == order


@pytest.mark.parametrize("stored", [12, "gone", ["x"], {"other": 1}, True])
@pytest.mark.parametrize("asked", [case[0] for case in ACCEPTED])
def test_a_value_stored_by_an_earlier_pack_is_shown_and_sorted_somehow(asked, stored):
    assert isinstance(show_value(asked, stored), str)
    assert len(sort_key(asked, stored)) == 2


def test_expressions_see_dollars_codes_and_the_fields_kinds():
    asked = [Field("loss", "Loss", "money"), composite()]
    values = {"loss": 115050, "it": {"code": "rb", "slots": {}}}

    assert guard_variables(asked, "case.") == {"case.loss": "number", "case.it": "text"}
    assert guard_values(asked, values, "case.") == {"case.loss": 1150.5, "case.it": "rb"}


def test_a_field_belongs_to_some_kinds_and_case_types_only():
    asked = field(kinds=frozenset({"firearm"}), case_types=frozenset({"trafficking"}))

    assert asked.applies(["firearm"], "trafficking")
    assert not asked.applies(["drug"], "trafficking")
    assert not asked.applies(["firearm"], "arson")
    assert asked.applies()
