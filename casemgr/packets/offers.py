"""What packets add to the pages of other features: tabs, work that waits, the timeline."""

from collections.abc import Iterator
from typing import Any

from flask import url_for
from sqlalchemy import select

from casemgr import navigation
from casemgr.cases.events import Event, offer_events
from casemgr.cases.models import Case
from casemgr.cases.tabs import offer_tab
from casemgr.cases.work import MOST, Item, offer_work
from casemgr.database.rows import rows
from casemgr.packets.models import PacketAnswer
from casemgr.packets.queries import answers_of, count_packets, list_packets
from casemgr.packets.services.answering import reason_words
from casemgr.packets.services.building import REFER, bates_range
from casemgr.packets.services.submitting import builder_of
from casemgr.permissions import Permission
from casemgr.wording import day
from casemgr.workflows.definition import Definition
from casemgr.workflows.engine import engine_for
from casemgr.workflows.publishing import newest_definitions
from casemgr.workflows.standing import state_of

READ = Permission.PACKET_READ


def offer_parts() -> None:
    """Offer all of it."""
    offer_tab("Elements", "packets.elements", READ, 50)
    offer_tab("Packet", "packets.readiness", READ, 60, count_packets)
    offer_work("Packets to release", Permission.PACKET_RELEASE, 15, packets_to_release)
    offer_work("Returned by the prosecutor", Permission.CASE_OPEN, 25, returned_cases, kind="bad")
    offer_events(READ, events_of)
    navigation.offer("Packets", "packets.index", READ, 50, icon="packet", key="k")


def packets_to_release(person: Any) -> list[Item]:
    """List the cases whose referral was approved and whose packet this person may release."""
    states = [state for each in newest_definitions("case") for state in _before(each, person)]
    if not states:
        return []
    query = select(Case).where(Case.state.in_(states)).order_by(Case.opened_on, Case.id)
    waiting = [case for case in rows(query.limit(MOST)) if builder_of(case) != person.id]
    return [_item(case) for case in waiting]


def returned_cases(person: Any) -> list[Item]:
    """List a person's cases for which the prosecutor asked for more and has not received it."""
    query = (
        select(Case)
        .join(PacketAnswer, PacketAnswer.case_id == Case.id)
        .where(Case.case_agent_id == person.id, PacketAnswer.outcome == "returned")
        .distinct()
    )
    return [_item(case) for case in rows(query.limit(MOST)) if _awaits_supplement(case)]


def events_of(case: Case) -> Iterator[Event]:
    """Tell when packets of a case were submitted and answered."""
    packets = list_packets(case)
    answers = answers_of(packets)
    for packet in packets:
        url = url_for("packets.show", packet_id=packet.id)
        if packet.submitted_at:
            title = f"{packet.label} submitted to {packet.recipient_name}"
            yield Event(packet.submitted_at, title, bates_range(packet), url=url)
        if packet.id in answers:
            answer = answers[packet.id]
            title = f"{packet.label}: {state_of(packet).label.lower()}"
            yield Event(answer.answered_at, title, reason_words(answer), answer.answered_by, url)


def _awaits_supplement(case: Case) -> bool:
    packets = list_packets(case)
    answers = answers_of(packets)
    return bool(packets) and getattr(answers.get(packets[0].id), "outcome", "") == "returned"


def _before(definition: Definition, person: Any) -> list[str]:
    """Name the states from which the person may refer a case, in one of the agency's workflows."""
    step, engine = definition.steps.get(REFER), engine_for(definition)
    if step is None or not set(step.roles) & set(person.roles):
        return []
    resting = [state.name for state in definition.states.values() if not state.children]
    return [name for name in resting if step in engine.steps_from(engine.restore([name]))]


def _item(case: Case) -> Item:
    return Item(
        case.label,
        url_for("packets.readiness", case_id=case.id),
        about=f"{case.title} · opened {day(case.opened_on)}",
        state=state_of(case),
    )
