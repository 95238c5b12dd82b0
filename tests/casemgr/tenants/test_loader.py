"""Packs: what extends what, and every message with its place and its mend."""

import pytest

from casemgr.tenants.loader import load_pack
from casemgr.tenants.problems import PackInvalid

FIELDS = "tenants/atf/fields/case.yaml"


def test_a_pack_says_only_what_differs(config):
    config.write(
        FIELDS,
        """
        fields:
          priority: {label: Urgency, required: true}
          docket_number: {drop: true}
          lead_office: {type: text, label: Lead office}
        """,
    )

    pack = config.load("atf")

    assert pack.field("case", "priority").label == "Urgency"
    assert pack.field("case", "priority").options[0].code == "routine"
    assert pack.field("case", "docket_number") is None
    assert pack.field("case", "lead_office").label == "Lead office"
    assert config.load("dea").field("case", "priority").label == "Priority"


def test_words_offices_code_lists_and_choices_merge_by_name(config):
    config.write(
        "tenants/atf/codes/case_sources.yaml", "codes: {court: Court, public: {drop: true}}\n"
    )

    pack = config.load("atf")
    codes = dict(pack.options("case_sources"))

    assert codes["court"] == "Court"
    assert "public" not in codes
    assert pack.word("case", 2) == "investigations"
    assert pack.word("subject") == "subject"


def test_a_pack_extends_another_tenants_pack(config):
    config.write("tenants/task-force/tenant.yaml", "extends: atf\nshort_name: TF\n")
    config.write("tenants/task-force/packet.yaml", "recipients: []\n")

    pack = config.load("task-force")

    assert (pack.short_name, pack.extends) == ("TF", "atf")
    assert pack.field("case", "trafficking_scheme")


def test_one_pack_loads_from_its_folder(config):
    pack = load_pack(config.root / "tenants" / "dea", config.root / "shared")

    assert pack.slug == "dea"


def test_an_own_workflow_takes_the_place_of_the_shared_one(packs):
    assert "diversion_review" in packs["dea"].workflow_for("case")["states"]
    assert "diversion_review" not in packs["atf"].workflow_for("case")["states"]


def test_an_own_workflow_that_extends_another_says_only_what_differs(packs):
    core, own = packs["atf"].workflow_for("case"), packs["dea"].workflow_for("case")

    assert set(own["states"]) - set(core["states"]) == {"diversion_review", "concurrence"}
    assert own["steps"]["suspend"] == core["steps"]["suspend"]
    assert own["steps"]["approve_referral"]["from"] == "concurrence"
    assert own["steps"]["approve_referral"]["approval"] == {"not": ["author", "case_agent"]}


def test_a_workflow_leaves_out_a_step_of_the_one_that_it_extends(config):
    config.write(
        "tenants/atf/workflows/exhibit_v1.yaml",
        "extends: exhibit_v1\nsteps: {keep: {drop: true}}\n",
    )

    assert "keep" not in config.load("atf").workflow_for("exhibit")["steps"]


@pytest.mark.parametrize(
    ("text", "place", "reason"),
    [
        ("extends: exhibt_v1\n", "1:10", '"exhibt_v1" is not a workflow to extend'),
        ("extends: [exhibit_v1]\n", "1:10", "is not a workflow to extend"),
        ("extends: exhibit_v1\nsteps: {kep: {drop: true}}\n", "2:9", "could be left out"),
    ],
)
def test_a_workflow_that_extends_nothing_there_is_reported(config, text, place, reason):
    config.write("tenants/atf/workflows/exhibit_v1.yaml", text)

    problems = config.problems()

    assert f"workflows/exhibit_v1.yaml:{place}: " in problems[0]
    assert reason in problems[0]


def test_the_digest_changes_with_any_file(config):
    before = config.load("dea").digest

    config.replace("shared/fields/case.yaml", "label: Priority", "label: Rank")

    assert config.load("dea").digest != before


