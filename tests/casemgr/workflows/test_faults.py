"""Each fault of a pack's workflows is reported in its place, with the way that shows it."""

import shutil
from pathlib import Path

import pytest

from casemgr import offer_rules
from casemgr.tenants.loader import check_packs

CONFIG = Path(__file__).parents[3] / "config"
EXHIBIT = "shared/workflows/exhibit_v1.yaml"
REPORT = "tenants/dea/workflows/report_v1.yaml"
PACKET = "shared/workflows/packet_v1.yaml"
CASE = "shared/workflows/investigation_v1.yaml"
DEA = "tenants/dea/workflows/investigation_v1.yaml"
TO_REFERRAL = (
    "draft --submit_opening--> pending_open --approve_opening--> active --prepare_referral-->"
    " referral_drafting"
)


@pytest.fixture
def spoilt(tmp_path):
    """Return what the check says of a copy of the configuration with some lines changed."""
    offer_rules()
    root = tmp_path / "config"
    for part in ("shared", "tenants"):
        shutil.copytree(CONFIG / part, root / part)

    def spoil(path, *changes):
        text = (root / path).read_text()
        for old, new in changes:
            assert old in text, old
            text = text.replace(old, new, 1)
        (root / path).write_text(text)
        found = [str(problem) for problem in check_packs(root)]
        assert all(problem.startswith(f"config/{path}:") for problem in found), found
        return [problem.removeprefix(f"config/{path}:") for problem in found]

    return spoil


def test_a_step_whose_only_role_cannot_open_its_page_shuts_the_state_behind_it(spoilt):
    step = "    to: in_custody\n    roles: [evidence_custodian]\n    guards: [receipts_complete]"
    role = step.replace("evidence_custodian", "tenant_administrator")

    taker, trap = spoilt(EXHIBIT, (step, role))

    assert taker == (
        "45:13: nobody can take take_back_from_laboratory: tenant_administrator lacks"
        " evidence:read, which the page of the step asks for. Write: evidence:read among the"
        " permissions of tenant_administrator, or a role that has it"
    )
    assert trap == (
        "10:3: no way out of at_laboratory can be taken: collected --take_into_custody-->"
        " in_custody --send_to_laboratory--> at_laboratory."
        " Write: a step besides take_back_from_laboratory"
    )


def test_a_rule_that_can_never_be_true_is_reported_with_what_its_fields_may_be(spoilt):
    rule, way = spoilt(DEA, ("== 'diversion'", "== 'diverson'"))

    assert rule == (
        "142:7: pass_to_diversion can never happen: its rule can never be true, for case.case_type"
        " is one of drug_trafficking, priority_target, money_laundering, diversion."
        " Write: a rule that can hold"
    )
    assert way.startswith(
        "32:3: no way to diversion_review can be taken: draft --submit_opening-->"
    )
    assert "referral_review --pass_to_diversion--> diversion_review. Write: a step to" in way


UNDECLARED = ("    after_approval: [approve_referral]\n", "")
REFER = "    from: approved_for_referral\n    to: referred"
RETURN = "    from: returned_for_more\n    to: "
APPROVAL = "\n    approval: {not: [author, case_agent]}\n  reconsider_referral"
REVIEWED = f"{TO_REFERRAL} --submit_referral--> referral_review --approve_referral-->"


@pytest.mark.parametrize(
    ("change", "line", "way"),
    [
        (
            (REFER, REFER.replace("approved_for_referral", "[approved_for_referral, active]")),
            "137:3",
            f"{TO_REFERRAL.rpartition(' --')[0]} --refer--> referred",
        ),
        (
            ("steps:\n", "steps:\n  leap: {from: active, to: referred, roles: [case_agent]}\n"),
            "138:3",
            f"{TO_REFERRAL.rpartition(' --')[0]} --leap--> referred",
        ),
        (
            (f"{RETURN}referral_drafting", f"{RETURN}approved_for_referral"),
            "137:3",
            (
                f"{REVIEWED} approved_for_referral --refer--> referred --record_return-->"
                " returned_for_more --work_on_return--> approved_for_referral --refer--> referred"
            ),
        ),
        (
            (APPROVAL, "\n  reconsider_referral"),
            "136:3",
            f"{REVIEWED} approved_for_referral --refer--> referred",
        ),
    ],
)
def test_a_packet_that_is_sent_unapproved_is_found_though_no_state_asks(spoilt, change, line, way):
    [found] = spoilt(CASE, UNDECLARED, change)

    assert found == (
        f"{line}: the packet is sent without a supervisor's approval: {way}. Write: an approval"
        " on the step before, or after_approval: [its step] on the state reached"
    )


def test_an_approval_of_somebody_who_is_no_supervisor_does_not_count(spoilt):
    approval = "    to: approved_for_referral\n    roles: [group_supervisor,"

    role, way = spoilt(CASE, (approval, approval.replace("group_supervisor", "case_agent")))

    assert role == (
        "130:13: case_agent may give the approval approve_referral without having case:approve."
        " Write: a role that has case:approve"
    )
    assert "the packet is sent without a supervisor's approval" in way


def test_a_step_that_the_packet_takes_must_exist(spoilt):
    [found] = spoilt(CASE, ("  refer:\n", "  send_off:\n"))

    assert found == (
        "49:1: there is no step refer, which is taken when the packet is sent."
        " Write: a step called refer"
    )


@pytest.mark.parametrize(
    ("path", "old", "new", "told"),
    [
        (
            REPORT,
            "{not: [author]}\n    guards",
            "{not: [case_agent]}\n    guards",
            (
                "47:15: the author can give the approval approve_report as group_supervisor: draft"
                " --submit_report--> review --approve_report-->. Write: not: [case_agent, author]"
            ),
        ),
        (
            PACKET,
            "not: [builder]",
            "not: [author]",
            (
                "32:15: the builder can give the approval submit as group_supervisor: building"
                " --freeze--> ready --submit-->. Write: not: [author, builder]"
            ),
        ),
    ],
)
def test_whoever_made_a_record_cannot_approve_it_under_another_role(spoilt, path, old, new, told):
    assert spoilt(path, (old, new)) == [told]


def test_a_condition_of_a_field_that_can_never_be_true_is_reported(spoilt):
    asked = "required_when: source_of_case == 'other_agency'"

    found, *_ = spoilt("shared/fields/case.yaml", (asked, asked.replace("other_a", "another_a")))

    assert found.startswith("21:20: required_when of referring_agency can never be true, for")
    assert "source_of_case is one of " in found


def test_a_section_of_a_kind_of_report_that_the_agency_lacks_is_reported(spoilt):
    [found] = spoilt("tenants/atf/packet.yaml", ("[firearms_trace,", "[firearm_trace,"))

    assert found.endswith('"firearm_trace" is not a kind of report. Write: firearms_trace')


def test_a_field_that_the_packet_prints_and_its_builder_may_not_see_is_reported(spoilt):
    synopsis = "  synopsis:\n    type: long_text\n"

    found = spoilt("shared/fields/case.yaml", (synopsis, f"{synopsis}    sensitive: true\n"))

    assert found[0] == (
        "36:16: the packet prints synopsis of the case, which is sensitive, and case_agent, who"
        " builds packets, may not see it. Write: sensitive:read among the permissions of"
        " case_agent, or sensitive: false"
    )


def test_a_form_that_asks_for_a_field_that_is_not_defined_is_reported(spoilt):
    step = "    label: Suspend\n"

    [found] = spoilt(CASE, (step, f"{step}    form: [reason_for_it]\n"))

    assert '"reason_for_it" is not a field' in found
