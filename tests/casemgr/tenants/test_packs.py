"""The packs that are shipped."""

from datetime import date

import pytest

from casemgr.permissions import Permission
from casemgr.tenants import checks
from casemgr.tenants.loader import check_packs
from casemgr.workflows.loader import read_definition
from tests.casemgr.tenants.conftest import CONFIG

SLUGS = ("atf", "dea", "fbi", "hsi", "jackson-county-prosecutor", "usao-mowd", "usss")
NEW = ("fbi", "hsi", "jackson-county-prosecutor", "usss")


def test_the_shipped_packs_are_valid(packs):
    assert sorted(packs) == sorted(SLUGS)
    assert check_packs(CONFIG) == []


@pytest.mark.parametrize("slug", NEW)
def test_a_new_agency_needs_at_most_150_lines(slug):
    files = (CONFIG / "tenants" / slug).rglob("*.yaml")

    assert 0 < sum(len(file.read_text().splitlines()) for file in files) <= 150


def test_case_numbers_are_those_of_the_agency(packs):
    shown = {}
    for slug, case_type in (
        ("fbi", "bank_robbery"),
        ("usss", "counterfeit_currency"),
        ("hsi", "smuggling"),
    ):
        pack = packs[slug]
        numbering, code = pack.numbering["case"], pack.case_types[case_type].code
        office = pack.office_code(next(iter(pack.offices)))
        where = {"office": office, "on": date(2026, 2, 3), "type_code": code}
        shown[slug] = numbering.format(numbering.series_for(), 12, **where)

    assert shown == {"fbi": "91A-KX-12", "usss": "848-612-26-00012", "hsi": "KCH-02-26-0012"}


def test_documents_are_numbered_as_serials_of_the_case_or_from_001(packs):
    numbers = {
        slug: pack.numbering["report"].format(
            pack.numbering["report"].series_for(), 3, on=date(2026, 2, 3), case="91A-KX-12"
        )
        for slug, pack in packs.items()
        if pack.kind == "agency"
    }

    assert numbers == {"atf": "3", "dea": "3", "fbi": "91A-KX-12-3", "hsi": "003", "usss": "3"}


def test_restricted_classifications_ask_for_a_clearance_and_stay_with_their_team(packs):
    restricted = {
        (slug, name): (kind.reach, kind.compartments)
        for slug, pack in packs.items()
        for name, kind in pack.case_types.items()
        if kind.compartments
    }

    assert restricted == {
        ("fbi", "public_corruption"): ("team", ("public_corruption",)),
        ("fbi", "espionage"): ("team", ("counterintelligence",)),
        ("usss", "protective_intelligence"): ("team", ("protective_intelligence",)),
    }


def test_only_the_chief_deputy_of_the_county_signs_a_declination(packs):
    definition, _ = read_definition(packs["jackson-county-prosecutor"].workflow_for("submission"))

    assert definition.steps["decline"].roles == ("chief_deputy",)
    assert definition.steps["decline"].sources == ("declination_review",)
    codes = dict(packs["jackson-county-prosecutor"].options("decline_reasons"))
    assert "witness_unavailable" in codes
    assert "no_federal_interest" not in codes


@pytest.mark.parametrize("slug", SLUGS)
def test_every_workflow_of_a_pack_can_be_read(packs, slug):
    for subject in packs[slug].lives:
        definition, problems = read_definition(packs[slug].workflow_for(subject))

        assert problems == []
        assert definition.subject == subject


@pytest.mark.parametrize("slug", SLUGS)
def test_every_role_that_a_workflow_names_is_a_role_of_the_pack(packs, slug):
    pack = packs[slug]
    for subject in pack.lives:
        definition, _ = read_definition(pack.workflow_for(subject))
        named = {role for step in definition.steps.values() for role in step.roles}

        assert named <= set(pack.roles), subject


@pytest.mark.parametrize(
    ("slug", "subject", "step", "barred"),
    [
        ("atf", "case", "approve_opening", {"author", "case_agent"}),
        ("dea", "case", "approve_referral", {"author", "case_agent"}),
        ("dea", "report", "approve_report", {"author"}),
        ("atf", "exhibit", "take_into_custody", {"case_agent"}),
        ("atf", "packet", "submit", {"builder"}),
    ],
)
def test_nobody_approves_their_own_work(packs, slug, subject, step, barred):
    definition, _ = read_definition(packs[slug].workflow_for(subject))

    assert set(definition.steps[step].approval.apart_from) == barred


def test_a_diversion_case_takes_steps_that_the_other_agency_does_not_know(packs):
    ours, _ = read_definition(packs["dea"].workflow_for("case"))
    theirs, _ = read_definition(packs["atf"].workflow_for("case"))

    assert {"pass_to_diversion", "clear_diversion", "pass_to_concurrence"} <= set(ours.steps)
    assert ours.steps["approve_referral"].sources != theirs.steps["approve_referral"].sources
    assert set(theirs.states) < set(ours.states)


def test_every_permission_belongs_to_some_role(packs):
    given = {
        right
        for pack in packs.values()
        for role in pack.roles.values()
        for right in role.permissions
    }

    assert given == set(Permission)


def test_an_administrator_sees_no_case_and_an_auditor_changes_nothing(packs):
    for pack in packs.values():
        administrator, auditor = pack.roles["tenant_administrator"], pack.roles["auditor"]

        assert not any(right.startswith(("case", "report")) for right in administrator.permissions)
        assert auditor.permissions == {"account:self", "audit:read", "pack:read"}


def test_the_office_of_a_group_lends_it_its_code(packs):
    pack = packs["atf"]

    assert pack.office_code("kansas_city_group_2") == "785040"
    assert pack.office_code("springfield") == "785045"
    assert set(pack.offices_under("kansas_city")) == set(pack.offices)


def test_reviews_fall_due_after_ninety_days_or_as_the_case_type_says(packs):
    assert packs["atf"].review_days("firearms_trafficking") == 90
    assert packs["atf"].review_days("denied_transfer") == 60
    assert packs["dea"].reach_of("priority_target") == "team"
    assert packs["dea"].reach_of("diversion") == "office"


def test_fields_stand_under_their_groups_in_order(packs):
    pack = packs["atf"]
    fields = pack.fields_for("exhibit", ["firearm"])

    grouped = [
        (heading, [field.name for field in below])
        for heading, below in pack.grouped("exhibit", fields)
    ]

    assert [heading for heading, _ in grouped] == ["Holding", "Firearm"]
    assert "trace_number" in grouped[1][1]


def test_the_packet_profile_names_its_recipient_and_prefix(packs):
    packet = packs["atf"].packet

    assert packs["atf"].recipients == ("usao-mowd", "jackson-county-prosecutor")
    assert packs["usao-mowd"].senders == ("atf", "dea", "fbi", "hsi", "usss")
    assert packet.bates_prefix_for("785040-26-0017") == "ATF-785040-26-0017_"
    assert [section.number for section in packet.sections] == sorted(
        section.number for section in packet.sections
    )


def test_offered_checks_leave_the_registry_as_it_was():
    before = list(checks.OFFERED)

    check_packs(CONFIG)

    assert before == checks.OFFERED
