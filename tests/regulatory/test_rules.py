"""What the licensing side reads of a pack is checked before the pack is used."""

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from casemgr.commands.tenants import tenants
from casemgr.tenants import checks

CONFIG = Path(__file__).parents[2] / "config"


@pytest.fixture
def config(tmp_path, monkeypatch):
    monkeypatch.setattr(checks, "OFFERED", list(checks.OFFERED))
    for part in ("shared", "tenants"):
        shutil.copytree(CONFIG / part, tmp_path / part)
    return tmp_path


def test_a_pack_that_names_an_unknown_form_of_number_is_refused_with_place_and_mend(config):
    file = config / "tenants/atf/schemes/firearms.yaml"
    written = file.read_text("utf-8")
    assert "\nnumber: ffl\n" in written
    file.write_text(written.replace("\nnumber: ffl\n", "\nnumber: fll\n"), "utf-8")
    line = written[: written.index("\nnumber: ffl\n")].count("\n") + 2

    done = CliRunner().invoke(tenants, ["check", str(config)])

    assert done.exit_code == 1
    assert f'firearms.yaml:{line}:9: "fll" is not a form of number. Write: ffl' in done.stderr


def test_a_scheme_that_would_be_a_registry_of_owners_is_refused_with_the_law(config):
    file = config / "tenants/atf/schemes/firearms.yaml"
    written = file.read_text("utf-8").replace("label: Federal firearms licenses", "label: Firearms")
    file.write_text(written.replace("holder: licensee", "holder: registered owner"), "utf-8")

    done = CliRunner().invoke(tenants, ["check", str(config)])

    assert done.exit_code == 1
    assert "firearms.yaml:1:8: 18 U.S.C. 926(a) forbids a registry of firearms" in done.stderr


def test_the_packs_that_are_shipped_are_sound(config):
    assert CliRunner().invoke(tenants, ["check", str(config)]).exit_code == 0
