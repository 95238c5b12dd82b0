"""Checks that features offer."""

import pytest

from casemgr.tenants import checks
from casemgr.tenants.loader import check_packs
from casemgr.tenants.problems import problem_at


@pytest.fixture
def offered(monkeypatch):
    monkeypatch.setattr(checks, "OFFERED", [])


@pytest.mark.usefixtures("offered")
def test_a_feature_checks_every_pack(config):
    def no_manifest(pack):
        sections = pack.source["packet"]["sections"]
        yield problem_at(sections.at("manifest"), "no manifest is wanted", "nothing")

    checks.offer(no_manifest)
    checks.offer(no_manifest)
    problems = check_packs(config.root)

    assert len(problems) == 1
    assert str(problems[0]).startswith("config/shared/packet.yaml:")


@pytest.mark.parametrize("right", ["pack:change", "account:manage"])
def test_a_pack_in_which_no_role_keeps_it_in_order_is_reported(config, right):
    config.replace("shared/roles.yaml", f"      - {right}\n", "")

    problem = next(one for one in config.problems() if f"no role has {right}, so nobody" in one)

    assert problem.startswith("config/")
    assert f"Write: {right} among the permissions of a role" in problem
