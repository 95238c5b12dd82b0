"""A small registry with invented licensees, and who queries it."""

import re
from datetime import date
from html import unescape

import pytest

from regulatory.registry.folding import key_of, sounds_of

PLACES = {
    "Springfield": ("MO", "65801"),
    "Branson": ("MO", "65616"),
    "Wichita": ("KS", "67202"),
}


@pytest.fixture
def examiner(make_person):
    """A licensing examiner."""
    return make_person("atf", "licensing_examiner")


@pytest.fixture
def make_listed(make_licence, examiner):
    """Return a maker of listed licences: make_listed("SMITH, JOHN", city="Branson", …)."""

    def make(name, *, city="Springfield", street="12 Oak St", **facts):
        state, zip_code = PLACES[city]
        by = facts.pop("by", examiner)
        place = key_of(f"{street} {city} {state} {zip_code} {facts.get('mail_street', '')}")
        given = {"street": street, "city": city, "state": state, "zip": zip_code}
        given |= {"name_key": key_of(name), "trade_key": key_of(facts.get("trade_name", ""))}
        heard = sounds_of(given["name_key"], given["trade_key"], key_of(city))
        given |= {"sounds": heard, "place_key": place}
        return make_licence(by, name, **given | facts)

    return make


@pytest.fixture
def registry(make_listed):
    """Six licensees in three places."""
    return {
        name: make_listed(name, **facts)
        for name, facts in {
            "SMITH, JOHN A": {"number": "5-43-077-01-9C-14245", "trade_name": "OZARK ARMS"},
            "SMYTH, ELLEN": {"city": "Branson", "number": "5-43-213-02-9C-20001"},
            "PRAIRIE PAWN LLC": {"city": "Wichita", "type": "02", "phone": "3165550123"},
            "SMITHVILLE OUTDOORS": {"city": "Branson", "expires_on": date(2027, 1, 1)},
            "O'BRIEN GUNSMITHING": {"street": "400 Walnut Street", "county_fips": "29077"},
            "ANCHOR TACTICAL": {"city": "Wichita", "type": "07"},
        }.items()
    }


@pytest.fixture
def query(browser, examiner):
    """Return what the page of the query answers: query("smith", state="MO")."""
    visitor = browser(examiner)

    def ask(q="", **asked):
        return visitor.get("/registry/", query_string={"q": q, **asked})

    return ask


def names_in(page):
    """Return the names in the order of the table."""
    return [unescape(name) for name in re.findall(r'data-label="Name">([^<]+)', page.text)]


def reasons_in(page):
    """Return why each licence is there."""
    return re.findall(r'data-label="Why it is here">([^<]*)', page.text)
