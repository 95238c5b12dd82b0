"""Numbers of cases, reports and exhibits."""

from datetime import date

import pytest

from casemgr.tenants.collisions import find_collision
from casemgr.tenants.number_building import build_numbering
from casemgr.tenants.numbering import NumberTemplate, SeriesExhausted, TemplateError
from casemgr.tenants.source import read_text

IN_FY_26 = date(2026, 2, 3)


def number(pack, subject, value, *, kind="", series="", **where):
    numbering = pack.numbering[subject]
    chosen = numbering.series_for(kind, series)
    return numbering.format(chosen, value, on=IN_FY_26, **where)


def test_a_case_number_shows_office_fiscal_year_and_sequence(packs):
    pack = packs["atf"]

    given = number(pack, "case", 17, office=pack.office_code("kansas_city_group_1"))

    assert given == "785040-26-0017"
    assert pack.numbering["case"].matches(given)


def test_diversion_cases_are_the_2000_series(packs):
    pack = packs["dea"]
    series = pack.case_types["diversion"].series
    first = pack.numbering["case"].series_for(series=series).first

    assert number(pack, "case", first, series=series, office="47") == "47-26-2000"
    assert number(pack, "case", 1, office="47") == "47-26-0001"


def test_the_general_series_ends_before_the_next_one_begins(packs):
    general = packs["dea"].numbering["case"].series_for()

    assert (general.first, general.last) == (1, 1999)
    with pytest.raises(SeriesExhausted, match="ends at 1999"):
        number(packs["dea"], "case", 2000, office="47")


def test_other_property_is_numbered_apart_from_drugs(packs):
    dea, atf = packs["dea"], packs["atf"]

    assert number(dea, "exhibit", 1, kind="drug", case="c") == "1"
    assert number(dea, "exhibit", 1, kind="currency", case="c") == "N-1"
    assert number(atf, "exhibit", 1, kind="currency", case="c") == "1"


@pytest.mark.parametrize(
    ("day", "year"),
    [(date(2026, 9, 30), "2026"), (date(2026, 10, 1), "2027"), (date(2025, 10, 1), "2026")],
)
def test_the_counter_starts_again_with_the_federal_fiscal_year(packs, day, year):
    numbering = packs["atf"].numbering["case"]
    general = numbering.series_for()

    assert numbering.series_key(general, office="785040", on=day) == f"case/785040/{year}/general"


def test_reports_and_exhibits_count_per_case(packs):
    numbering = packs["dea"].numbering["exhibit"]
    other = numbering.series_for("currency")

    assert numbering.series_key(other, on=IN_FY_26, case="abc") == "exhibit/abc/non_drug"


@pytest.mark.parametrize(
    ("template", "number", "fits"),
    [
        ("{office}-{fy:02}-{seq:04}", "785040-26-0017", True),
        ("{office}-{fy:02}-{seq:04}", "785040-2026-0017", False),
        ("{office}-{fy:02}-{seq:04}", "785040-26-17", False),
        ("{office}-{fy:02}-{seq:04}", "785040-26-0017\n", False),
        ("N-{seq}", "N-12", True),
        ("N-{seq}", "12", False),
        ("{office}.{fy}.{seq:05}", "WMK.2026.00001", True),
    ],
)
def test_a_template_tells_its_numbers_from_others(template, number, fits):
    assert bool(NumberTemplate.parse(template).pattern.match(number)) is fits


@pytest.mark.parametrize(
    ("template", "reason"),
    [
        ("{office}-{fy:02}", "{seq} once"),
        ("{seq}-{seq}", "{seq} once"),
        ("{office}{seq:04}", "run into each other"),
        ("{offce}-{seq:04}", "not a part of a number"),
        ("{office-{seq:04}", "brace"),
        ("{fy:03}-{seq}", "two or four digits"),
        ("", "{seq} once"),
    ],
)
def test_a_template_that_cannot_work_is_refused(template, reason):
    with pytest.raises(TemplateError, match=reason):
        NumberTemplate.parse(template)


