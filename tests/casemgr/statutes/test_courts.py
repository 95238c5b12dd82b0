"""The district courts, out of a list that also has those of two centuries."""

import json
import re
from collections import Counter

import pytest

from casemgr.statutes.catalogue import CatalogueUnreadable, load_catalogue
from casemgr.statutes.courts import built_in_courts, load_courts
from tests.casemgr.statutes.shared_data import DATA, needs_code, needs_courts

TERRITORIES = {"Guam", "Northern Mariana Islands", "Virgin Islands"}  # title 48, not title 28
NUMBERS = {"one": 1, "a": 1, "two": 2, "three": 3, "four": 4}
DISTRICTS = re.compile(r"(?:constitutes?|into|constituted) (\w+) judicial district")


def court(**changes):
    return {
        "id": "mowd",
        "name": "District Court, W.D. Missouri",
        "system": "federal",
        "citation_string": "W.D. Mo.",
        "location": "Missouri",
        "dates": [{"start": "1857-03-03", "end": None}],
    } | changes


def loaded(tmp_path, *rows):
    (tmp_path / "courts.json").write_text(json.dumps(rows))
    return [one.id for one in load_courts(tmp_path)]


@needs_courts
def test_the_94_district_courts_are_found():
    courts = load_courts(DATA / "courts")

    assert len(courts) == 94
    assert courts == built_in_courts()


def test_the_western_district_of_missouri_is_named_in_full():
    found = next(one for one in built_in_courts() if one.id == "mowd")

    assert found.name == "United States District Court for the Western District of Missouri"
    assert found.abbreviation == "W.D. Mo."


@needs_code
def test_each_state_has_as_many_districts_as_title_28_gives_it():
    sections = [record for record in load_catalogue(DATA / "us-code") if record.title == 28]
    given = {
        record.heading: NUMBERS[match[1]]
        for record in sections
        if (match := DISTRICTS.search(record.text)) and 81 <= record.citation.sort_key[1] <= 131
    }
    places = [one.place for one in built_in_courts() if one.place not in TERRITORIES]

    assert Counter(places) == given


@pytest.mark.parametrize(
    ("row", "why"),
    [
        (court(id="mod", citation_string="D. Mo."), "forerunner"),
        (court(id="circt", name="U.S. Circuit Court", citation_string="D. Mo."), "circuit court"),
        (court(id="mowb", citation_string="Bankr. W.D. Mo."), "bankruptcy court"),
        (court(id="x", dates=[{"start": "1900-01-01", "end": "1911-12-31"}]), "ended"),
        (court(id="moctapp", system="state"), "State court"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_other_courts_are_left_out(tmp_path, row, why):
    assert loaded(tmp_path, court(), row) == ["mowd"]


@pytest.mark.parametrize("text", ["", "{", '{"id": 1}', "[1, 2]", '[{"id": "x"}]'])
def test_a_damaged_list_of_courts_is_refused_in_words(tmp_path, text):
    (tmp_path / "courts.json").write_text(text)

    with pytest.raises(CatalogueUnreadable, match="is no list of courts"):
        load_courts(tmp_path)
