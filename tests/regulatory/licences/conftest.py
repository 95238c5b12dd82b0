"""What tests of licences have in common."""

import pytest

LISTED = {
    "trade_name": "PRAIRIE ARMS",
    "phone": "8165550142",
    "mail_street": "PO BOX 12",
    "mail_city": "HARRISONVILLE",
    "mail_state": "MO",
    "mail_zip": "64701",
}


@pytest.fixture
def desk(browser, agent):
    """The browser of the agent of a test."""
    return browser(agent)


@pytest.fixture
def licence(agent, make_licence):
    """A licence of which the list says all that it can."""
    return make_licence(agent, "PRAIRIE ARMS LLC", **LISTED)
