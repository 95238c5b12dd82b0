"""Schemes of licences are data: types, terms, fees and rules, each as the law of a day has it."""

from datetime import date

import pytest

from casemgr.changes.comparing import list_changes

FIREARMS = "tenants/atf/schemes/firearms.yaml"


@pytest.fixture(scope="module")
def firearms(packs):
    return packs["atf"].schemes["firearms"]


@pytest.fixture(scope="module")
def registration(packs):
    return packs["dea"].schemes["registration"]


def test_agencies_that_license_have_schemes_and_others_have_none(packs):
    have = {slug: sorted(pack.schemes) for slug, pack in packs.items() if pack.schemes}

    assert have == {"atf": ["explosives", "firearms"], "dea": ["list_one", "registration"]}


@pytest.mark.parametrize(
    ("code", "application", "renewal"),
    [
        ("01", 200, 90),
        ("02", 200, 90),
        ("03", 30, 30),
        ("06", 30, 30),
        ("07", 150, 150),
        ("08", 150, 150),
        ("09", 3000, 3000),
        ("10", 3000, 3000),
        ("11", 3000, 3000),
    ],
)
def test_a_firearms_license_costs_what_the_statute_says(firearms, code, application, renewal):
    day = date(2026, 1, 1)

    assert firearms.types[code].months == 36
    assert firearms.fee(code, "application", on=day).dollars == application
    assert firearms.fee(code, "renewal", on=day).dollars == renewal


def test_the_types_are_those_that_exist_and_collectors_are_not_disclosed(firearms):
    assert list(firearms.types) == ["01", "02", "03", "06", "07", "08", "09", "10", "11"]
    assert [code for code in firearms.types if not firearms.is_disclosed(code)] == ["03"]
    assert not firearms.is_disclosed("04")


@pytest.mark.parametrize(
    ("code", "application", "renewal"), [("20", 200, 100), ("33", 100, 50), ("60", 25, 12)]
)
def test_an_explosives_license_costs_what_the_regulation_says(packs, code, application, renewal):
    scheme = packs["atf"].schemes["explosives"]

    assert scheme.fee(code, "application", on=date(2026, 1, 1)).dollars == application
    assert scheme.fee(code, "renewal", on=date(2026, 1, 1)).dollars == renewal
    assert scheme.word("licence", 2) == "licenses and permits"


@pytest.mark.parametrize(
    ("day", "dollars"),
    [
        (date(2012, 4, 15), None),
        (date(2012, 4, 16), 731),
        (date(2020, 9, 30), 731),
        (date(2020, 10, 1), 888),
    ],
)
def test_a_fee_is_that_of_its_day(registration, day, dollars):
    found = registration.fee("A", "application", on=day)

    assert (found and found.dollars) == dollars
    assert found is None or "FR" in found.citation


def test_every_activity_and_sub_code_of_the_registrants_file_has_its_label(packs, registration):
    listed = packs["dea"].code_lists["business_activities"].options

    assert {option.code: option.label for option in listed} == {
        code + sub: registration.label_of(code, sub)
        for code, one in registration.types.items()
        for sub in one.sub_codes
    }
    assert registration.label_of("Z", "7") == "Z7"
    assert registration.types["C"].sub_codes["1"].ended


def test_what_an_activity_includes_is_listed_with_its_bounds(registration):
    assert list(registration.types["E"].coincident) == ["F", "H", "G"]
    assert registration.types["F"].coincident == {}
    assert registration.coincident_authority == "21 CFR 1301.13(e)(1)"


def test_a_rule_gives_its_period_while_it_holds(firearms, registration):
    assert firearms.period("decision", on=date(2026, 1, 1)).days == 60
    assert registration.period("reinstatement", on=date(2026, 1, 1)).months == 1
    assert registration.period("reinstatement", on=date(2016, 12, 31)) is None
    assert registration.period("none", on=date(2026, 1, 1)) is None


def test_a_look_up_by_others_is_granted_by_the_pack(firearms, packs):
    assert firearms.may_look_up("dea")
    assert not firearms.may_look_up("fbi")
    assert firearms.look_up_purposes
    assert not packs["atf"].schemes["explosives"].may_look_up("dea")


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('types: ["01", "02"]', 'types: ["01", "12"]', '"12" is not a type of the scheme'),
        ("months: 36", "months: 0", "0 is out of range"),
        ("    months: 36\n", "", "a type of licence lacks months"),
        ("tenants: [dea]", "tenants: [deaf]", '"deaf" is not another tenant. Write: dea'),
        ("disclosed: false", "disclosed: never", "stands where true or false belongs"),
        ('from: "1993-11-30"', 'from: "1993-11-31"', '"1993-11-31" is no day of the calendar'),
        ('from: "1993-11-30"', 'from: "1993-11-30", until: "1990-01-01"', "before it begins"),
        ("kind: renewal", "kind: application", "two fees for the application of type 01 hold"),
        ("{days: 90,", "{days: 90, months: 3,", "a period gives days or months, one of the two"),
        ("rule: renewal_notice", "rule: notice", '"notice" is not a rule of the scheme'),
        ("case_type: licensee", "case_type: license", '"license" is not a case type'),
        ("firearms_licence: number", "ffl: number", '"ffl" is not a field of a subject'),
        ("firearms_licence: number", "firearms_licence: type", '"type" is not a fact of a licence'),
        ("firearms_licence: number", "arrested_on: schedules", "which cannot take the schedules"),
        ("public_check: true", "public: true", '"public" is not part of a scheme'),
    ],
)
def test_a_fault_is_reported_with_its_place_and_how_to_mend_it(config, old, new, words):
    config.replace(FIREARMS, old, new)

    found = config.problems()

    assert any(words in problem and FIREARMS in problem for problem in found), found


def test_a_pack_that_extends_another_changes_single_parts_of_a_scheme(config):
    config.write("tenants/rangers/tenant.yaml", "extends: atf\nname: Rangers\nshort_name: R\n")
    config.write("tenants/rangers/packet.yaml", "recipients: []\n")
    config.write(
        "tenants/rangers/schemes/firearms.yaml",
        """
        types:
          "03": {drop: true}
          "01": {label: Dealer}
        fees:
          collector_and_ammunition: {types: ["06"]}
          collector_and_ammunition_renewal: {types: ["06"]}
        """,
    )

    types = config.load("rangers").schemes["firearms"].types

    assert "03" not in types
    assert (types["01"].label, types["01"].months) == ("Dealer", 36)


def test_a_change_of_a_fee_is_told_before_it_is_taken_into_use(config, packs):
    config.replace(FIREARMS, "{dollars: 90,", "{dollars: 95,")

    told = list_changes(packs["atf"], config.load("atf"))

    law = "from 1993-11-30, 18 USC 923(a)(3)(B)"
    [line] = told
    assert line.startswith("The scheme “Federal firearms licenses” (firearms): fees")
    assert line.endswith(f"dealer_renewal: amounts with “$95 {law}”, without “$90 {law}”.")
