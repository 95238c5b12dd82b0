"""What two agencies share, counted from their packs; and who may see the count."""

import re
from dataclasses import replace

import pytest
from click.testing import CliRunner

from casemgr.commands.tenants import tenants
from casemgr.tenants.fit import PARTS, comparable, compare
from casemgr.tenants.loader import load_core, load_packs
from tests.casemgr.tenants.conftest import CONFIG

DOCS = CONFIG.parent
README = (DOCS / "README.md").read_text()
GUIDE = (DOCS / "docs" / "guides" / "configuring-an-agency.md").read_text()
AGENCIES = ("atf", "dea", "fbi", "hsi", "usss")


def part_of(first, second, label):
    return next(part for part in compare(first, second) if part.label == label)


def test_a_pack_fits_itself_entirely(packs):
    for part in compare(packs["dea"], packs["dea"]):
        assert part.of_first == part.of_second == 100
        assert part.changed + part.only_first + part.only_second == ()


@pytest.mark.parametrize("slug", AGENCIES)
def test_the_core_holds_four_fifths_of_the_fields_of_every_agency(packs, slug):
    fields = part_of(packs[slug], load_core(CONFIG), "Fields")

    assert fields.of_first >= 80
    assert len(fields.same) > 60


def test_two_agencies_share_four_fifths_of_their_fields_with_each_other(packs):
    fields = part_of(packs["atf"], packs["dea"], "Fields")

    assert fields.of_first >= 80
    assert fields.of_second >= 80


def test_printed_shares_are_those_that_are_computed(packs):
    fields = part_of(packs["atf"], packs["dea"], "Fields")
    said = f"{fields.of_first} percent of ATF's fields and {fields.of_second} percent of DEA's"

    assert said in re.sub(r"\s+", " ", README)
    assert CliRunner().invoke(tenants, ["diff", "atf", "dea"]).output in GUIDE


CHANGES = {
    "Fields": ("fields/case.yaml", "fields: {synopsis: {required: true}}"),
    "States": ("workflows/exhibit_v1.yaml", "extends: exhibit_v1\nstates: {collected: {label: A}}"),
    "Steps": ("workflows/exhibit_v1.yaml", "extends: exhibit_v1\nsteps: {keep: {label: A}}"),
    "Templates": ("packet.yaml", "sections: {summary: {title: Summary}}"),
    "Code lists": ("codes/firearm_types.yaml", "codes: {pistol: Handgun}"),
    "Roles": ("roles.yaml", "roles: {auditor: {label: Reviewer}}"),
    "Rules": ("tenant.yaml", "review: {days: 30}"),
}


@pytest.mark.parametrize("label", PARTS)
def test_one_changed_entry_is_counted_in_its_part_alone(config, label):
    config.write(
        "tenants/twin/tenant.yaml",
        "name: Twin\nshort_name: Twin\noffices: {a: {label: A, code: A}}\n",
    )
    path, text = CHANGES[label]
    if path == "tenant.yaml":
        text = (config.root / "tenants/twin/tenant.yaml").read_text() + text
    config.write(f"tenants/twin/{path}", text + "\n")

    parts = compare(load_core(config.root), config.load("twin"))

    assert [(part.label, len(part.changed)) for part in parts if part.changed] == [(label, 1)]
    assert [part.only_first + part.only_second for part in parts] == [()] * len(parts)


def test_shares_are_counted_down_and_an_empty_part_has_none(packs):
    core = load_core(CONFIG)
    narrow = replace(core, source={**core.source, "codes": {}})

    assert part_of(narrow, core, "Code lists").of_first is None
    assert part_of(core, narrow, "Code lists").of_first == 0
    assert part_of(packs["fbi"], packs["usss"], "Fields").of_first == 95


def test_only_tenants_of_one_kind_that_are_both_open_are_comparable(packs):
    closed = replace(packs["dea"], fit="closed")

    assert set(comparable(packs["atf"], packs)) == set(AGENCIES) - {"atf"}
    assert comparable(closed, packs) == {}
    assert "dea" not in comparable(packs["atf"], {**packs, "dea": closed})
    assert comparable(replace(packs["usao-mowd"], fit="open"), packs) == {}


def test_command_names_what_is_not_the_same_and_which_packs_there_are():
    told = CliRunner().invoke(tenants, ["diff", "usss", "shared", "--names"])
    refused = CliRunner().invoke(tenants, ["diff", "usss", "usps"])

    assert told.exit_code == 0
    assert "Fields, only usss: exhibit: denomination" in told.output
    assert refused.exit_code == 2
    assert "there is no pack usps. There are: shared, atf," in refused.output


def test_administrator_compares_the_pack_with_the_core_and_with_open_agencies(make_person, browser):
    client = browser(make_person("atf", "tenant_administrator"))

    overview, pair = client.get("/pack/fit").text, client.get("/pack/fit/dea").text

    assert "Drug Enforcement Administration" in overview
    assert "The shared core" in overview
    assert "U.S. Attorney" not in overview
    assert "88 %" in pair
    assert "Subject: NADDIS number" in pair
    assert client.get("/pack/fit/shared").status_code == 200


def test_closed_pack_answers_like_one_that_is_not_there(make_person, browser):
    client = browser(make_person("atf", "tenant_administrator"))

    closed, missing = client.get("/pack/fit/usao-mowd"), client.get("/pack/fit/nobody")

    assert closed.status_code == missing.status_code == 404
    assert closed.text.partition("<main")[2] == missing.text.partition("<main")[2]


def test_closed_office_sees_the_core_alone_and_agents_see_nothing(make_person, browser):
    office = browser(make_person("usao-mowd", "tenant_administrator"))

    page = office.get("/pack/fit").text

    assert "closed to comparison" in page
    assert "Firearms" not in page
    assert browser(make_person("atf", "case_agent")).get("/pack/fit").status_code == 403


def test_comparing_two_packs_takes_no_time():
    loaded = load_packs(CONFIG)

    for first in loaded.values():
        for second in loaded.values():
            assert len(compare(first, second)) == len(PARTS)
