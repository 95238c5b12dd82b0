"""Makers of packets as an agency delivers them, and of submissions as the office receives them."""

import io
import itertools
from dataclasses import dataclass
from datetime import date

import pytest

from casemgr.accounts.people import acting_as
from casemgr.cases.models import Case
from casemgr.clock import now
from casemgr.database import functions
from casemgr.database.rows import fetch, flush
from casemgr.documents.storage import Store
from casemgr.extensions import db
from casemgr.jobs.worker import Worker
from casemgr.packets.manifest import (
    DocumentEntry,
    build_manifest,
    measure_file,
    verifier_entry,
    write_packet,
)
from casemgr.packets.models import Packet, Submission
from casemgr.packets.submissions.services import take_submission_step
from tests.casemgr.documents.samples import make_pdf

OFFICE = "usao-mowd"
ATTORNEY = "assistant_us_attorney"
_COUNT = itertools.count(1)
FILM = b"\0\1film" * 300
SUMMARY = {
    "synopsis": "A dealer's records show one buyer with 14 handguns in nine weeks.",
    "charges": [
        {
            "citation": "18 U.S.C. 922(a)(6)",
            "heading": "False statement to a licensed dealer",
            "subject": "Marcy Ann Pruitt",
            "counts": 7,
            "limitation_on": "2031-01-30",
        }
    ],
    "subjects": [{"name": "Marcy Ann Pruitt", "role": "Subject"}],
    "type": "Firearms trafficking",
    "agent": "Marcus Reed",
}


@dataclass(frozen=True)
class Sent:
    """A packet as it lies in the agency's store, ready to go."""

    agent: object
    packet: Packet
    values: dict


@pytest.fixture
def make_packet(in_app, make_person, tmp_path):
    """Return a maker of frozen packets with their files stored: make_packet("atf", pages=3)."""

    def make(sender="atf", *, title="Hutchens", pages=3):
        agent, number = make_person(sender, "case_agent"), next(_COUNT)
        label = f"785040-26-{number:04}"
        pdf, archive = make_pdf(pages), tmp_path / f"{number}.zip"
        manifest = _manifest(label, title, pdf, pages)
        sources = {"packet.pdf": pdf, f"natives/{label}_0000003.mp4": FILM}
        sha256 = write_packet(archive, manifest, sources)
        store = Store(in_app.config["SETTINGS"].files)
        with archive.open("rb") as file:
            stored = store.put(agent.tenant_id, file, 1 << 30)
        values = {
            "case_number": label,
            "title": title,
            "summary": SUMMARY,
            "pdf_sha256": store.put(agent.tenant_id, io.BytesIO(pdf), 1 << 30).sha256,
            "zip_sha256": sha256,
            "zip_size": stored.size,
            "pages": pages,
            "bates": f"{manifest['bates']['first']} to {manifest['bates']['last']}",
        }
        return _frozen(agent, title, label, values)

    return make


@pytest.fixture
def make_submission(app, acting, make_packet):
    """Return a maker of submissions: make_submission("dea", registered=False, title=...)."""

    def make(sender="atf", recipient=OFFICE, *, registered=True, **facts):
        sent = make_packet(sender, **facts)
        with acting(sent.agent):
            key = functions.deliver(recipient, sent.values)
        if registered:
            Worker(app).run_all()
        return key

    return make


@pytest.fixture
def attorney(make_person):
    """An attorney of the office that receives."""
    return make_person(OFFICE, ATTORNEY, name="Ruth Calder")


@pytest.fixture
def taken_up(make_submission, attorney, acting):
    """A submission that the attorney has taken up."""
    key = make_submission("atf", title="The gun-show trader")
    with acting(attorney):
        take_submission_step(fetch(Submission, key), "take_up", by=attorney)
    return key


@pytest.fixture
def read_submission(acting):
    """Read a submission as somebody of the office sees it now."""

    def read(key, person):
        with acting(person):
            found = db.session.get(Submission, (person.tenant_id, key))
            db.session.refresh(found)
            db.session.expunge(found)
        return found

    return read


def _manifest(label, title, pdf, pages):
    last = f"{label}_{pages:07}"
    documents = [
        DocumentEntry("Cover", "Cover", f"{label}_0000001", f"{label}_0000001", 1, "packet.pdf"),
        DocumentEntry(
            "Report 1, opening", "Reports", f"{label}_0000002", last, pages - 1, "packet.pdf"
        ),
    ]
    files = [
        measure_file(pdf, "packet.pdf", title="Packet", section="Packet"),
        measure_file(
            FILM,
            f"natives/{label}_0000003.mp4",
            title="Body-worn video",
            section="Evidence files",
            bates=(last, last),
        ),
    ]
    case = {"number": label, "title": title}
    bates = {"prefix": label, "width": 7}
    return build_manifest(case, [*files, verifier_entry()], documents, bates=bates)


def _frozen(agent, title, label, values):
    with acting_as(agent):
        case = Case(
            tenant_id=agent.tenant_id,
            number=label,
            title=title,
            case_type=next(iter(agent.pack.case_types)),
            office=agent.office,
            case_agent_id=agent.id,
            reach="team",
            opened_on=date(2026, 2, 3),
            created_by=agent.id,
        )
        db.session.add(case)
        flush()
        packet = Packet(
            tenant_id=agent.tenant_id,
            case_id=case.id,
            number=1,
            recipient=OFFICE,
            recipient_name="USAO",
            built_by=agent.id,
            released_by=agent.id,
            created_by=agent.id,
            frozen_at=now(),
            zip_sha256=values["zip_sha256"],
            pdf_sha256=values["pdf_sha256"],
            zip_size=values["zip_size"],
        )
        db.session.add(packet)
        flush()
        values = values | {"packet_id": str(packet.id), "packet_number": packet.number}
        db.session.expunge_all()
    return Sent(agent, packet, values)
