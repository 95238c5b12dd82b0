"""What the workflows ask about packets, and what follows from their steps."""

from typing import Any

from casemgr.cases.models import Case
from casemgr.packets.checks import CHECKS, every_element_proved, run_checks
from casemgr.packets.models import Packet
from casemgr.packets.pack_check import check_profile, note_profile
from casemgr.packets.queries import answers_of, list_submitted
from casemgr.packets.recipients import recipient_chosen
from casemgr.packets.services.answering import STEPS
from casemgr.packets.services.building import FREEZE, REFER, SUBMIT, freeze_packet
from casemgr.packets.services.delivering import deliver_packet
from casemgr.packets.services.submitting import APPROVED, PREPARED
from casemgr.permissions import Permission
from casemgr.tenants import checks
from casemgr.workflows.definition import Step
from casemgr.workflows.refusals import Unmet
from casemgr.workflows.registry import offer_effect, offer_guard
from casemgr.workflows.reliance import Reliance, rely_on
from casemgr.workflows.safeguards import Gate, offer_gate, offer_policy
from casemgr.workflows.subjects import offer_subject

RELATIONS = ("author", "builder", "releaser", "case_agent")
ASKED = {"recipient": "text", "number": "number"}
REFERRAL = Gate(
    "case",
    REFER,
    deed="the packet is sent",
    sender="packet",
    permission=Permission.CASE_APPROVE,
    decided_before=frozenset({"allocate_case_number"}),
)
RELIED_ON = (
    Reliance("packet", "what it says is written down", FREEZE, "freeze_packet"),
    Reliance("packet", "it is sent", SUBMIT, "deliver_packet"),
    *(Reliance("packet", f"the answer “{told}” is filed", step) for told, step in STEPS.items()),
    Reliance("case", "the packet is prepared", PREPARED, beside="packet"),
    Reliance("case", "the packet may be released", APPROVED, beside="packet"),
    *(
        Reliance("case", f"the answer “{told}” reaches the case", step, beside="packet")
        for told, step in STEPS.items()
    ),
)


def offer_rules() -> None:
    """Let packets live by workflows, which may name these guards and effects."""
    offer_subject("packet", Packet, relations, relations=RELATIONS, core=ASKED, page="packets.show")
    offer_policy("packet", page=Permission.PACKET_READ, act="releaser")
    offer_gate(REFERRAL)
    offer_guard("packet_checks_pass", packet_checks_pass, "every check of the {packet} met")
    offer_guard("recipient_chosen", recipient_chosen, "a recipient")
    offer_guard("every_element_proved", every_element_proved, "proof of every element")
    offer_guard(
        "limitation_open", CHECKS["limitation_open"].find, "every {charge} within its time limit"
    )
    offer_effect("freeze_packet", freeze)
    offer_effect("deliver_packet", deliver)
    rely_on(*RELIED_ON)
    checks.offer(check_profile)
    checks.offer_note(note_profile)


def relations(packet: Packet, person: Any) -> set[str]:
    """Tell what a person is to a packet, so that who prepared it does not release it."""
    facts = {
        "author": packet.created_by == person.id,
        "builder": packet.built_by == person.id,
        "releaser": packet.released_by == person.id,
        "case_agent": packet.case.case_agent_id == person.id,
    }
    return {name for name, holds in facts.items() if holds}


def packet_checks_pass(record: Any, by: Any) -> list[Unmet]:
    """Every check of the agency's packet profile is met.

    A case is referred by submitting its packet, never beside it.
    """
    if isinstance(record, Case):
        return _packet_missing(record)
    return [unmet for outcome in run_checks(record.case, by) for unmet in outcome.unmet]


def freeze(packet: Packet, step: Step, by: Any) -> None:
    """Write down all that the packet will say."""
    freeze_packet(packet)


def deliver(packet: Packet, step: Step, by: Any) -> None:
    """Hand the packet over to its recipient."""
    deliver_packet(packet, by=by)


def _packet_missing(case: Case) -> list[Unmet]:
    submitted = list_submitted(case)
    if submitted and submitted[-1].id not in answers_of(submitted):
        return []
    words = "Submit the packet on its own page; that refers it"
    return [Unmet(words, "packets.readiness", {"case_id": case.id})]
