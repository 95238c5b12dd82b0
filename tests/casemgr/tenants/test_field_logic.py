"""What fields ask of each other: whether they apply, what they hold, and what must agree."""

from datetime import date

import pytest
import time_machine

from casemgr.tenants.fields import Field, Option, Rule, Slot, clean_fields, show_value
from casemgr.tenants.formulas import Formula

KINDS = {
    "sort": "text", "gross": "number", "tare": "number", "net": "number", "on": "date",
    "price": "number", "kind": "text", "drugs.grams": "list(number)", "drugs.name": "list(text)",
}  # fmt: skip


def rule(source):
    return Formula(source, KINDS)


def formula(source):
    return Formula(source, KINDS, is_rule=False)


GROSS = Field("gross", "Gross", "number")
TARE = Field("tare", "Tare", "number")
NET = Field("net", "Net", "number", computed=formula("gross - tare"))
SORT = Field("sort", "Sort", "text")
DRUGS = Field(
    "drugs",
    "Drugs",
    "group",
    least=1,
    most=3,
    parts=(
        Field("name", "Name", "text", required=True),
        Field("grams", "Grams", "number", minimum="0"),
    ),
)


def test_a_field_that_does_not_apply_is_neither_read_nor_cleared():
    seal = Field("net", "Seal", "number", required=True, visible_when=rule("sort == 'sealed'"))

    values, messages = clean_fields(
        [SORT, seal], {"sort": "open", "net": "not a number"}, stored={"sort": "sealed", "net": 4}
    )

    assert (values, messages) == ({"sort": "open"}, {})


def test_a_field_that_applies_is_asked_for():
    seal = Field("net", "Seal", "number", required=True, visible_when=rule("sort == 'sealed'"))

    _, messages = clean_fields([SORT, seal], {"sort": "sealed"})

    assert messages == {"net": "Seal is needed."}


def test_what_does_not_apply_counts_as_unanswered_for_the_fields_that_follow():
    first = Field("gross", "First", "number", visible_when=rule("sort == 'a'"))
    second = Field("tare", "Second", "number", required=True, visible_when=rule("gross > 1"))

    hidden, _ = clean_fields([second, first, SORT], {"sort": "b", "gross": "9", "tare": "3"})
    shown, _ = clean_fields([second, first, SORT], {"sort": "a", "gross": "9", "tare": "3"})

    assert hidden == {"sort": "b"}
    assert shown == {"sort": "a", "gross": 9, "tare": 3}


def test_a_computed_field_follows_what_it_counts_with():
    first, _ = clean_fields([GROSS, TARE, NET], {"gross": "10.3", "tare": "0.1", "net": "99"})
    missing, _ = clean_fields([GROSS, TARE, NET], {"gross": "10"})

    assert first["net"] == 10.2
    assert missing["net"] is None


def test_a_computed_field_follows_stored_values_that_were_not_on_the_form():
    values, messages = clean_fields(
        [GROSS, TARE, NET], {"tare": "1"}, stored={"gross": 5, "tare": 2, "net": 3}, asked={"tare"}
    )

    assert (values, messages) == ({"tare": 1, "net": 4}, {})


@pytest.mark.parametrize(
    ("type_", "source", "given", "stored"),
    [
        ("money", "gross * 2", {"gross": "10.006"}, 2001),
        ("date", "on + days(30)", {"on": "2026-01-31"}, "2026-03-02"),
        ("yes_no", "gross > 5", {"gross": "6"}, True),
        ("text", "sort + '!'", {"sort": "x"}, "x!"),
        ("number", "gross / tare", {"gross": "1", "tare": "0"}, None),
        ("number", "days_between(on, date('2026-02-03'))", {"on": "2026-01-31"}, 3),
        ("number", "has(gross) ? gross : 7.0", {}, 7),
        ("number", "sum(drugs.grams)", {"drugs": [{"name": "a", "grams": "1.5"}]}, 1.5),
        ("number", "size(drugs.name)", {"drugs": [{"name": "a"}, {"name": "b"}]}, 2),
    ],
)
def test_each_type_holds_what_is_worked_out_for_it(type_, source, given, stored):
    day = Field("on", "On", "date")
    price = Field("price", "Price", type_, computed=formula(source))

    values, messages = clean_fields([GROSS, TARE, SORT, day, DRUGS, price], given)

    assert messages == {}
    assert values["price"] == stored


