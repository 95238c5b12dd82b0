"""A map by which records move is checked against every place of the earlier version."""

import pytest

from casemgr.tenants.loader import check_packs
from tests.casemgr.changes.conftest import RENAMED


def problems(change):
    return [str(problem) for problem in check_packs(change.root)]


def test_a_map_that_names_every_state_that_is_gone_is_sound(change):
    change.second_workflow(RENAMED, migrates="{from: 1, states: {active: working}}")

    assert problems(change) == []


@pytest.mark.parametrize(
    ("migrates", "said"),
    [
        ("{from: 1}", "a record in active of version 1 would have no place. Write: states: {"),
        ("{from: 1, states: {activ: working}}", '"activ" is not a state of version 1. Write: act'),
        ("{from: 1, states: {active: workng}}", '"workng" is not a state. Write: working'),
        ("{from: 2, states: {active: working}}", "version 2 is not earlier than version 2"),
        ("{from: 1, states: {active: open}}", "a record in active of version 1 would have no pl"),
        ("{states: {active: working}}", "from"),
    ],
)
def test_a_map_that_leads_nowhere_is_reported_where_it_stands(change, migrates, said):
    change.second_workflow(RENAMED, migrates=migrates)

    found = problems(change)

    assert any(said in line for line in found), found
    assert all("tenants/atf/workflows/investigation_v2.yaml:4:" in line for line in found)


def test_the_earlier_version_stays_beside_the_new_one(change):
    change.second_workflow(migrates="{from: 1}")
    (change.root / "shared/workflows/investigation_v1.yaml").unlink()

    assert any("investigation_v1.yaml beside this file" in line for line in problems(change))
