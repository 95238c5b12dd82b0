"""Submitting: the one action by which a finished investigation goes to the prosecutor."""

import uuid
from typing import Any

from casemgr import audit
from casemgr.cases.models import Case
from casemgr.database.rows import flush
from casemgr.errors import Invalid
from casemgr.extensions import db
from casemgr.jobs.models import Job
from casemgr.jobs.services import enqueue, find_unfinished
from casemgr.packets.checks import run_checks
from casemgr.packets.models import Packet
from casemgr.packets.queries import BUILD, answers_of, list_packets, next_packet_number
from casemgr.packets.recipients import find_recipient, likely_recipient
from casemgr.packets.services.building import REFER, PacketBlocked
from casemgr.permissions import Permission
from casemgr.workflows.definition import Kind
from casemgr.workflows.publishing import definition_of
from casemgr.workflows.refusals import Unmet
from casemgr.workflows.services import instance_of, offered_steps, start_workflow, steps_taken

PREPARED, APPROVED = "submit_referral", "approve_referral"
CHOICE = "recipient_chosen"
RELEASED_BY = (
    "Somebody who may release packets and did not prepare this one releases it here, after the"
    " approval"
)


def submit_packet(case: Case, *, by: Any, recipient: str = "") -> Job:
    """Ask for the packet of a case to be built and submitted; asked twice, it is the same job.

    The case's life is locked meanwhile, so of two people who ask at the same moment the second
    gets the first one's job. Raises PacketBlocked with all that is missing.
    """
    instance_of(case, lock=True)
    running = find_unfinished(_key(case))
    if running:
        return running
    unmet = list_blockers(case, by, recipient)
    if unmet:
        raise PacketBlocked(unmet)
    packet = prepare_packet(case, _chosen(case, recipient), by=by)
    audit.record("release_packet", packet, by=by, recipient=packet.recipient_name)
    payload = {"packet_id": str(packet.id)}
    return enqueue(BUILD, payload, by=by, case_id=case.id, singleton=_key(case))


def prepare_packet(case: Case, recipient: str, *, by: Any) -> Packet:
    """Return the packet that is in preparation, or begin one with the next number."""
    packet = find_prepared(case)
    begun = packet is None
    packet = packet or Packet(
        tenant_id=case.tenant_id,
        case_id=case.id,
        number=next_packet_number(case),
        created_by=by.id,
    )
    packet.built_by, packet.released_by = builder_of(case), by.id
    pack = find_recipient(recipient)
    if pack is None:
        raise Invalid("Choose to whom the packet goes.", {"recipient": "Choose one of the list."})
    packet.recipient, packet.recipient_name = pack.slug, pack.name
    db.session.add(packet)
    flush()
    if begun:
        start_workflow(packet, by=by)
    return packet


def list_blockers(case: Case, by: Any, recipient: str = "") -> list[Unmet]:
    """List everything that keeps this person from submitting the packet of a case now."""
    missing = [
        unmet
        for outcome in run_checks(case, by)
        for unmet in outcome.unmet
        if outcome.check.name != CHOICE or not find_recipient(recipient)
    ]
    return [*missing, *list_refusals(case, by)]


def list_refusals(case: Case, by: Any) -> list[Unmet]:
    """List why this person may not release the packet, or why the case is not at that point."""
    if Permission.PACKET_RELEASE not in by.permissions:
        return [_accepted(case) or Unmet(RELEASED_BY)]
    if REFER not in {step.name for step in offered_steps(case, by)}:
        return [_accepted(case) or _not_at_that_point(case)]
    if by.id == builder_of(case):
        return [Unmet("You prepared this packet; somebody else must release it")]
    return []


def _accepted(case: Case) -> Unmet | None:
    """Say that there is nothing left to submit once the prosecutor has accepted the case."""
    for packet_id, answer in answers_of(list_packets(case)).items():
        if answer.outcome == "accepted":
            words = f"{answer.answered_by} has accepted the matter; nothing is left to submit"
            return Unmet(words, "packets.show", {"packet_id": packet_id})
    return None


def _not_at_that_point(case: Case) -> Unmet:
    packets = list_packets(case)
    if packets and packets[0].submitted_at and packets[0].id not in answers_of(packets):
        words = f"{packets[0].label} is with the prosecutor, who has not answered yet"
        return Unmet(words, "packets.show", {"packet_id": packets[0].id})
    words = "The referral is approved first; then one who may refer it releases the packet"
    return Unmet(words, "cases.show", {"case_id": case.id})


def builder_of(case: Case) -> uuid.UUID:
    """Return who prepared the packet: the one who last submitted the referral for review."""
    taken = steps_taken(case, PREPARED)
    return taken[-1].actor_id if taken else case.case_agent_id


def find_prepared(case: Case) -> Packet | None:
    """Return the packet of a case that is neither submitted nor given up."""
    return next((packet for packet in list_packets(case) if is_open(packet)), None)


def is_open(packet: Packet) -> bool:
    """Tell whether a packet can still be built."""
    if packet.submitted_at:
        return False
    states = definition_of(instance_of(packet)).states
    return not any(states[name].kind is Kind.FINAL for name in packet.state.split())


def _chosen(case: Case, recipient: str) -> str:
    likely = likely_recipient(case)
    return recipient or (likely.slug if likely else "")


def _key(case: Case) -> str:
    return f"packet:{case.id}"


def find_releaser(case: Case) -> uuid.UUID | None:
    """Return who last approved the referral: the person who may be expected to release it."""
    taken = steps_taken(case, APPROVED)
    return taken[-1].actor_id if taken else None
