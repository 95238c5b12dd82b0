"""A diversion investigator looks substances up by keyboard, on a phone and without script."""

import re

import pytest

from casemgr.accounts.sessions import cookie_name
from casemgr.database.installation import addresses
from regulatory.substances.official import Listed
from regulatory.substances.services import import_as_administrator
from tests.journeys.conftest import DESKTOP, PHONE
from tests.makers.accounts import session_token

LIST = [Listed(f"Acetyl compound {number}", "9821", "I", "Y", "") for number in range(70)]
LIST += [Listed("Morphine", "9300", "II", "Y", "MS Contin, Roxanol")]


@pytest.fixture
def enter(app, live, settings, make_person, open_window):
    """Return a maker of windows in which an investigator is signed in, over a list."""
    person = make_person("dea", "diversion_investigator", name="Inez Calder")
    import_as_administrator(addresses(settings).administrator, LIST, {"morphine": ["Dreamer"]})

    def open_one(viewport=DESKTOP, **window):
        visitor = open_window(viewport, **window)
        cookie = {"name": cookie_name(), "value": session_token(app, person), "url": live}
        visitor.page.context.add_cookies([cookie])
        return visitor

    yield open_one
    import_as_administrator(addresses(settings).administrator, [])


def test_investigator_finds_a_substance_by_keyboard_and_goes_on_to_its_registrations(enter):
    visitor = enter().go("/registry/").follow("Substances")

    visitor.page.keyboard.type("dreamer")
    visitor.page.keyboard.press("Enter")
    visitor.page.get_by_text("Substances 1 to 1 of 1").wait_for()
    visitor.look().follow(re.compile("registrations for Morphine"))

    assert visitor.heading == "Registry"
    assert visitor.page.get_by_label("Schedule", exact=True).input_value() == "2"


@pytest.mark.parametrize("window", [{"viewport": PHONE}, {"script": False}])
def test_investigator_turns_the_pages_on_a_phone_and_without_script(enter, window):
    visitor = enter(**window).go("/registry/substances/")

    visitor.enter("Narcotic", "Yes")
    visitor.press("Search").follow("Next")
    assert "Substances 51 to 71 of 71" in visitor.page.locator("main").inner_text()
    visitor.go("/registry/substances/?page=9").follow("To its last page").follow("Previous")

    assert "Substances 1 to 50 of 71" in visitor.page.locator("main").inner_text()
