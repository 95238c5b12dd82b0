"""A licensing examiner queries the registry: while typing, by keyboard, on a phone, to export."""

import pytest

from casemgr.accounts.sessions import cookie_name
from regulatory.registry.folding import key_of, sounds_of
from tests.journeys.conftest import DESKTOP, PHONE
from tests.makers.accounts import session_token

NAMES = ("HUTCHENS, DALE R", "HUTCHINS ARMORY LLC", "PLATTE VALLEY PAWN INC", "QUINDARO OUTDOORS")


@pytest.fixture
def examiner(live, make_person, make_licence):
    """A licensing examiner with a small registry."""
    person = make_person("atf", "licensing_examiner", name="Inez Calder")
    for name in NAMES:
        key, place = key_of(name), {"city": "Platte City", "state": "MO", "zip": "64079"}
        make_licence(
            person,
            name,
            name_key=key,
            sounds=sounds_of(key),
            place_key="12 pine st platte city mo 64079",
            latitude=39.37,
            longitude=-94.78,
            **place,
        )
    return person


@pytest.fixture
def enter(app, live, examiner, open_window):
    """Return a maker of windows in which the examiner is signed in."""

    def open_one(viewport=DESKTOP, **window):
        visitor = open_window(viewport, **window)
        cookie = {"name": cookie_name(), "value": session_token(app, examiner), "url": live}
        visitor.page.context.add_cookies([cookie])
        return visitor

    return open_one


def test_examiner_finds_a_licensee_while_typing_and_opens_it_by_the_arrows(enter):
    visitor = enter().go("/registry/")

    visitor.page.keyboard.type("hutchins", delay=30)
    visitor.page.get_by_text("sounds like: HUTCHENS in the name").wait_for()
    visitor.look()
    visitor.page.keyboard.press("ArrowDown")
    visitor.page.keyboard.press("Enter")
    visitor.page.wait_for_url("**/registry/licences/**")

    assert "HUTCHINS ARMORY LLC" in visitor.look().heading


def test_what_is_typed_is_what_is_exported_and_what_one_comes_back_to(enter):
    visitor = enter().go("/registry/")

    visitor.page.keyboard.type("hutchins", delay=30)
    visitor.page.get_by_text("sounds like: HUTCHENS in the name").first.wait_for()
    visitor.page.wait_for_url("**q=hutchins**")
    visitor.follow("Export all that it finds")
    assert "hutchins" in visitor.page.locator("main").inner_text()
    visitor.page.go_back()

    assert visitor.page.locator("#q").input_value() == "hutchins"
    assert "QUINDARO" not in visitor.page.locator("#answer").inner_text()


def test_examiner_keeps_a_query_and_takes_its_result_out(enter):
    visitor = enter().go("/registry/?q=platte&state=MO")

    visitor.follow("Keep this query under a name").fill(Name_of_this_query="Platte City")
    visitor.press("Keep it").follow("Platte City").follow("Export all that it finds")
    visitor.enter("Purpose", "For the review of March 2026")
    with visitor.page.expect_download() as download:
        visitor.page.get_by_role("button", name="Export").click()

    assert download.value.suggested_filename == "registry.csv"


@pytest.mark.parametrize("window", [{"viewport": PHONE}, {"script": False}])
def test_examiner_queries_on_a_phone_and_without_script(enter, window):
    visitor = enter(**window).go("/registry/")

    visitor.enter("Number, name, person", "plattte vally")
    visitor.press("Search")

    assert "sounds like: PLATTE in the name" in visitor.page.locator("main").inner_text()
    visitor.go("/registry/?q=zzqqa&state=KS")
