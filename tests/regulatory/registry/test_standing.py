"""A licence stands in one way: in the list, in its filters, on its page, in exports and checks."""

import csv
import io
from datetime import date, timedelta

import pytest

from casemgr import clock
from regulatory.registry.filters import STATUSES
from regulatory.registry.models import Licence
from regulatory.registry.standing import soon_days, standing_of
from tests.regulatory.registry.conftest import names_in

TODAY = date(2026, 6, 15)
NUMBER = "5-43-077-01-9C-14245"
EXPORT = {"purpose": "For the review of June 2026", "format": "csv"}
# How many days are left, what the list says, the label, and which filters find it.
CASES = [
    (91, "active", "In force", {"active"}),
    (90, "active", "Expires soon", {"active", "expiring"}),
    (0, "active", "Expires soon", {"active", "expiring"}),
    (-1, "active", "Expired", {"expired"}),
    (None, "active", "Listed", {"listed"}),
    (500, "inactive", "Inactive", {"inactive"}),
    (500, "gone", "Gone from the list", {"gone"}),
]


@pytest.mark.parametrize(
    ("facts", "label", "words"),
    [
        ({"expires_on": date(2026, 6, 1)}, "Expired", "Expired on Jun 1, 2026, 14 days ago."),
        (
            {"expires_on": TODAY},
            "Expires soon",
            "In force until Jun 15, 2026, the last day is today.",
        ),
        (
            {"expires_on": date(2026, 6, 16)},
            "Expires soon",
            "In force until Jun 16, 2026, in 1 day.",
        ),
        ({"expires_on": date(2026, 9, 13)}, "Expires soon", "Sep 13, 2026, in 90 days."),
        ({"expires_on": date(2026, 9, 14)}, "In force", "Sep 14, 2026, in 91 days."),
        ({"expires_on": None}, "Listed", "which names no last day"),
        ({"status": "inactive"}, "Inactive", "The list of May 1, 2026 calls it inactive."),
        ({"status": "gone", "gone_on": date(2026, 6, 1)}, "Gone from the list", "Jun 1, 2026"),
    ],
)
def test_the_standing_is_said_in_words(facts, label, words):
    known = {"status": "active", "seen_on": date(2026, 5, 1)} | facts

    standing = standing_of(Licence(**known), TODAY)

    assert standing.label == label
    assert words in standing.words


def test_a_licence_gone_from_the_list_does_not_count_as_valid_by_its_expiry():
    licence = Licence(status="gone", seen_on=TODAY, expires_on=date(2029, 1, 1))

    assert standing_of(licence, TODAY).tone == "bad"


def test_what_the_law_says_of_a_late_renewal_is_said_with_the_expiry():
    licence = Licence(status="active", seen_on=TODAY, expires_on=date(2026, 6, 1))

    assert standing_of(licence, TODAY, late_renewal="See the law.").words.endswith("See the law.")


@pytest.fixture
def visitor(browser, examiner):
    """The browser of a licensing examiner."""
    return browser(examiner)


@pytest.mark.parametrize(("left", "status", "label", "filters"), CASES)
def test_list_page_export_filters_and_public_check_agree(
    visitor, browser, make_listed, left, status, label, filters
):
    expiry = None if left is None else clock.today("America/Chicago") + timedelta(days=left)
    licence = make_listed("SMITH", number=NUMBER, expires_on=expiry, status=status)

    (line,) = csv.DictReader(io.StringIO(visitor.send("/registry/export", **EXPORT).text))
    checked = browser().get(f"/check/atf.json?number={NUMBER}").json
    found = {one for one in STATUSES if names_in(visitor.get(f"/registry/?status={one}"))}
    assert line["Status"] == label
    assert f">{label}</span>" in visitor.get("/registry/").text
    assert f">{label}</span>" in visitor.get(f"/registry/licences/{licence.id}").text
    assert found == filters
    assert checked["valid"] == bool(filters & {"active", "listed"})


def test_how_soon_is_soon_stands_in_the_pack_of_the_agency(visitor, browser, make_person):
    registrar = make_person("dea", "registration_specialist")

    assert (soon_days(registrar.pack), soon_days(make_person("fbi").pack)) == (60, 90)
    assert "Expires within 90 days" in visitor.get("/registry/").text
    assert "Expires within 60 days" in browser(registrar).get("/registry/").text


def test_what_the_law_gives_to_a_late_renewal_stands_on_the_page(visitor, make_listed):
    licence = make_listed("SMITH", expires_on=date(2024, 1, 1))

    page = visitor.get(f"/registry/licences/{licence.id}").text

    assert "may go on until it is" in page
    assert "(27 CFR 478.45; 5 USC 558(c))" in page


def test_another_agency_is_told_the_same(browser, make_person, make_listed):
    make_listed("SMITH", number=NUMBER, expires_on=date(2024, 1, 1))
    asked = {"grant": "atf firearms", "purpose": "Safety of a visit to the premises"}
    visitor = browser(make_person("dea", "diversion_investigator"))

    page = visitor.send("/registry/across", typed="smith", matter="DEA-26-0007", **asked)

    assert ">Expired</span>" in page.text
