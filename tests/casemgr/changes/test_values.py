"""No value of a record is lost because a field was renamed, retyped or left out."""

import itertools

import pytest
from flask import current_app
from markupsafe import Markup

from casemgr.accounts.people import acting_as
from casemgr.cases.models import Case
from casemgr.cases.services import update_case
from casemgr.database.rows import fetch
from casemgr.parties.fields import shown_fields
from casemgr.tenants.clearance import MASK
from casemgr.tenants.fields import Field, Option, guard_values, show_value
from casemgr.tenants.form_fields import typed_value
from casemgr.tenants.problems import PackInvalid


@pytest.fixture
def agent(make_person):
    return make_person("atf", "case_agent")


def shown(person, case):
    """Return what the page of a case shows of its fields, by label."""
    with current_app.test_request_context(), acting_as(person):
        found = fetch(Case, case.id)
        groups = shown_fields("case", found, case_type=found.case_type)
    return {
        f"{heading}/{label}": value
        for heading, pairs in groups
        for label, value in pairs
        if value != MASK and not isinstance(value, Markup)
    }


def stored(person, case):
    with acting_as(person):
        return dict(fetch(Case, case.id).fields)


def test_a_renamed_field_has_its_values_under_the_new_name_and_keeps_the_old(
    change, agent, make_case, again
):
    case = make_case(agent, fields={"docket_number": "26-0007"})
    change.add_field("docket_number", "{drop: true}")
    change.add_field("court_number", "{type: text, label: Court number, was: docket_number}")

    assert "The case field “Docket number” (docket_number) is now called court_number." in (
        change.plan().lines
    )
    change.apply()

    assert stored(agent, case) == {"docket_number": "26-0007", "court_number": "26-0007"}
    assert shown(again(agent), case)["/Court number"] == "26-0007"
    assert not any(label.startswith("Earlier") for label in shown(again(agent), case))


def test_what_was_edited_after_a_renaming_is_there_after_a_rollback(
    change, agent, make_case, again
):
    case = make_case(agent, fields={"docket_number": "26-0007"})
    change.add_field("docket_number", "{drop: true}")
    change.add_field("court_number", "{type: text, label: Court number, was: docket_number}")
    change.apply()
    with acting_as(again(agent)) as person:
        update_case(fetch(Case, case.id), by=person, fields={"court_number": "26-0008"})

    change.roll_back()

    assert shown(again(agent), case) == {"Prosecution/Docket number": "26-0008"}


def test_a_field_that_is_renamed_twice_is_shown_once(change, agent, make_case, again):
    case = make_case(agent, fields={"docket_number": "26-0007"})
    change.add_field("docket_number", "{drop: true}")
    change.add_field("court_number", "{type: text, label: Court number, was: docket_number}")
    change.apply()
    change.replace("fields/case.yaml", "  court_number: {", "  docket: {")
    change.replace("fields/case.yaml", "was: docket_number", "was: court_number").apply()

    assert shown(again(agent), case) == {"/Court number": "26-0007"}


def test_a_page_that_was_opened_before_a_renaming_is_stale(change, agent, make_case):
    case = make_case(agent, fields={"docket_number": "26-0007"})
    seen = case.row_version
    change.add_field("docket_number", "{drop: true}")
    change.add_field("court_number", "{type: text, label: Court number, was: docket_number}")
    change.apply()

    with acting_as(agent):
        assert fetch(Case, case.id).row_version > seen


def test_a_retyped_value_is_read_anew_and_one_that_cannot_be_stays_as_it_is(
    change, agent, make_case, again
):
    read = make_case(agent, fields={"joint_agencies": "1,200"})
    kept = make_case(agent, fields={"joint_agencies": "KCPD"})
    change.add_field("joint_agencies", "{type: number}").apply()

    assert stored(agent, read) == {"joint_agencies": 1200, "joint_agencies@2": "1,200"}
    assert stored(agent, kept) == {"joint_agencies": "KCPD", "joint_agencies@2": "KCPD"}
    assert shown(again(agent), read) == {"Origin/Agencies working jointly": "1200"}
    assert shown(again(agent), kept) == {"Origin/Agencies working jointly": "KCPD"}


