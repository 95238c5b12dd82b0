"""What tests of licences have in common."""

from datetime import date

import pytest

from casemgr.accounts.people import acting_as
from casemgr.database.rows import flush
from casemgr.extensions import db
from regulatory.registry.models import LicenceEvent

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


@pytest.fixture
def add_event(in_app):
    """Return a maker of what became of a licence: add_event(licence, by=examiner)."""

    def add(licence, *, by, kind="renewed", **values):
        told = {"before": {"expires_on": "2026-03-01"}, "after": {"expires_on": "2029-03-01"}}
        where = {"import_id": licence.first_import_id, "line": 17, "on": date(2026, 2, 1)}
        with acting_as(by):
            key = {"tenant_id": licence.tenant_id, "licence_id": licence.id}
            db.session.add(LicenceEvent(kind=kind, **key, **(where | told | values)))
            flush()

    return add
