"""Dates, amounts and counts as people write them."""

from datetime import UTC, date, datetime

import pytest
from flask import Flask, g

from casemgr import wording
from tests.casemgr.gallery import create_gallery


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (wording.day(date(2026, 3, 21)), "Mar 21, 2026"),
        (wording.day("2026-02-03"), "Feb 3, 2026"),
        (wording.day(None), ""),
        (wording.money(1150), "USD 1,150"),
        (wording.money("19.5"), "USD 19.50"),
        (wording.money(0), "USD 0"),
        (wording.money(None), ""),
        (wording.size(0), "0 bytes"),
        (wording.size(999), "999 bytes"),
        (wording.size(4_200_000), "4.2 MB"),
        (wording.size(7 * 10**15), "7000.0 TB"),
        (wording.counted(1, "exhibit"), "1 exhibit"),
        (wording.counted(1200, "exhibit"), "1,200 exhibits"),
        (wording.counted(2, "person", "people"), "2 people"),
        (wording.plain("case_agent"), "Case agent"),
    ],
)
def test_values_are_written_in_plain_words(written, expected):
    assert written == expected


def test_time_is_written_in_the_zone_of_the_office():
    with Flask(__name__).app_context():
        g.zone = "America/Chicago"

        words = wording.moment(datetime(2026, 3, 22, 2, 5, tzinfo=UTC))

    assert "Mar 21, 2026, 21:05 CDT" in words
    assert 'datetime="2026-03-22T02:05:00+00:00"' in words


@pytest.mark.parametrize("status", [400, 401, 403, 404, 409, 413, 422, 429, 500, 503])
def test_every_refusal_has_words_and_a_way_on(status):
    page = create_gallery().test_client().get(f"/error/{status}").get_data(as_text=True)

    assert f"Status {status}" in page
    assert 'class="usa-button" href=' in page
    assert "Traceback" not in page
