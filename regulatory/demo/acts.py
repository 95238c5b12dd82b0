"""What the stories tell of licences: lists that come in, people behind them, cases linked."""

import io
from datetime import date
from typing import Any

from flask import current_app

from casemgr.accounts.people import Person
from casemgr.demo.acts import act
from casemgr.demo.meaning import party_named
from casemgr.documents.storage import Store
from regulatory.demo.lists import LISTS
from regulatory.imports.services import apply_import, begin_import, read_next
from regulatory.licences import services
from regulatory.licences.finding import licence_of_number
from regulatory.registry.models import RegistryImport, Stage


@act
def import_list(story: Any, by: Person, *, listing: str, day: date, file: str) -> RegistryImport:
    """Take a list of licences in."""
    store, written = Store(current_app.config["SETTINGS"].files), LISTS[listing]()
    kept = store.put(by.tenant_id, io.BytesIO(written), len(written))
    one = begin_import(store, kept, file, by=by, list_date=day)
    while one.stage == Stage.READING:
        one = read_next(store, one.id, by=by)
    return apply_import(one.id, by=by)


@act
def add_licence_person(
    story: Any, by: Person, *, number: str, party: str, role: str, **part: Any
) -> Any:
    """Enter somebody behind a licence; who is not in the name index yet is entered first."""
    met = party_named(story, by, party)
    made = services.add_person(licence_of_number(number), met, role, by=by, **part)
    return {party: met, "": made}


@act
def know_licensee(story: Any, by: Person, *, number: str, party: str) -> Any:
    """Say who of the name index holds a licence."""
    licence, met = licence_of_number(number), party_named(story, by, party)
    services.know_licensee(licence, met, by=by)
    return {party: met, "": licence}


@act
def link_licence(story: Any, by: Person, *, case: str, number: str, reason: str) -> Any:
    """Link an investigation to a licence that it concerns."""
    return services.link_licence(story.record(case), licence_of_number(number), reason, by=by)
