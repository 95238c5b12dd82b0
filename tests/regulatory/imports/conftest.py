"""Files to import, and what the registry holds after them."""

import pytest
from sqlalchemy import select

from casemgr.accounts.people import acting_as
from casemgr.database.rows import rows
from casemgr.documents.storage import Store
from casemgr.extensions import db
from regulatory.imports import commands, services
from regulatory.imports.queries import problems_of
from regulatory.registry.models import Licence, LicenceEvent

HEADER = [
    "LIC_REGN", "LIC_DIST", "LIC_CNTY", "LIC_TYPE", "LIC_XPRDTE", "LIC_SEQN", "LICENSE_NAME",
    "BUSINESS_NAME", "PREMISE_STREET", "PREMISE_CITY", "PREMISE_STATE", "PREMISE_ZIP_CODE",
    "MAIL_STREET", "MAIL_CITY", "MAIL_STATE", "MAIL_ZIP_CODE", "VOICE_PHONE",
]  # fmt: skip


def row(sequence, **other):
    """Return the cells of an invented licensee's row."""
    cells = {
        "LIC_REGN": "5", "LIC_DIST": "74", "LIC_CNTY": "453", "LIC_TYPE": "01",
        "LIC_XPRDTE": "4L", "LIC_SEQN": f"{sequence:05}", "LICENSE_NAME": f"INVENTED {sequence}",
        "BUSINESS_NAME": "NULL", "PREMISE_STREET": "1 MADE UP RD", "PREMISE_CITY": "AUSTIN",
        "PREMISE_STATE": "TX", "PREMISE_ZIP_CODE": "78701", "MAIL_STREET": "1 MADE UP RD",
        "MAIL_CITY": "AUSTIN", "MAIL_STATE": "TX", "MAIL_ZIP_CODE": "78701",
        "VOICE_PHONE": "5125550100",
    }  # fmt: skip
    return [{**cells, **other}[name] for name in HEADER]


def text_of(*lines, delimiter="\t", header=HEADER):
    """Write a list as text."""
    return "".join(delimiter.join(one) + "\n" for one in (header, *lines))


RECORD = {
    236: "", 237: "A", 244: "Active  ",
}  # fmt: skip


def record(number, length=244, day="20271231", name="INVENTED WHOLESALE", status=None):
    """Write the record of an invented registrant."""
    fields = (
        (number, 9), ("F", 1), ("22N33N45", 16), (day, 8), (name, 40), ("", 40),
        ("1 MADE UP RD", 40), ("", 40), ("DALLAS", 33), ("TX", 2), ("75201", 5), ("0", 1), ("P", 1),
    )  # fmt: skip
    written = "".join(text.ljust(width) for text, width in fields)
    return written + (RECORD[length] if status is None else status)


@pytest.fixture
def specialist(make_person):
    """Somebody who may import registrants."""
    return make_person("dea", "registration_specialist")


@pytest.fixture
def examiner(make_person):
    """Somebody who may import lists of firearms licences."""
    return make_person("atf", "licensing_branch_chief")


@pytest.fixture
def begin(in_app, settings, tmp_path):
    """Return what begins to import a file or a text: begin(person, text, name, …)."""
    store = Store(settings.files)

    def begin(person, content, name="0513-list.txt", **options):
        path = content
        if isinstance(content, str | bytes):
            path = tmp_path / name
            path.write_bytes(content.encode() if isinstance(content, str) else content)
        with acting_as(person, seconds=600), path.open("rb") as file:
            kept = store.put(person.tenant_id, file, 1 << 30)
            return services.begin_import(store, kept, path.name, by=person, **options)

    return begin


@pytest.fixture
def bring(begin, settings):
    """Return what imports a file or a text whole and returns the import."""

    def bring(person, content, name="0513-list.txt", **options):
        one = begin(person, content, name, **options)
        return commands.carry_out(Store(settings.files), one, person)

    return bring


def found(person, model, *conditions):
    """Return rows as the person sees them."""
    with acting_as(person):
        return rows(select(model).where(*conditions))


def licences(person):
    """Return the registry by identity."""
    return {one.identity: one for one in found(person, Licence)}


def events(person):
    """Return what became of licences."""
    return found(person, LicenceEvent)


def problems(person, one):
    """Return the report of an import."""
    with acting_as(person):
        return rows(problems_of(db.session.merge(one, load=False)))