TENANT = "tenants/atf/tenant.yaml"
SPOILED = [
    (FIELDS, "fields:\n  a: {type: txt, label: A}\n", "2:13", '"txt" is not a field type', "text"),
    (FIELDS, "fields:\n  a: {typ: text}\n", "2:7", '"typ" is not part of a field', "type"),
    (FIELDS, "fields:\n  a: {type: text}\n", "2:6", "a field lacks label", "label: …"),
    (FIELDS, "feilds: {}\n", "1:1", '"feilds" is not part of a file of fields', "fields"),
    (FIELDS, "fields: [a]\n", "1:9", "a list stands where named entries belong", "name: value"),
    (
        FIELDS,
        "fields:\n  A b: {type: text, label: A}\n",
        "2:3",
        "cannot be a name",
        "small letters",
    ),
    (FIELDS, "fields:\n  a: {type: text, label: ~}\n", "2:26", "nothing stands", "text"),
    (
        FIELDS,
        "fields:\n  a: {type: text, label: A, required: yes}\n",
        "2:39",
        '"yes" stands',
        "true",
    ),
    (FIELDS, "fields:\n  a: {type: choice, label: A}\n", "2:6", "lacks choices", "choices"),
    (
        FIELDS,
        "fields:\n  a: {type: text, label: A, unit: g}\n",
        "2:29",
        "unit does not go",
        "number",
    ),
    (FIELDS, "fields:\n  synopsys: {drop: true}\n", "2:3", "could be left out", "synopsis"),
    (
        FIELDS,
        "fields:\n  a: {type: code_list, label: A, code_list: case_source}\n",
        "2:45",
        '"case_source" is not a code list',
        "case_sources",
    ),
    (
        FIELDS,
        "fields:\n  a: {type: text, label: A, required_when: priorty == 'x'}\n",
        "2:44",
        '"priorty" is not a field',
        "an expression",
    ),
    (
        FIELDS,
        "fields:\n  a: {type: text, label: A, required_when: priority}\n",
        "2:44",
        "not yes or no",
        "an expression",
    ),
    (FIELDS, "fields:\n  a: {type: text, label: A, format: imie}\n", "2:37", "a format", "imei"),
    (FIELDS, "fields:\n  a: {type: text, label: A, pattern: '['}\n", "2:38", "cannot be read", "["),
    (FIELDS, "fields:\n  a: {type: text, label: A, pattern: (a+)+}\n", "2:38", "take hours", "+"),
    (FIELDS, "fields:\n  a: {type: date, label: A, minimum: 5}\n", "2:38", "cannot bound", "today"),
    (FIELDS, "fields:\n  a: {type: text, label: A, group: orign}\n", "2:36", "a group", "origin"),
    (
        FIELDS,
        "fields:\n  a: {type: text, label: A, case_types: [arson]}\n",
        "2:42",
        '"arson" is not a case type',
        "arson_and_explosives",
    ),
    (TENANT, "extends: shred\n", "1:10", '"shred" is not a pack to extend', "shared"),
    (
        "tenants/atf/roles.yaml",
        "roles:\n  a: {permissions: [case:raed]}\n",
        "2:6",
        "lacks label",
        ":",
    ),
    (
        "tenants/atf/roles.yaml",
        "roles:\n  auditor: {permissions: [audit:raed]}\n",
        "2:27",
        '"audit:raed" is not a permission',
        "audit:read",
    ),
    (
        "tenants/atf/roles.yaml",
        "roles:\n  auditor: {reports_to: group_superviser}\n",
        "2:25",
        "is not a role",
        "group_supervisor",
    ),
    (
        "tenants/atf/packet.yaml",
        "recipients: [usao-mowdd]\n",
        "1:14",
        "another tenant",
        "usao-mowd",
    ),
    ("tenants/atf/packet.yaml", "recipients: [dea]\n", "1:14", "dea does not list atf", "senders"),
    ("tenants/atf/packet.yaml", "bates: {width: 3}\n", "1:16", "3 is out of range", "from 6"),
]


