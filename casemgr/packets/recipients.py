"""To whom an agency may send packets, and which of them a case goes to."""

from typing import Any

from casemgr.cases.models import Case
from casemgr.packets.models import Packet
from casemgr.tenants import current_pack, packs, tenant_named
from casemgr.tenants.pack import Pack
from casemgr.workflows.refusals import Unmet


def list_recipients() -> list[Pack]:
    """List the offices that receive packets from this agency: both packs must say so."""
    ours = current_pack()
    known = (packs().get(slug) for slug in ours.recipients)
    return [
        pack
        for pack in known
        if pack is not None and ours.slug in pack.senders and tenant_named(pack.slug)
    ]


def find_recipient(slug: str) -> Pack | None:
    """Return the recipient of that name if this agency may send to it."""
    return next((pack for pack in list_recipients() if pack.slug == slug), None)


def likely_recipient(case: Case) -> Pack | None:
    """Return the only recipient there is, or the one who serves the district of the venue."""
    offered = list_recipients()
    if len(offered) == 1:
        return offered[0]
    serving = [pack for pack in offered if case.venue and case.venue in _districts(pack)]
    return serving[0] if len(serving) == 1 else None


def recipient_chosen(record: Any, by: Any) -> list[Unmet]:
    """A packet goes to an office that receives from the agency; a case has one it would go to."""
    case = record.case if isinstance(record, Packet) else record
    place = {"case_id": case.id}
    if not list_recipients():
        words = "No prosecutor's office receives packets from this agency; tell the administrator"
        return [Unmet(words, "packets.readiness", place)]
    named = find_recipient(record.recipient) if record is not case else likely_recipient(case)
    return [] if named else [Unmet("Choose to whom the packet goes", "packets.readiness", place)]


def _districts(pack: Pack) -> set[str]:
    return {district for office in pack.offices.values() for district in office.districts}
