"""Each fault of a pack's workflows is reported in its place, with the way that shows it."""

import shutil
from pathlib import Path

import pytest

from casemgr import offer_rules
from casemgr.tenants.loader import check_packs, load_packs

CONFIG = Path(__file__).parents[3] / "config"
TENANT = """\
name: Park Ranger Service
short_name: PRS
letterhead: [Park Ranger Service]
time_zone: America/Denver
offices: {mountain: {label: Mountain, code: "31"}}
case_types: {monument: Damage, poaching: Poaching}
"""
OPENED = "draft --submit_opening--> pending_open --approve_opening--> active"
DRAFTED = f"{OPENED} --prepare_referral--> referral_drafting"


class Agency:
    """An agency of its own over the shipped core, and what the check says of it."""

    def __init__(self, root):
        self.root = root
        shutil.copytree(CONFIG / "shared", root / "shared")
        self.write("tenant.yaml", TENANT)

    def write(self, name, text):
        path = self.root / "tenants" / "parks" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        self.file, self.text = f"config/tenants/parks/{name}", text

    def spoil(self, workflow, *changes):
        """Live by a shipped workflow with some lines changed; return what is wrong with it."""
        text = (self.root / "shared" / "workflows" / f"{workflow}.yaml").read_text()
        for old, new in changes:
            assert old in text, old
            text = text.replace(old, new, 1)
        self.write(f"workflows/{workflow}.yaml", text)
        return self.problems()

    def problems(self):
        return [str(problem) for problem in check_packs(self.root)]

    def at(self, written, within=""):
        """Where something stands in the file that was written last: file, line and column."""
        start = self.text.index(written, self.text.index(within))
        line = self.text.count("\n", 0, start) + 1
        return f"{self.file}:{line}:{start - self.text.rfind(chr(10), 0, start)}"


@pytest.fixture
def agency(tmp_path):
    offer_rules()
    return Agency(tmp_path / "config")


def test_the_agency_is_sound_before_it_is_spoilt(agency):
    assert agency.problems() == []


def test_a_step_whose_only_role_cannot_open_its_page_shuts_the_state_behind_it(agency):
    step = "    to: in_custody\n    roles: [evidence_custodian]\n    guards: [receipts_complete]"
    role = step.replace("evidence_custodian", "tenant_administrator")

    taker, trap = agency.spoil("exhibit_v1", (step, role))

    assert taker == (
        f"{agency.at('tenant_administrator')}: nobody can take take_back_from_laboratory:"
        " tenant_administrator lacks evidence:read, which the page of the step asks for. Write:"
        " evidence:read among the permissions of tenant_administrator, or a role that has it"
    )
    assert trap == (
        f"{agency.at('at_laboratory')}: no way out of at_laboratory can be taken: collected"
        " --take_into_custody--> in_custody --send_to_laboratory--> at_laboratory."
        " Write: a step besides take_back_from_laboratory"
    )


def test_a_role_that_nobody_may_join_with_one_that_opens_the_page_is_told_so(agency):
    clerk = "clerk: {label: Clerk, reach: team, permissions: [account:self]}"
    pairs = ", ".join(f"[clerk, {role}]" for role in load_packs(agency.root)["parks"].roles)
    agency.write("roles.yaml", f"roles:\n  {clerk}\nseparation: {{roles: [{pairs}]}}\n")
    step = "    to: destroyed\n    roles: ["

    [found] = agency.spoil("exhibit_v1", (step, f"{step}clerk, "))

    assert found.startswith(f"{agency.at('clerk')}: in destroy, clerk lacks evidence:read")
    assert "asks for, and nobody may join it with case_agent or " in found


def test_a_rule_that_can_never_be_true_is_reported_with_what_its_fields_may_be(agency):
    step = "  suspend:\n    label: Suspend\n"
    rule, way = agency.spoil(
        "investigation_v1", (step, f"{step}    when: case.case_type == 'poachng'\n")
    )

    assert rule == (
        f"{agency.at('case.case_type')}: suspend can never happen: its rule can never be true,"
        " for case.case_type is one of monument, poaching. Write: a rule that can hold"
    )
    assert way == (
        f"{agency.at('suspended')}: no way to suspended can be taken: {OPENED} --suspend-->"
        " suspended. Write: a step to suspended that somebody can take"
    )


UNDECLARED = ("    after_approval: [approve_referral]\n", "")
REFER = "    from: approved_for_referral\n    to: referred"
RETURN = "    from: returned_for_more\n    to: "
APPROVAL = "\n    approval: {not: [author, case_agent]}\n  reconsider_referral"
REVIEWED = f"{DRAFTED} --submit_referral--> referral_review --approve_referral-->"
LEAP = "steps:\n  leap: {from: active, to: referred, roles: [case_agent]}\n"
AGAIN = f"{REVIEWED} approved_for_referral --refer--> referred --record_return--> returned_for_more"