def test_a_rule_between_fields_is_told_at_its_field():
    told = Rule("weights", rule("tare <= gross"), "The tare is more than the gross.")
    tare = Field("tare", "Tare", "number", rules=(told,))

    _, broken = clean_fields([GROSS, tare], {"gross": "1", "tare": "2"})
    _, kept = clean_fields([GROSS, tare], {"gross": "2", "tare": "2"})
    _, open_ = clean_fields([GROSS, tare], {"tare": "2"})
    _, elsewhere = clean_fields([GROSS, tare], {"gross": "1"}, stored={"tare": 2}, asked={"gross"})

    assert broken == {"tare": told.otherwise}
    assert kept == open_ == {}
    assert elsewhere == {"gross": told.otherwise}


def test_a_rule_holds_only_when_its_condition_does():
    told = Rule("weights", rule("tare <= gross"), "Too much.", when=rule("sort == 'weighed'"))
    fields = [GROSS, Field("tare", "Tare", "number", rules=(told,)), SORT]

    _, idle = clean_fields(fields, {"gross": "1", "tare": "2", "sort": "guessed"})
    _, broken = clean_fields(fields, {"gross": "1", "tare": "2", "sort": "weighed"})

    assert (idle, broken) == ({}, {"tare": "Too much."})


def test_rows_are_kept_as_a_list_without_the_blank_and_the_removed_ones():
    typed = [
        {"name": "Heroin", "grams": "2"},
        {"name": " ", "grams": ""},
        {"name": "Gone", "@remove": "y"},
        {"name": "Fentanyl"},
    ]

    values, messages = clean_fields([DRUGS], {"drugs": typed})

    assert messages == {}
    assert values == {"drugs": [{"name": "Heroin", "grams": 2}, {"name": "Fentanyl"}]}
    assert show_value(DRUGS, values["drugs"]) == "Name Heroin, Grams 2; Name Fentanyl"


def test_a_row_is_blamed_at_its_own_part():
    values, messages = clean_fields([DRUGS], {"drugs": [{"name": "ok"}, {"grams": "-1"}]})

    assert messages == {"drugs-1-name": "Name is needed.", "drugs-1-grams": "Write at least 0."}
    assert "drugs" not in values


def test_rows_are_counted():
    _, messages = clean_fields([DRUGS], {"drugs": [{"name": str(one)} for one in range(4)]})

    assert "At most 3" in messages["drugs"]


def test_a_row_keeps_what_it_held_of_a_part_that_the_pack_no_longer_has():
    stored = {"drugs": [{"name": "Heroin", "lot": "7"}, {"name": "Fentanyl"}]}
    typed = [{"name": "Fentanyl", "@row": "1"}, {"name": "Heroin HCl", "@row": "0"}]

    values, _ = clean_fields([DRUGS], {"drugs": typed}, stored=stored)

    assert values["drugs"] == [{"name": "Fentanyl"}, {"name": "Heroin HCl", "lot": "7"}]


@pytest.mark.parametrize("raw", ["x", 7, [1, "y"], {"a": 1}, [{"@row": "²", "name": "a"}], None])
def test_rows_that_no_form_sends_do_no_harm(raw):
    values, messages = clean_fields([DRUGS], {"drugs": raw})

    assert messages == {}
    assert values["drugs"] in (None, [{"name": "a"}])


OLD = Option("old", "Old", {}, until=date(2026, 1, 31))
NEW = Option("new", "New", {}, since=date(2026, 2, 1))
CODE = Field("code", "Code", "code_list", options=(OLD, NEW))


@time_machine.travel("2026-03-01T12:00Z", tick=False)
def test_a_code_can_be_chosen_while_it_is_in_force_and_kept_afterwards():
    _, refused = clean_fields([CODE], {"code": "old"})
    kept, _ = clean_fields([CODE], {"code": "old"}, stored={"code": "old"})
    chosen, _ = clean_fields([CODE], {"code": "new"})

    assert "listed entries" in refused["code"]
    assert (kept, chosen) == ({"code": "old"}, {"code": "new"})
    assert show_value(CODE, "old") == "Old"


@time_machine.travel("2026-03-01T12:00Z", tick=False)
def test_the_parts_of_a_composite_code_have_their_days_too():
    composite = Field("it", "It", "composite", slots=(Slot("one", "One", (OLD, NEW)),))
    stored = {"it": {"code": "old", "slots": {"one": "old"}}}

    _, refused = clean_fields([composite], {"it": {"one": "old"}})
    kept, _ = clean_fields([composite], {"it": {"one": "old"}}, stored=stored)

    assert "listed entries" in refused["it"]
    assert kept == stored


def test_a_step_can_ask_for_a_field_that_the_form_does_not_require():
    _, messages = clean_fields([GROSS, TARE], {}, asked=(), required=("gross",))
    _, kept = clean_fields([GROSS], {}, stored={"gross": 1}, asked=(), required=("gross",))

    assert (messages, kept) == ({"gross": "Gross is needed."}, {})
