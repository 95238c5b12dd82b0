"""The prosecutor's answer, filed with the packet and the case that it answers."""

from typing import Any

from casemgr import audit, clock
from casemgr.database.rows import flush
from casemgr.packets.models import Packet, PacketAnswer
from casemgr.tenants import packs
from casemgr.workflows.services import instance_of, offered_steps, take_step

STEPS = {
    "accepted": "record_acceptance",
    "declined": "record_declination",
    "returned": "record_return",
}
REASON_LISTS = ("decline_reasons", "return_reasons")


def apply_answer(answer: PacketAnswer, *, by: Any) -> None:
    """Move the packet and its case as the prosecutor answered; applied twice, it counts once.

    A supervisor may have recorded the answer on the case by hand; then the case stays as it is.
    """
    instance_of(answer.packet, lock=True)
    if answer.applied_at:
        return
    name, reason = STEPS[answer.outcome], reason_words(answer)
    take_step(answer.packet, name, by=by, reason=reason)
    moved = _moves(answer.packet, name, by)
    if moved:
        take_step(answer.packet.case, name, by=by, reason=reason)
    answer.applied_at = clock.now()
    flush()
    audit.record(
        "file_answer",
        answer.packet,
        by=by,
        reason=reason,
        outcome_told=answer.outcome,
        answered_by=answer.answered_by,
        case_moved=moved,
    )


def reason_words(answer: PacketAnswer) -> str:
    """Write the answer's reason: its code in the words of the office that gave it, and its text."""
    label = _label(answer) if answer.reason_code else ""
    told = ": ".join(part for part in (label, answer.reason) if part)
    return told or f"{answer.outcome.capitalize()} by {answer.answered_by}"


def _label(answer: PacketAnswer) -> str:
    """Read the code in the lists of the recipient's pack."""
    pack = packs().get(answer.packet.recipient)
    lists = pack.code_lists if pack else {}
    labels = [lists[name].label_of(answer.reason_code) for name in REASON_LISTS if name in lists]
    return next((label for label in labels if label != answer.reason_code), answer.reason_code)


def _moves(packet: Packet, name: str, by: Any) -> bool:
    return name in {step.name for step in offered_steps(packet.case, by)}
