"""A pack may only name forms of numbers that can be read."""

from dataclasses import replace
from pathlib import Path

import pytest

from casemgr.tenants.loader import load_packs
from casemgr.tenants.source import read_text
from regulatory.numbers.pack_check import check_number_forms

CONFIG = Path(__file__).parents[3] / "config"


@pytest.fixture(scope="module")
def packs():
    return load_packs(CONFIG)


def test_the_shipped_schemes_name_forms_that_can_be_read(packs):
    assert [scheme.number for scheme in packs["atf"].schemes.values()] == ["explosives", "ffl"]
    assert [problem for pack in packs.values() for problem in check_number_forms(pack)] == []


def test_a_form_that_nobody_reads_is_reported_with_its_place(packs):
    pack = packs["atf"]
    written = {"firearms": read_text("label: Firearms\nnumber: fll\n", "firearms.yaml")}

    [problem] = check_number_forms(replace(pack, source={**pack.source, "schemes": written}))

    assert str(problem) == 'firearms.yaml:2:9: "fll" is not a form of number. Write: ffl'
