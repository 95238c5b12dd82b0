"""The page of a licence: where it stands, what its number says, whence each fact is known."""

from datetime import date

import pytest

from regulatory.licences.standing import standing_of
from regulatory.registry.models import Licence

TODAY = date(2026, 6, 15)


@pytest.fixture
def examiner(make_person):
    return make_person("atf", "intelligence_analyst")


def test_the_page_says_what_the_number_means_and_whence_it_is_known(
    browser, examiner, make_licence
):
    licence = make_licence(examiner, "PRAIRIE ARMS LLC")

    page = browser(examiner).get(f"/registry/licences/{licence.id}").text

    assert "PRAIRIE ARMS LLC" in page
    assert "What the number says" in page
    assert "0226-ffl-list.txt, line 3, list of Feb 1, 2026" in page


@pytest.mark.parametrize(
    ("facts", "label", "words"),
    [
        ({"expires_on": date(2026, 6, 1)}, "Expired", "Expired on Jun 1, 2026, 14 days ago."),
        ({"expires_on": TODAY}, "Valid", "Valid until Jun 15, 2026, the last day is today."),
        ({"expires_on": date(2026, 6, 16)}, "Valid", "Valid until Jun 16, 2026, in 1 day."),
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

    assert standing_of(licence, TODAY, "See 27 CFR 478.45.").words.endswith("See 27 CFR 478.45.")


def test_the_history_tells_what_changed_and_where_that_stands(
    browser, examiner, make_licence, add_event
):
    licence = make_licence(examiner)
    add_event(licence, by=examiner)

    page = browser(examiner).get(f"/registry/licences/{licence.id}").text

    assert "Renewed" in page
    assert "Last day: Mar 1, 2026 → Mar 1, 2029" in page
    assert "0226-ffl-list.txt, line 17, list of Feb 1, 2026" in page


def test_a_licence_of_the_same_name_and_place_is_only_a_hint(browser, examiner, make_licence):
    licence, other = make_licence(examiner), make_licence(examiner)

    page = browser(examiner).get(f"/registry/licences/{licence.id}").text

    assert other.number in page
    assert "whether it is the same licensee, the list does not say" in page


def test_without_the_right_to_read_the_registry_there_is_no_page(
    browser, examiner, make_person, make_licence
):
    licence = make_licence(examiner)
    administrator = make_person("atf", "tenant_administrator")

    assert browser(administrator).get(f"/registry/licences/{licence.id}").status_code == 403
