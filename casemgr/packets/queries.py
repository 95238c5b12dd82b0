"""Finding the packets of a case, what proves its charges, and what prosecutors answered."""

import uuid
from collections.abc import Mapping
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import contains_eager, selectinload

from casemgr.attachments.models import Attachment
from casemgr.cases.models import Case, CaseSubject, Charge
from casemgr.database.rows import acting, rows
from casemgr.evidence.models import EvidenceFile, Exhibit
from casemgr.extensions import db
from casemgr.jobs.models import Job
from casemgr.packets.models import ElementProof, Packet, PacketAnswer
from casemgr.paging import Order, Page, page_of

BUILD = "packets.build"


def list_proofs(case: Case) -> list[ElementProof]:
    """List what is recorded as proof of the charges of a case, in the order of its recording."""
    query = select(ElementProof).where(ElementProof.case_id == case.id)
    loaded = query.options(
        selectinload(ElementProof.exhibit),
        selectinload(ElementProof.report),
        selectinload(ElementProof.witness).selectinload(CaseSubject.party),
    )
    return rows(loaded.order_by(ElementProof.created_at, ElementProof.id))


def list_charges(case: Case) -> list[Charge]:
    """List the charges of a case in their order, each with its subject."""
    query = select(Charge).where(Charge.case_id == case.id).order_by(Charge.position, Charge.id)
    return rows(query.options(selectinload(Charge.subject).selectinload(CaseSubject.party)))


def list_files(case: Case) -> list[EvidenceFile]:
    """List the files of a case by exhibit and in the order of their arrival."""
    query = (
        select(EvidenceFile)
        .join(EvidenceFile.exhibit)
        .options(contains_eager(EvidenceFile.exhibit))
        .where(EvidenceFile.case_id == case.id)
    )
    return rows(query.order_by(Exhibit.position, EvidenceFile.uploaded_at, EvidenceFile.id))


def list_attachments(case: Case) -> list[Attachment]:
    """List the files that came in for fields of the records of a case, in their order."""
    query = select(Attachment).where(Attachment.case_id == case.id)
    return rows(query.order_by(Attachment.uploaded_at, Attachment.id))


def list_packets(case: Case) -> list[Packet]:
    """List the packets of a case, the newest first."""
    query = select(Packet).where(Packet.case_id == case.id)
    return rows(query.order_by(Packet.number.desc()))


def list_submitted(case: Case) -> list[Packet]:
    """List the packets of a case that a prosecutor has received, in their order."""
    query = select(Packet).where(Packet.case_id == case.id, Packet.submitted_at.is_not(None))
    return rows(query.order_by(Packet.number))


def list_all(asked: Mapping[str, str]) -> Page:
    """List the packets of every case that the person may know of, the newest first."""
    query = select(Packet).join(Packet.case).options(contains_eager(Packet.case))
    return page_of(query, Packet, Order(Packet.created_at, descending=True), asked, noun="packets")


def find_packet(case: Case, number: int | None = None) -> Packet | None:
    """Return a packet of a case by its number, or the newest."""
    packets = list_packets(case)
    return next((one for one in packets if number is None or one.number == number), None)


def next_packet_number(case: Case) -> int:
    """Return the number that follows the last packet of a case."""
    last = db.session.scalar(select(func.max(Packet.number)).where(Packet.case_id == case.id))
    return (last or 0) + 1


def next_bates_number(case: Case, prefix: str) -> int:
    """Return the number that follows the last page ever submitted under a prefix."""
    query = select(func.max(Packet.bates_last)).where(
        Packet.case_id == case.id,
        Packet.bates_prefix == prefix,
        Packet.submitted_at.is_not(None),
    )
    return (db.session.scalar(query) or 0) + 1


def find_build(case: Case) -> Job | None:
    """Return the newest job that builds, or has built, a packet of a case."""
    query = select(Job).where(Job.case_id == case.id, Job.kind == BUILD)
    return db.session.scalar(query.order_by(Job.created_at.desc()).limit(1))


def answers_of(packets: list[Packet]) -> dict[uuid.UUID, PacketAnswer]:
    """Return the answer to each of these packets, where there is one."""
    keys = [packet.id for packet in packets]
    query = select(PacketAnswer).where(PacketAnswer.packet_id.in_(keys))
    return {answer.packet_id: answer for answer in rows(query)} if keys else {}


def find_answer(key: uuid.UUID) -> PacketAnswer | None:
    """Return an answer as it arrived."""
    return db.session.get(PacketAnswer, (acting().tenant_id, key))


def count_packets(case: Case) -> Any:
    """Return the query for the number of packets of a case."""
    return select(func.count()).select_from(Packet).where(Packet.case_id == case.id)