@pytest.mark.parametrize(
    ("numbering", "reason"),
    [
        ('case: {template: "{fy:02}-{seq:04}"}', "counts per office without showing it"),
        ('case: {template: "{office}-{seq:04}"}', "counts per fiscal_year without showing it"),
        (
            'exhibit: {series: {other: {template: "{seq}", kinds: [document]}}}',
            "of the general record 1 and of the other record 1",
        ),
        ("case: {series: {late: 10000}}", "beyond its last number"),
        ('case: {template: "{office}{seq:04}"}', "run into each other"),
    ],
)
def test_numbers_that_could_collide_are_reported(config, numbering, reason):
    config.write("tenants/atf/numbering.yaml", numbering + "\n")

    [problem] = config.problems()

    assert problem.startswith("config/tenants/atf/numbering.yaml:1:")
    assert reason in problem


@pytest.mark.parametrize(
    ("numbering", "offices", "told"),
    [
        (
            'case: {template: "{office}1{seq}", per: [office]}',
            ["7", "71"],
            (
                '"7111" would be the number of the general record 11 of office 7'
                " and of the general record 1 of office 71"
            ),
        ),
        (
            (
                'case: {template: "{office}-{seq}", per: [office],'
                ' series: {other: {template: "N-{seq}", kinds: [a]}}}'
            ),
            ["K", "N"],
            (
                '"N-1" would be the number of the general record 1 of office N'
                " and of the other record 1"
            ),
        ),
        (
            (
                'exhibit: {template: "{seq}", per: [case],'
                ' series: {other: {template: "1{seq:03}", kinds: [a]}}}'
            ),
            [],
            '"1001" would be the number of the general record 1001 and of the other record 1',
        ),
        ('case: {template: "{office}-{fy:02}-{seq:04}", per: [office, fiscal_year]}', "7", ""),
        ('exhibit: {template: "{seq}", per: [case], series: {late: 500}}', [], ""),
        (
            (
                'exhibit: {template: "{seq}", per: [case],'
                ' series: {other: {template: "0{seq:03}", kinds: [a]}}}'
            ),
            [],
            "",
        ),
    ],
)
def test_two_records_with_one_number_are_shown_and_none_where_there_are_none(
    numbering, offices, told
):
    [built] = build_numbering(read_text(numbering, "numbering.yaml"), []).values()

    assert find_collision(built, offices) == told


def test_a_number_made_of_two_counters_is_reported_where_it_is_written(config):
    form = 'case: {template: "{office}1{seq}", per: [office]}\n'
    office = 'offices:\n  old: {label: Old, code: "7850401"}\n'
    config.write("tenants/atf/numbering.yaml", form)
    config.replace("tenants/atf/tenant.yaml", "offices:\n", office)

    [problem] = config.problems()

    assert problem.startswith('config/tenants/atf/numbering.yaml:1:8: "785040111" would be')
    assert "Write: templates that no two records can both fill" in problem


TYPED = """
    case: {template: "{type}-{office}-{seq}", per: [case_type, office]}
    report: {template: "{case}-{seq}"}
"""


def test_case_numbers_show_the_code_of_the_case_type_and_count_by_it(config):
    config.write("tenants/atf/numbering.yaml", TYPED)
    types = (config.root / "tenants/atf/tenant.yaml").read_text().partition("case_types:")[2]
    for line in types.partition("kinds:")[0].split("\n"):
        if ": " in line:
            name = line.split(":")[0].strip()
            config.replace(
                "tenants/atf/tenant.yaml", line, f"  {name}: {{label: A, code: 4{name[0]}}}"
            )
    numbering = config.load("atf").numbering["case"]
    general = numbering.series_for()
    where = {"office": "785040", "on": IN_FY_26, "type_code": "58C"}

    assert numbering.series_key(general, **where) == "case/58C/785040/general"
    assert numbering.format(general, 7, **where) == "58C-785040-7"
    assert numbering.matches("58C-785040-7")


@pytest.mark.parametrize(
    ("numbering", "reason"),
    [
        (TYPED, "the case type arson_and_explosives has no code"),
        ('report: {template: "{type}-{seq}"}', "only the numbers of cases have {type}"),
        ("exhibit: {per: [case_type]}", "counts per case_type without showing it"),
        ("case: {per: [case_type, office]}", "counts per case_type without showing it"),
    ],
)
def test_a_number_by_case_type_that_cannot_be_written_is_reported(config, numbering, reason):
    config.write("tenants/atf/numbering.yaml", numbering + "\n")

    assert any(reason in problem for problem in config.problems())
