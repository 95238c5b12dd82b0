"""Makers of cases that are ready to go, and of the packets that went."""

import itertools
from datetime import date, datetime
from io import BytesIO
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest

from casemgr.accounts.people import acting_as
from casemgr.cases import services as cases
from casemgr.cases.models import Case
from casemgr.cases.queries import list_subjects
from casemgr.database.rows import fetch
from casemgr.evidence.models import Exhibit
from casemgr.evidence.services.custody import confirm_custody, release_exhibit
from casemgr.evidence.services.exhibits import log_exhibit
from casemgr.evidence.services.files import Upload, add_files
from casemgr.extensions import db
from casemgr.jobs.worker import Worker
from casemgr.packets.matrix import matrix_of
from casemgr.packets.queries import list_packets
from casemgr.packets.services import proving, submitting
from casemgr.reports.queries import list_serialised
from casemgr.tenants.fields import clean_fields
from casemgr.workflows.services import take_step
from tests.casemgr.documents.samples import make_pdf

_COUNT = itertools.count(1)
CENTRAL = ZoneInfo("America/Chicago")
MAIL = b"""From: lorna@prairie.example\r\nTo: agent@agency.example\r\nSubject: Forms 4473
Date: Tue, 24 Mar 2026 09:00:00 -0500\r\nContent-Type: text/plain\r\n\r
Agent, attached are the seven forms.\r\n"""
STEPS_TO_APPROVAL = (("prepare_referral", "agent"), ("submit_referral", "agent"))


@pytest.fixture
def packet_people(make_person):
    """Those whom a packet needs: an agent, the supervisor who releases, an attorney."""

    def make(agency="atf"):
        return SimpleNamespace(
            agent=make_person(agency, "case_agent", name="Rosa Delgado"),
            supervisor=make_person(agency, "group_supervisor", name="Walt Greer"),
            custodian=make_person(agency, "evidence_custodian", name="Ida Marsh"),
            chief=make_person(agency, "assistant_special_agent_in_charge", name="Ann Sayles"),
            attorney=make_person("usao-mowd", "assistant_us_attorney", name="Paul Idris"),
        )

    return make


@pytest.fixture
def make_full_case(make_case, make_approved_report, make_subject, make_charge, make_party):
    """Return a maker of cases with a bit of everything, worked but not yet referred."""

    def make(people, **facts):
        agent = people.agent
        fields = {"synopsis": "Hutchens sells at gun shows; Pruitt buys for him."}
        case = make_case(
            agent,
            facts.pop("title", "The gun-show trader"),
            state="active",
            supervisor=people.chief,
            fields=fields,
            **facts,
        )
        hutchens = make_subject(
            case,
            agent,
            party=make_party(
                agent,
                f"Hutchens{next(_COUNT)}",
                "Dale",
                middle_name="Roy",
                aliases=["Hutch"],
                born_on=date(1981, 5, 14),
                identifiers=[{"kind": "ssn", "value": "900-12-3456", "issuer": ""}],
            ),
            fields={"part_in_offense": "Sells without a license."},
        )
        make_subject(case, agent, role="witness", party=make_party(agent, "Whitfield", "Lorna"))
        make_charge(case, hutchens, agent, "18 U.S.C. 922(g)(1)")
        make_approved_report(
            case, agent, people.chief, title="Undercover purchase", parties=[hutchens.party_id]
        )
        _add_evidence(case, people)
        return case

    return make


@pytest.fixture
def prove_all(in_app):
    """Record the first exhibit, report and witness as proof of every element of a case."""

    def prove(case, by):
        with acting_as(by):
            case = fetch(Case, case.id)
            for matrix in matrix_of(case):
                for row in matrix.rows:
                    proving.add_proofs(matrix.charge, row, _everything(case), by=by)

    return prove


@pytest.fixture
def refer(in_app):
    """Bring a case to the point at which its packet can be released."""

    def bring(case, people):
        for step, who in (*STEPS_TO_APPROVAL, ("approve_referral", "chief")):
            person = getattr(people, who)
            with acting_as(person):
                take_step(fetch(Case, case.id), step, by=person)

    return bring


@pytest.fixture
def make_ready_case(make_full_case, prove_all, refer):
    """Return a maker of cases whose packet can be released: make_ready_case(people)."""

    def make(people, **facts):
        case = make_full_case(people, **facts)
        prove_all(case, people.agent)
        refer(case, people)
        return case

    return make