def test_a_rollback_restores_retyped_values_to_the_letter(change, agent, make_case, again):
    unedited = make_case(agent, fields={"joint_agencies": "1,200"})
    edited = make_case(agent, fields={"joint_agencies": "1,200"})
    change.add_field("joint_agencies", "{type: number}").apply()
    with acting_as(again(agent)) as person:
        update_case(fetch(Case, edited.id), by=person, fields={"joint_agencies": 7})

    change.roll_back()

    assert stored(agent, unedited)["joint_agencies"] == "1,200"
    assert stored(agent, edited)["joint_agencies"] == "7"


def test_a_value_that_an_edit_empties_after_a_retyping_is_still_shown(
    change, agent, make_case, again
):
    case = make_case(agent, fields={"joint_agencies": "KCPD"})
    change.add_field("joint_agencies", "{type: number}").apply()
    with acting_as(again(agent)) as person:
        update_case(fetch(Case, case.id), by=person, fields={"joint_agencies": None})

    assert shown(again(agent), case) == {"Earlier fields/Agencies working jointly": "KCPD"}


def test_a_renamed_and_retyped_field_takes_its_values_along(change, agent, make_case, again):
    case = make_case(agent, fields={"joint_agencies": "12"})
    change.add_field("joint_agencies", "{drop: true}")
    change.add_field("joint", "{type: number, label: Joint agencies, was: joint_agencies}").apply()

    assert stored(agent, case)["joint"] == 12
    assert shown(again(agent), case) == {"/Joint agencies": "12"}


def test_a_field_that_is_left_out_keeps_its_values_to_be_read(
    change, agent, make_case, browser, again
):
    case = make_case(agent, fields={"loss_amount": 115000, "synopsis": "What happened"})
    change.add_field("loss_amount", "{drop: true}").apply()

    assert shown(again(agent), case)["Earlier fields/Loss or proceeds"] == "USD 1,150"
    page = browser(again(agent)).get(f"/cases/{case.id}").text
    assert "Earlier fields" in page
    assert "USD 1,150" in page

    with acting_as(again(agent)) as person:
        update_case(fetch(Case, case.id), by=person, fields={"synopsis": "What really happened"})
    assert stored(agent, case)["loss_amount"] == 115000


def test_no_other_value_can_become_a_person(change):
    change.add_field("joint_agencies", "{type: person}")

    with pytest.raises(PackInvalid, match="no text can become a person"):
        change.plan()


@pytest.mark.parametrize(
    ("described", "said"),
    [
        ("{type: text, label: New, was: synopsis}", "there is still a field synopsis"),
        ("{type: text, label: New, was: gone}\n  newer: {type: text, label: N, was: gone}", "both"),
    ],
)
def test_a_field_succeeds_one_that_is_gone_and_alone(change, described, said):
    change.add_field("fresh", described)

    with pytest.raises(PackInvalid, match=said):
        change.plan()


@pytest.mark.parametrize(
    ("old", "new"),
    [*itertools.permutations(["text", "long_text", "number", "money", "date", "yes_no"], 2)],
)
def test_a_form_opens_whatever_an_earlier_type_has_left(old, new):
    samples = {"text": "x", "long_text": "x\ny", "number": 1.5, "money": 5, "date": "2026-01-02"}
    field, value = Field("it", "It", new), samples.get(old, True)

    assert typed_value(field, value) is not None
    assert show_value(field, value)
    assert guard_values([field], {"it": value}).keys() == {"it"}


@pytest.mark.parametrize("type_", ["composite", "multi_choice", "choice", "code_list"])
def test_a_code_opens_whatever_an_earlier_type_has_left(type_):
    field = Field("it", "It", type_, options=(Option("a", "A", {}),))

    assert typed_value(field, "KC-12") in ({}, ["KC-12"], "KC-12")
    assert show_value(field, "KC-12")
    assert guard_values([field], {"it": "KC-12"}).keys() == {"it"}
