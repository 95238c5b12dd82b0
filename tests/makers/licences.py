"""Makers of licences, as an import would have left them."""

import itertools
from datetime import date

import pytest

from casemgr.accounts.people import acting_as
from casemgr.database.rows import fetch, flush
from casemgr.extensions import db
from regulatory.registry.models import Licence, LicenceEvent, RegistryImport, Stage

_COUNT = itertools.count(10001)
DISTRICT = "1-59"


@pytest.fixture
def make_licence(in_app):
    """Return a maker of licences: make_licence(examiner, "Pine Street Arms", number="1-59-…")."""

    def make(by, name="Pine Street Arms", *, number=None, scheme="firearms", **facts):
        number = number or f"{DISTRICT}-043-01-9C-{next(_COUNT)}"
        with acting_as(by):
            listed = _listed(by, scheme)
            licence = Licence(**_standard(by, listed) | _read(number, name, scheme) | facts)
            db.session.add(licence)
            flush()
            key = licence.id
        with acting_as(by):
            return fetch(Licence, key)

    return make


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


def _listed(by, scheme):
    listed = RegistryImport(
        tenant_id=by.tenant_id,
        scheme=scheme,
        layout="firearms_list",
        file_name="0226-ffl-list.txt",
        sha256="0" * 64,
        size=1,
        list_date=date(2026, 2, 1),
        stage=Stage.DONE,
        created_by=by.id,
    )
    db.session.add(listed)
    flush()
    return listed


def _standard(by, listed):
    return {
        "tenant_id": by.tenant_id,
        "expires_on": date(2029, 3, 1),
        "first_import_id": listed.id,
        "first_line": 3,
        "last_import_id": listed.id,
        "last_line": 3,
        "listed_on": listed.list_date,
        "seen_on": listed.list_date,
        "city": "Springfield",
        "state": "MO",
        "zip": "65806",
        "street": "12 Pine St",
    }


def _read(number, name, scheme):
    parts = number.split("-")
    dashed = len(parts) == 6
    return {
        "scheme": scheme,
        "number": number,
        "compact": number.replace("-", ""),
        "identity": parts[0] + parts[1] + parts[-1] if dashed else number,
        "sequence": parts[-1] if dashed else "",
        "type": parts[3] if dashed else "A",
        "name": name,
        "name_key": name.casefold(),
    }
