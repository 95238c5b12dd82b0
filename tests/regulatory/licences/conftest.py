"""What tests of licences have in common."""

from datetime import date

import pytest

from casemgr.accounts.people import acting_as
from casemgr.database.rows import flush
from casemgr.extensions import db
from regulatory.registry.models import LicenceEvent


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
