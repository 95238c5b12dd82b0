"""What each office is for, and what stays out of its sight: administrator, auditor, neighbors."""

import re

import pytest

from tests.journeys.conftest import PHONE

SECOND_VISIT = 150_000
CASE_PARTS = ("", "/subjects", "/charges", "/exhibits", "/reports", "/elements", "/packet")
CASE_PARTS += ("/timeline", "/tasks", "/notes", "/team", "/links")
TRANSFERRED = """() => [...performance.getEntriesByType('navigation'),
  ...performance.getEntriesByType('resource')].reduce((sum, one) => sum + one.transferSize, 0)"""


def addresses_of(visitor, number):
    """List the addresses of a case and of what hangs on it."""
    visitor.open_case(number)
    case = visitor.url
    found = [case + part for part in CASE_PARTS]
    for part in ("/exhibits", "/reports", "/subjects"):
        visitor.go(case + part)
        links = visitor.page.locator("main a").evaluate_all("all => all.map((one) => one.href)")
        found += [
            one for one in links if re.search("/(exhibits|reports|parties)/[0-9a-f-]{36}$", one)
        ]
    return list(dict.fromkeys(found))


def test_agent_of_the_other_agency_finds_nothing_at_any_address(visit):
    addresses = addresses_of(visit("okafor"), "785040-26-0017")
    stranger = visit("vega")
    nowhere = stranger.go("/cases/00000000-0000-7000-8000-000000000000", 404)
    words = nowhere.page.locator("main").inner_text()

    for address in addresses:
        stranger.go(address, 404)
        assert stranger.page.locator("main").inner_text() == words

    assert len(addresses) > 25
    stranger.go("/find?q=Hutchens")
    assert not stranger.sees("Dale Roy")


def test_colleague_without_clearance_sees_neither_the_6e_report_nor_the_source(visit):
    cleared, colleague = visit("vega"), visit("reyes")
    cleared.open_case("47-26-2002")
    case = cleared.url
    cleared.go(f"{case}/reports").follow(re.compile("grand-jury subpoena"))
    restricted = cleared.url
    cleared.go(f"{case}/subjects")
    assert cleared.sees("Tamsin Lee Orwell")

    colleague.go(f"{case}/reports")
    assert colleague.sees("Analysis of prescription data")
    assert not colleague.sees("subpoena")
    assert not colleague.sees("CS-47-260113")
    colleague.go(restricted, 404)
    colleague.go(f"{case}/subjects")
    assert not colleague.sees("Orwell")
    colleague.go("/find?q=Orwell")
    assert not colleague.sees("Tamsin")


def test_auditor_reads_who_did_what_and_opens_no_case(visit):
    auditor = visit("abbott")

    auditor.go("/audit/")
    assert auditor.sees("Dana Okafor")
    auditor.page.locator("main table a").first.click()
    auditor.look()

    auditor.go("/cases/", 403)
    assert not auditor.sees("gun-show")


def test_administrator_admits_a_person_and_sees_no_case(visit, open_window):
    administrator = visit("chen")

    administrator.go("/people/").follow(re.compile("Add"))
    administrator.fill(User_name="whalen", Full_name="Nora Whalen", Title="Special Agent")
    administrator.enter("Office", "Kansas City Group I")
    administrator.enter("Role", "Case agent")
    administrator.fill(Why_this_person_gets_access="Transferred from Springfield")
    administrator.fill(First_password="seven quiet rivers run")
    administrator.press(re.compile("Add|Create|Admit"))

    assert administrator.sees("Nora Whalen")
    administrator.go("/cases/", 403)


@pytest.mark.parametrize("window", [{}, {"viewport": PHONE}], ids=["desktop", "phone"])
def test_every_main_page_is_light_on_the_second_visit(visit, window):
    agent = visit("okafor", **window)
    agent.open_case("785040-26-0017")
    case = agent.url
    pages = ["/work/", "/cases/", "/exhibits", "/packets/", "/parties/", "/statutes/", "/me"]
    pages += ["/statutes/18/922", "/find?q=hutchens", "/cases/new?type=firearms_trafficking"]
    pages += [case + part for part in CASE_PARTS]

    weights = {}
    for address in pages:
        agent.go(address)
        agent.go(address)
        weights[address] = agent.page.evaluate(TRANSFERRED)

    heavy = {address: weight for address, weight in weights.items() if weight > SECOND_VISIT}
    assert heavy == {}
    assert max(weights.values()) > 0
