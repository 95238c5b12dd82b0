"""Records of one kind live by different workflows, as the type of their case says."""

import shutil

import pytest

from casemgr.cases.models import Case
from casemgr.database.rows import fetch
from casemgr.tenants.loader import load_packs
from casemgr.tenants.problems import PackInvalid
from casemgr.workflows import publishing, services
from casemgr.workflows.services import instance_of
from casemgr.workflows.standing import list_states, state_of
from config.settings import ROOT

SHORT = """\
name: short
version: 1
subject: case
start: noted
states:
  noted: {label: Noted}
  done: {label: Dealt with, final: true}
steps:
  finish: {from: noted, to: done, roles: [case_agent]}
"""
LIVES = """\

workflows:
  case: {default: investigation_v1, by_case_type: {denied_transfer: short_v1}}
"""


@pytest.fixture
def folders(tmp_path):
    """The shipped packs, in which denied transfers live by a short workflow."""
    return _copy(tmp_path, LIVES)


def _copy(tmp_path, lives):
    for name in ("shared", "tenants"):
        shutil.copytree(ROOT / "config" / name, tmp_path / name)
    shutil.rmtree(tmp_path / "tenants" / "__pycache__", ignore_errors=True)
    atf = tmp_path / "tenants" / "atf"
    (atf / "workflows" / "short_v1.yaml").write_text(SHORT)
    (atf / "tenant.yaml").write_text((atf / "tenant.yaml").read_text() + lives)
    return tmp_path


def test_a_pack_gives_a_case_type_a_workflow_of_its_own(folders):
    pack = load_packs(folders)["atf"]

    assert pack.workflow_for("case", "denied_transfer")["name"] == "short"
    assert pack.workflow_for("case", "arson_and_explosives")["name"] == "investigation"
    assert pack.stems_of("case") == ["investigation_v1", "short_v1"]


@pytest.mark.parametrize(
    ("before", "after", "problem"),
    [
        ("short_v1}", "shrt_v1}", '"shrt_v1" is not a workflow. Write: short_v1'),
        ("denied_transfer:", "denied_transfr:", '"denied_transfr" is not a case type. Write: den'),
        ("default:", "defalt:", "defalt"),
        ("default: investigation_v1, ", "", "default"),
    ],
)
def test_what_is_wrong_is_told_with_its_place(tmp_path, before, after, problem):
    with pytest.raises(PackInvalid, match=r"tenants/atf/tenant.yaml:5[0-9]") as refused:
        load_packs(_copy(tmp_path, LIVES.replace(before, after)))

    assert problem in str(refused.value.message)


def test_a_case_lives_by_the_workflow_of_its_type(
    folders, app, make_person, make_case, acting, monkeypatch
):
    pack = load_packs(folders)["atf"]
    agent = make_person("atf", "case_agent")
    for module in (publishing, services):
        monkeypatch.setattr(module, "current_pack", lambda: pack)
    monkeypatch.setitem(app.extensions, "definitions", {})
    monkeypatch.setattr(services, "definition_of", publishing.newest_definition)

    found = make_case(agent, case_type="denied_transfer")
    other = make_case(agent, case_type="arson_and_explosives")

    with acting(agent):
        assert instance_of(fetch(Case, found.id)).name == "short"
        assert instance_of(fetch(Case, other.id)).name == "investigation"
        assert state_of(found).label == "Noted"
        assert ("done", "Dealt with") in list_states("case")
