"""The official list is read as an independent spreadsheet of it has it."""

import re
from zipfile import ZipFile

import pytest
from defusedxml import ElementTree

from regulatory.substances.official import Listed, read_official_list
from tests.regulatory.public_data import DATA, needs

FOLDER = DATA / "dea-schedules"
SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


@pytest.fixture(scope="module")
def listed():
    return read_official_list(FOLDER / "c_cs_alpha.pdf")


def spreadsheet():
    """The rows of the spreadsheet below its heading, as lists of five texts."""
    with ZipFile(FOLDER / "c_cs_alpha.xlsx") as book:
        shared = ElementTree.fromstring(book.read("xl/sharedStrings.xml")).iter(f"{SHEET}si")
        texts = ["".join(one.itertext()) for one in shared]
        rows = ElementTree.fromstring(book.read("xl/worksheets/sheet1.xml")).iter(f"{SHEET}row")
        return [[cell_of(row, letter, texts) for letter in "ABCDE"] for row in rows][1:]


def cell_of(row, letter, texts):
    for cell in row:
        value = cell.findtext(f"{SHEET}v")
        if cell.get("r").startswith(letter) and value is not None:
            return texts[int(value)] if cell.get("t") == "s" else value
    return ""


def plain(name):
    return re.sub(r"[\s\ufffd-]", "", name).lower()


@needs("dea-schedules")
def test_every_substance_is_as_the_spreadsheet_has_it(listed):
    ours = [(plain(one.name), one.code, one.schedule, one.narcotic) for one in listed]

    assert len(ours) == 511
    assert sorted(ours) == sorted((plain(row[0]), *row[1:4]) for row in spreadsheet())


@needs("dea-schedules")
def test_the_other_names_are_as_the_spreadsheet_has_them(listed):
    ours = [(one.code, plain(one.other_names)) for one in listed]

    assert sorted(ours) == sorted((row[1], plain(row[4])) for row in spreadsheet())


@needs("dea-schedules")
def test_a_name_on_two_lines_is_one_and_a_preparation_may_have_no_code(listed):
    name = "(1-(4-Fluorobenzyl)-1H-indol-3-yl)(2,2,3,3-tetramethylcyclopropyl)methanone"

    assert listed[0] == Listed(name, "7014", "I", "N", "FUB-144")
    assert listed[-1] == Listed("Zopiclone", "2784", "IV", "N", "Lunesta")
    assert len([one for one in listed if not one.code]) == 6
