"""The printed custody log says what the record says, and the same each time."""

import pytest

from casemgr.database.rows import fetch
from casemgr.evidence.models import Exhibit
from casemgr.evidence.services import custody
from tests.casemgr.evidence.reading import text_of


@pytest.fixture
def at_laboratory(acting, evidence_people, make_exhibit, make_evidence_case, hand_over, give_file):
    """A firearm with a file, sent to a laboratory whose receipt is missing."""
    people = evidence_people
    with acting(people.agent) as agent:
        case = make_evidence_case(agent, people.colleague)
        seal = {"seal": "A-1", "witness_id": people.colleague.id}
        exhibit = make_exhibit(agent, case, kind="firearm", description="Pistol <b>", **seal)
        give_file(exhibit, b"photograph", "table.jpg", by=agent)
    hand_over(exhibit, people.agent, people.custodian)
    with acting(people.custodian) as custodian:
        facts = {"receiver_name": "Ammendale", "reason": "Prints", "by": custodian}
        custody.release_exhibit(fetch(Exhibit, exhibit.id), "laboratory", **facts)
    return exhibit


def test_the_log_names_every_holder_the_hashes_and_what_is_missing(
    browser, evidence_people, at_laboratory
):
    answer = browser(evidence_people.custodian).get(f"/exhibits/{at_laboratory.id}/custody-log")

    text = text_of(answer.data)
    assert answer.headers["Content-Type"] == "application/pdf"
    for words in ("Rosa Delgado", "Ida Marsh", "Ammendale", "BZKX417", "Pistol <b>", "SHA-256"):
        assert words in text, words
    assert "no receipt for" in text


def test_the_same_log_is_printed_twice_with_the_same_bytes(browser, evidence_people, at_laboratory):
    window, address = browser(evidence_people.custodian), f"/exhibits/{at_laboratory.id}"

    first, second = (window.get(f"{address}/custody-log").data for _ in range(2))

    assert first == second
