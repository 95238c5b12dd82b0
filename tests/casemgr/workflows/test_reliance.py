"""Steps and effects that features take by name: a pack that lacks one is told before it matters."""

import pytest

from casemgr import offer_rules
from casemgr.evidence.movements import STEPS_OF_CUSTODY
from casemgr.packets.services.answering import STEPS
from casemgr.packets.services.building import FREEZE, REFER, SUBMIT
from casemgr.packets.services.submitting import APPROVED, PREPARED
from tests.casemgr.tenants.conftest import config

__all__ = ["config"]
OWN = "tenants/hsi/workflows"
STEPS_OF = {
    "investigation_v1": [REFER, PREPARED, APPROVED, *STEPS.values()],
    "packet_v1": [FREEZE, SUBMIT, *STEPS.values()],
    "exhibit_v1": sorted(STEPS_OF_CUSTODY),
}


@pytest.fixture(autouse=True)
def _offered():
    offer_rules()


@pytest.mark.parametrize(
    ("stem", "step"), [(stem, step) for stem, steps in STEPS_OF.items() for step in steps]
)
def test_a_step_that_code_takes_is_missed_where_it_is_left_out(config, stem, step):
    text = f"extends: {stem}\nsteps:\n  {step}: {{drop: true}}\n"
    problems = config.write(f"{OWN}/{stem}.yaml", text).problems()

    at = f"config/{OWN}/{stem}.yaml:3:3: there is no step {step}, "
    assert any(one.startswith(at) for one in problems), problems


def test_a_step_by_another_name_is_missed(config):
    config.replace("shared/workflows/packet_v1.yaml", "  freeze:\n", "  make_ready:\n")

    assert any("there is no step freeze" in one for one in config.problems())


@pytest.mark.parametrize(
    ("stem", "effect", "told"),
    [
        ("packet_v1", "freeze_packet", "freeze lacks the effect freeze_packet"),
        ("packet_v1", "deliver_packet", "submit lacks the effect deliver_packet"),
        ("report_v1", "serialise_report", "no step has the effect serialise_report"),
        ("investigation_v1", "allocate_case_number", "no step has the effect allocate_case_number"),
        ("investigation_v1", "close_case", "no step has the effect close_case"),
    ],
)
def test_an_effect_that_nothing_brings_about_is_missed(config, stem, effect, told):
    config.replace(f"shared/workflows/{stem}.yaml", f"    effects: [{effect}]\n", "")

    found = [one for one in config.problems() if told in one]
    assert found
    assert f"Write: effects: [{effect}]" in found[0]


def test_an_answer_that_no_agency_can_file_is_reported(config):
    path = "shared/workflows/submission_v1.yaml"
    text = (config.root / path).read_text()
    config.write(path, text.replace("declined", "refused"))

    found = [one for one in config.problems() if "is not an answer that an agency can file" in one]
    assert found[0].startswith(f"config/{path}:")