@pytest.mark.parametrize(
    ("change", "way"),
    [
        (
            (REFER, REFER.replace("approved_for_referral", "[approved_for_referral, active]")),
            f"{OPENED} --refer--> referred",
        ),
        (("steps:\n", LEAP), f"{OPENED} --leap--> referred"),
        (
            (f"{RETURN}referral_drafting", f"{RETURN}approved_for_referral"),
            f"{AGAIN} --work_on_return--> approved_for_referral --refer--> referred",
        ),
        (
            (APPROVAL, "\n  reconsider_referral"),
            f"{REVIEWED} approved_for_referral --refer--> referred",
        ),
    ],
)
def test_a_packet_that_is_sent_unapproved_is_found_though_no_state_asks(agency, change, way):
    [found] = agency.spoil("investigation_v1", UNDECLARED, change)

    assert found == (
        f"{agency.at('refer:', within='steps:')}: the packet is sent without a supervisor's"
        f" approval: {way}. Write: an approval on the step before, or after_approval: [its step]"
        " on the state reached"
    )


@pytest.mark.parametrize("source", ["returned_for_more", "approved_for_referral"])
def test_nothing_is_referred_by_itself_even_when_it_was_approved(agency, source):
    held = "guards: {any_in: {of: charge, states: charged}}"
    step = f"  send_again: {{from: {source}, to: referred, automatic: true, {held}}}\n"

    found = agency.spoil("investigation_v1", ("steps:\n", f"steps:\n{step}"))

    assert found[0] == (
        f"{agency.at('send_again:', within='steps:')}: send_again happens by itself, and it says"
        " that the packet is sent. Write: another state in to, or roles: in send_again"
    )


def test_an_approval_never_happens_by_itself(agency):
    given = "to: approved_for_referral\n"

    found = agency.spoil("investigation_v1", (given, f"{given}    automatic: true\n"))

    assert any("happens by itself (automatic), so approval has no meaning" in one for one in found)


def test_an_approval_of_somebody_who_is_no_supervisor_does_not_count(agency):
    approval = "    to: approved_for_referral\n    roles: [group_supervisor,"

    role, way = agency.spoil(
        "investigation_v1", (approval, approval.replace("group_supervisor", "case_agent"))
    )

    assert role == (
        f"{agency.at('case_agent', within='to: approved_for_referral')}: case_agent may give the"
        " approval approve_referral without having case:approve."
        " Write: a role that has case:approve"
    )
    assert "the packet is sent without a supervisor's approval" in way


def test_a_step_that_the_packet_takes_must_exist(agency):
    [found] = agency.spoil("investigation_v1", ("  refer:\n", "  send_off:\n"))

    assert found == (
        f"{agency.at('steps:')}: there is no step refer, which is taken when the packet is sent."
        " Write: a step called refer"
    )


@pytest.mark.parametrize(
    ("workflow", "step", "old", "new", "told"),
    [
        (
            "report_v1",
            "approve_report:",
            "{not: [author]}",
            "{not: [case_agent]}",
            (
                "the author can give the approval approve_report as group_supervisor: draft"
                " --submit_report--> review --approve_report-->. Write: not: [case_agent, author]"
            ),
        ),
        (
            "packet_v1",
            "submit:",
            "{not: [builder]}",
            "{not: [author]}",
            (
                "the builder can give the approval submit as group_supervisor: building"
                " --freeze--> ready --submit-->. Write: not: [author, builder]"
            ),
        ),
    ],
)
def test_whoever_made_a_record_cannot_approve_it_under_another_role(
    agency, workflow, step, old, new, told
):
    [found] = agency.spoil(workflow, (old, new))

    assert found == f"{agency.at(new, within=step)}: {told}"


def test_a_condition_of_a_field_that_can_never_be_true_is_reported(agency):
    asked = "{type: text, label: Mark, required_when: case_type == 'arson'}"
    agency.write("fields/case.yaml", f"fields:\n  mark: {asked}\n")

    assert agency.problems() == [
        (
            f"{agency.at('case_type ==')}: required_when of mark can never be true, for case_type"
            " is one of monument, poaching. Write: an expression that can hold"
        )
    ]


def test_a_section_of_a_kind_of_report_that_the_agency_lacks_is_reported(agency):
    section = '{number: "12", title: Maps, source: reports, kinds: [interviw]}'
    agency.write("packet.yaml", f"sections:\n  maps: {section}\n")

    assert agency.problems() == [
        f'{agency.at("interviw")}: "interviw" is not a kind of report. Write: interview'
    ]


def test_a_field_that_the_packet_prints_and_its_builder_may_not_see_is_reported(agency):
    role = "{label: Clerk, reach: team, permissions: [account:self, packet:build]}"
    agency.write("roles.yaml", f"roles:\n  clerk: {role}\n")
    agency.write("fields/case.yaml", "fields:\n  synopsis: {sensitive: true}\n")

    assert (
        f"{agency.at('true')}: the packet prints synopsis of the case, which is sensitive, and"
        " clerk, who builds packets, may not see it. Write: sensitive:read among the permissions"
        " of clerk, or sensitive: false"
    ) in agency.problems()


def test_a_form_that_asks_for_a_field_that_is_not_defined_is_reported(agency):
    step = "    label: Suspend\n"

    [found] = agency.spoil("investigation_v1", (step, f"{step}    form: [reason_for_it]\n"))

    assert found.startswith(f'{agency.at("reason_for_it")}: "reason_for_it" is not a field')
