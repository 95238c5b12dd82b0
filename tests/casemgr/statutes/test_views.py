"""The pages of the catalogue."""

import pytest

from casemgr.statutes.citations import parse_citation
from casemgr.statutes.queries import Provision
from tests.casemgr.statutes.shelf import fill_with_the_short_list


@pytest.fixture(autouse=True)
def _catalogue(settings):
    fill_with_the_short_list(settings)


@pytest.fixture
def agent(browser, make_person):
    return browser(make_person("atf", "case_agent"))


def test_an_agent_finds_a_statute_by_its_number(agent):
    page = agent.get("/statutes/?q=922(g)(1)")

    assert page.status_code == 200
    assert "Possession of a firearm after a felony conviction" in page.text
    assert 'href="/statutes/18/922?part=(g)(1)"' in page.text


def test_a_section_shows_elements_limitation_and_penalty(agent):
    page = agent.get("/statutes/18/922?part=(g)(1)").text

    assert "<h1>18 U.S.C. 922(g)(1): Possession of a firearm after a felony conviction</h1>" in page
    assert "Rehaif v. United States" in page
    assert "15 years" in page
    assert "18 U.S.C. 3282(a)" in page
    assert "any firearm or ammunition" in page


def test_a_title_lists_its_sections(agent):
    page = agent.get("/statutes/26").text

    assert "26 U.S.C. 5861" in page
    assert "Prohibited acts" in page


@pytest.mark.parametrize(
    "address",
    [
        "/statutes/18/9999",
        "/statutes/18/922?part=(g)(99)",
        "/statutes/18/922?part=nonsense",
        "/statutes/99/1",
        "/statutes/18/%27--",
        "/statutes/7",
        "/statutes/99999999999999",
        "/statutes/18?after=99999999999999",
    ],
)
def test_what_is_not_in_the_catalogue_is_not_found(agent, address):
    assert agent.get(address).status_code == 404


@pytest.mark.parametrize("q", ["%00", "%F0%9F%92%A9", "<script>", "%25", "a" * 5000, "((((", "§"])
def test_any_search_gets_an_answer_in_words(agent, q):
    page = agent.get(f"/statutes/?q={q}")

    assert page.status_code == 200
    assert "No statute found" in page.text or "Titles of the United States Code" in page.text


def test_the_picker_offers_what_was_found_as_radio_buttons(app):
    found = [Provision(parse_citation("18 U.S.C. 922(g)(1)"), "Unlawful acts", "who has <b>", "F")]

    with app.test_request_context():
        picker = app.jinja_env.get_template("statutes/_picker.html").module
        html = picker.choices(found, "922", chosen="18 U.S.C. 922(g)(1)", action="/x?step=2")

    assert 'type="radio"' in html
    assert 'value="18 U.S.C. 922(g)(1)" checked' in html
    assert "who has &lt;b&gt;" in html
    assert 'href="/x?step=2&amp;q=18+U.S.C.+922%28g%29%281%29"' in html


def test_the_picker_asks_by_get_so_that_it_works_without_script(app):
    with app.test_request_context():
        picker = app.jinja_env.get_template("statutes/_picker.html").module
        html = picker.search("/cases/1/charges/new", '"><script>', keep={"subject": "a"})

    assert '<form class="filters" action="/cases/1/charges/new" method="get"' in html
    assert '<input type="hidden" name="subject" value="a">' in html
    assert "<script>" not in html


def test_nobody_reads_the_catalogue_without_signing_in(browser):
    assert browser().get("/statutes/").status_code in (302, 303, 401)