@pytest.mark.parametrize(("path", "text", "place", "message", "mend"), SPOILED)
def test_a_spoiled_file_is_reported_with_line_column_and_mend(
    config, path, text, place, message, mend
):
    config.write(path, text)

    found = [problem for problem in config.problems() if message in problem]

    assert found, config.problems()
    assert found[0].startswith(f"config/{path}:{place}: ")
    assert mend in found[0].partition(". Write: ")[2]


@pytest.mark.parametrize(
    ("old", "new", "place", "message"),
    [
        ("time_zone: America/Chicago", "time_zone: America/Chicargo", "9:12", "not a time zone"),
        ('code: "785045"', 'code: "785040"', "33:11", "has the code 785040 too"),
        ("parent: kansas_city\n", "parent: kansas_cty\n", "25:13", "is not an office"),
        ('    code: "785040"\n', "", "17:3", "neither a code nor a parent"),
        ("review_days: 60", "series: diverson", "41:69", "a series of case numbers"),
        ("  exhibit:\n", "  exibit:\n", "46:3", "part of the kinds"),
        (
            "extends: shared",
            "extends: shared\nworkflows: {case: investigation_v9}",
            "6:19",
            "workflow",
        ),
    ],
)
def test_a_spoiled_tenant_is_reported(config, old, new, place, message):
    config.replace(TENANT, old, new)

    problems = config.problems()

    assert any(message in problem for problem in problems), problems
    assert problems[0].startswith(f"config/{TENANT}:{place}: "), problems


def test_packs_that_extend_each_other_in_a_circle_are_refused(config):
    config.replace("tenants/atf/tenant.yaml", "extends: shared", "extends: dea")
    config.replace("tenants/dea/tenant.yaml", "extends: shared", "extends: atf")

    problems = config.problems()

    assert any("atf → dea → atf" in problem for problem in problems)
    assert all("extends: shared" in p.partition("Write: ")[2] for p in problems if "circle" in p)


@pytest.mark.parametrize(
    ("path", "message", "mend"),
    [
        ("tenants/atf/feilds/case.yaml", "a folder of a pack", "fields"),
        ("tenants/atf/role.yaml", "a file of a pack", "roles.yaml"),
        ("tenants/atf/fields/cases.yaml", "a file of a pack", "case.yaml"),
        ("tenants/atf/workflows/life.yaml", "does not have the right form", "investigation_v1"),
        ("tenants/atf/codes/Big List.yaml", "cannot be read", ".yaml"),
        ("tenants/Not A Slug/tenant.yaml", "cannot be the name of a tenant", "small letters"),
    ],
)
def test_a_file_that_nobody_would_read_is_reported(config, path, message, mend):
    config.write(path, "a: 1\n")

    [problem] = config.problems()

    assert message in problem
    assert mend in problem


def test_a_missing_core_is_named(config):
    (config.root / "shared").rename(config.root / "elsewhere")

    problems = config.problems()

    assert any("config/shared:1:1: the folder is missing" in problem for problem in problems)


def test_all_that_is_wrong_in_the_files_is_listed_at_once(config):
    config.write(FIELDS, "fields:\n  a: {typ: text}\n  b: {labl: B}\n")
    config.write("tenants/dea/packet.yaml", "bates: 3\n")

    problems = config.problems()

    assert len(problems) >= 3
    assert len(problems) == len(set(problems))


def test_a_faulty_core_is_reported_once_for_all_tenants(config):
    config.replace("shared/fields/case.yaml", "type: yes_no", "type: yesno")

    problems = config.problems()

    assert len([problem for problem in problems if "yesno" in problem]) == 1


def test_an_invalid_pack_stops_the_start(config):
    config.write(FIELDS, "fields: 1\n")

    with pytest.raises(PackInvalid) as refused:
        config.load("dea")

    assert "named entries belong" in refused.value.message
