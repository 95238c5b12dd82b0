"""The chief of licensing imports lists: looks at what they change before anything is changed."""

import pytest

from casemgr.accounts.sessions import cookie_name
from casemgr.workbooks import workbook_of
from tests.journeys.conftest import DESKTOP, PHONE
from tests.makers.accounts import session_token
from tests.regulatory.imports.conftest import HEADER, row, text_of

AWAY = {"LIC_REGN": "9", "LIC_DIST": "CA", "LIC_TYPE": "33", "PREMISE_STATE": "CA"}


@pytest.fixture
def enter(app, live, make_person, open_window):
    """Return a maker of windows in which somebody who may import is signed in."""
    chief = make_person("atf", "licensing_branch_chief", name="Inez Calder")

    def open_one(viewport=DESKTOP, **window):
        visitor = open_window(viewport, **window)
        cookie = {"name": cookie_name(), "value": session_token(app, chief), "url": live}
        visitor.page.context.add_cookies([cookie])
        return visitor

    return open_one


def send(visitor, name, content):
    """Send a list in, and wait until it is read."""
    visitor.go("/registry/").follow("Lists imported").follow("Import a list")
    visitor.page.get_by_label("File").set_input_files(
        {"name": name, "mimeType": "application/octet-stream", "buffer": content}
    )
    visitor.press("Read the list")
    visitor.page.get_by_text("Nothing has been changed yet").wait_for(timeout=60_000)
    return visitor.look()


def apply(visitor):
    visitor.press("Apply the list")
    visitor.page.get_by_text("The registry says what this list says.").wait_for(timeout=60_000)
    return visitor.look()


@pytest.mark.parametrize(
    ("viewport", "whole", "part"), [(DESKTOP, "0513", "0613"), (PHONE, "0713", "0813")]
)
def test_a_workbook_is_looked_at_applied_and_followed_by_a_part_of_one(
    enter, viewport, whole, part
):
    lines = [row(number, **AWAY) for number in range(1, 151)]
    lines[4][4] = lines[9][4] = "4I"
    visitor = enter(viewport)

    send(visitor, f"{whole}-fel-list.xlsx", b"".join(workbook_of([[HEADER], lines])))
    assert visitor.sees("The month letter I does not exist")
    apply(visitor)

    send(visitor, f"{part}-fel-list.txt", text_of(*lines[20:60]).encode())
    assert visitor.sees("Most licenses would be gone")
    visitor.tick("This list is whole")
    apply(visitor)
    assert visitor.follow("Imported lists", visitor.page).sees(f"{part}-fel-list.txt")
