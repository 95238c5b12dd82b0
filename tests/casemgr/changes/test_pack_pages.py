"""The pack and its workflows as administrators and auditors read them."""

import pytest


@pytest.fixture
def desk(browser, make_person):
    """An administrator's browser."""
    return browser(make_person("atf", "tenant_administrator"))


@pytest.mark.parametrize(
    ("page", "words"),
    [
        ("/pack/", "is reviewed"),
        ("/pack/fields", "these fields are asked of"),
        ("/pack/fields/case", "One entry of a code list"),
        ("/pack/codes", "Entries"),
        ("/pack/codes/decline_reasons", "Label"),
        ("/pack/roles", "Case agent"),
        ("/pack/numbers", "-0001"),
        ("/pack/packet", "-0001_0000001"),
        ("/pack/packet", "Every hand-over of the exhibits"),
        ("/pack/packet", "Only: Firearms trace results, Interstate-nexus determination"),
        ("/pack/packet", "United States Attorney"),
        ("/pack/workflows/", "Investigation"),
        ("/pack/packet", "Every report of investigation is approved"),
        ("/pack/workflows/investigation/1", "Referral in review"),
        ("/pack/workflows/investigation/1", "every charge in Convicted or"),
        ("/pack/workflows/charge/2", "an open investigation"),
        ("/pack/workflows/charge/2", "entries: Charged by, Filed or returned on"),
    ],
)
def test_an_administrator_reads_the_pack_in_words(desk, page, words):
    answer = desk.get(page)

    assert answer.status_code == 200
    assert words in answer.text


@pytest.mark.parametrize(
    "page", ["/pack/fields/car", "/pack/codes/none", "/pack/workflows/investigation/9"]
)
def test_what_the_pack_has_not_is_not_found(desk, page):
    assert desk.get(page).status_code == 404


def test_an_office_that_only_receives_packets_reads_from_whom(browser, make_person):
    page = browser(make_person("usao-mowd", "tenant_administrator")).get("/pack/packet")

    assert page.status_code == 200
    assert "Drug Enforcement Administration; Federal Bureau" in page.text


def test_an_agent_does_not_read_the_pack(browser, make_person):
    assert browser(make_person("atf", "case_agent")).get("/pack/").status_code == 403