@pytest.fixture
def ask_for_packet(in_app):
    """Release the packet of a case: its job waits for a worker."""

    def ask(case, by, **facts):
        with acting_as(by):
            return submitting.submit_packet(fetch(Case, case.id), by=by, **facts).id

    return ask


@pytest.fixture
def submit(app, ask_for_packet, packets_of):
    """Release the packet of a case, build it, and return it as it is then."""

    def run(case, by):
        ask_for_packet(case, by)
        Worker(app).run_all()
        return packets_of(case, by)[0]

    return run


@pytest.fixture
def packets_of(in_app):
    """Return the packets of a case as somebody sees them now, the newest first."""

    def read(case, by):
        with acting_as(by):
            found = list_packets(fetch(Case, case.id))
            for packet in found:
                db.session.refresh(packet)
                db.session.expunge(packet)
        return found

    return read


@pytest.fixture
def stored(in_app):
    """Return where the store keeps the file of that hash for a person's tenant."""

    def path(person, sha256):
        from casemgr.packets.fixity import store

        return store().path(person.tenant_id, sha256)

    return path


def log_one(case, by, kind="other", *, fields=None, **facts):
    """Log an exhibit in a case; call it while acting for who collected it."""
    asked = by.pack.fields_for("exhibit", [kind], case.case_type)
    told, problems = clean_fields(asked, {"held_as": "evidence", **(fields or {})})
    assert not problems
    facts.setdefault("description", f"A thing, number {next(_COUNT)}")
    facts.setdefault("acquired_at", datetime(2026, 3, 21, 14, 5, tzinfo=CENTRAL))
    return log_exhibit(case, kind, by=by, acquired_by=by.id, fields=told, **facts)


def give(exhibit, by, **files):
    """Take files in as parts of an exhibit, named by their keywords: note_txt=b"…"."""
    uploads = [Upload(_name(name), BytesIO(content)) for name, content in files.items()]
    return add_files(exhibit, uploads, by=by)


def _add_evidence(case, people):
    agent = people.agent
    with acting_as(agent):
        case = fetch(Case, case.id)
        sealed = {"seal": "A 1001", "witness_id": people.chief.id}
        forms = log_one(case, agent, "document", description="Seven Forms 4473", **sealed)
        kept = {"reason": "For safekeeping", "location": "Vault 2, shelf 14"}
        release_exhibit(forms, by=agent, receiver_id=people.custodian.id, **kept)
        table = log_one(case, agent, "photograph", description="Photographs of the table")
        give(forms, agent, forms_pdf=make_pdf(2), letter_eml=MAIL)
        give(table, agent, table_jpg=_picture(), body_worn_mp4=b"\0\0\0\x18ftypmp42" + b"\1" * 900)
        cases.add_entry(
            case, "Pruitt buys three pistols", date(2026, 1, 30), by=agent, text="At Prairie Arms."
        )
    _send_to_laboratory(forms, people.custodian)


def _send_to_laboratory(exhibit, custodian):
    with acting_as(custodian):
        exhibit = fetch(Exhibit, exhibit.id)
        confirm_custody(exhibit.custody[-1], by=custodian)
        db.session.expire_all()
        receipt = {"receiver_name": "National Laboratory", "receipt": "R-4417"}
        release_exhibit(exhibit, "laboratory", by=custodian, reason="For prints", **receipt)


def _everything(case):
    exhibits = [one for one in case_exhibits(case) if not one.compartments]
    witnesses = [one for one in list_subjects(case) if one.role == "witness"]
    return [
        *(f"exhibit:{one.id}" for one in exhibits[:1]),
        *(f"report:{one.id}" for one in list_serialised(case)[:1]),
        *(f"witness:{one.id}" for one in witnesses[:1]),
    ]


def case_exhibits(case):
    """List the exhibits of a case."""
    from casemgr.evidence.queries import list_exhibits

    return list_exhibits(case)


def _name(keyword):
    stem, _, ending = keyword.rpartition("_")
    return f"{stem}.{ending}"


def _picture():
    from PIL import Image

    picture = Image.effect_mandelbrot((640, 420), (-2, -1.2, 0.8, 1.2), 60).convert("RGB")
    out = BytesIO()
    picture.save(out, "JPEG")
    return out.getvalue()
