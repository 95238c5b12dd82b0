"""When a licence was in force is told from its lists: renewals, lapses, absences, no last day."""

from datetime import date

import pytest

from casemgr.accounts.people import acting_as
from regulatory.licences import validity
from regulatory.licences.queries import list_events
from regulatory.licences.validity import validity_of

FIRST, LATER = date(2024, 2, 1), date(2026, 5, 1)
TODAY = date(2026, 11, 30)


@pytest.fixture
def examiner(make_person):
    return make_person("atf", "licensing_examiner")


@pytest.fixture
def told(examiner, make_licence, add_event, monkeypatch):
    """Return how a licence first listed in February 2024 stood, given what became of it."""
    monkeypatch.setattr(validity, "today_here", lambda: TODAY)

    def told(*events, **facts):
        licence = make_licence(examiner, **({"listed_on": FIRST} | facts))
        for event in events:
            add_event(licence, by=examiner, **event)
        with acting_as(examiner):
            return validity_of(licence, [event for event, _ in list_events(licence)])

    return told


def renewal(on, before, after):
    return {"on": on, "before": {"expires_on": before}, "after": {"expires_on": after}}


def standing(kind, on, before, after):
    return {"kind": kind, "on": on, "before": {"status": before}, "after": {"status": after}}


GONE = standing("gone", LATER, "active", "gone")
BACK = standing("returned", date(2026, 9, 1), "gone", "active")


@pytest.mark.parametrize(
    ("events", "facts", "spans"),
    [
        ([], {"expires_on": date(2027, 3, 1)}, ["In force Feb 1, 2024 to Mar 1, 2027"]),
        (
            [],
            {"expires_on": date(2026, 3, 1)},
            ["In force Feb 1, 2024 to Mar 1, 2026", "Expired Mar 1, 2026 to Nov 30, 2026"],
        ),
        ([], {"expires_on": date(2023, 3, 1)}, ["Expired Mar 1, 2023 to Nov 30, 2026"]),
        ([], {"expires_on": None}, ["Listed Feb 1, 2024 to Nov 30, 2026"]),
        (
            [renewal(LATER, "2026-03-01", "2029-03-01")],
            {"expires_on": date(2029, 3, 1)},
            ["In force Feb 1, 2024 to Mar 1, 2026", "In force Mar 1, 2026 to Mar 1, 2029"],
        ),
        (
            [renewal(LATER, "2024-06-01", "2029-03-01")],
            {"expires_on": date(2029, 3, 1)},
            [
                "In force Feb 1, 2024 to Jun 1, 2024",
                "Expired Jun 1, 2024 to May 1, 2026",
                "In force May 1, 2026 to Mar 1, 2029",
            ],
        ),
        (
            [GONE, BACK],
            {"expires_on": date(2028, 3, 1)},
            [
                "In force Feb 1, 2024 to May 1, 2026",
                "Gone from the list May 1, 2026 to Sep 1, 2026",
                "In force Sep 1, 2026 to Mar 1, 2028",
            ],
        ),
        (
            [standing("changed", LATER, "active", "inactive")],
            {"expires_on": date(2028, 3, 1), "status": "inactive"},
            [
                "In force Feb 1, 2024 to May 1, 2026",
                "Inactive by the list May 1, 2026 to Nov 30, 2026",
            ],
        ),
    ],
)
def test_it_is_told_span_by_span(told, events, facts, spans):
    assert [span.told for span in told(*events, **facts).spans] == spans


def test_a_change_of_the_name_alone_parts_nothing(told):
    moved = {"kind": "changed", "on": LATER, "before": {"name": "A"}, "after": {"name": "B"}}

    assert len(told(moved, expires_on=date(2027, 3, 1)).spans) == 1


def test_today_lies_within_the_line_though_all_of_it_has_ended(told):
    ended = told(expires_on=date(2026, 3, 1))

    assert 0 < ended.place(TODAY) < 100
    assert ended.place(FIRST) == 0


def test_the_page_shows_it_in_words_and_on_a_line(browser, examiner, make_licence):
    licence = make_licence(examiner, listed_on=FIRST, expires_on=date(2035, 3, 1))

    page = browser(examiner).get(f"/registry/licences/{licence.id}").text

    assert 'aria-label="Validity: In force Feb 1, 2024 to Mar 1, 2035"' in page
    assert '<li class="validity-key-good">In force Feb 1, 2024 to Mar 1, 2035</li>' in page


def test_what_is_listed_today_for_the_first_time_without_a_last_day_has_no_line(told):
    assert told(listed_on=TODAY, expires_on=None).spans == ()
