"""Delivering a packet: the recipient gets copies of its own, and a submission in its own tenant."""

from collections.abc import Mapping
from typing import Any

from casemgr import audit, clock
from casemgr.database import functions
from casemgr.database.rows import flush
from casemgr.errors import Conflict
from casemgr.packets.fixity import store
from casemgr.packets.models import Packet
from casemgr.packets.services.building import bates_range
from casemgr.tenants import tenant_named


def deliver_packet(packet: Packet, *, by: Any) -> None:
    """Hand a built packet over to its recipient; delivered twice, it arrives once."""
    if not packet.zip_sha256 or not packet.pdf_sha256:
        raise Conflict(f"{packet.label} has not been built. Submit it from the tab Packet.")
    recipient = tenant_named(packet.recipient)
    if recipient is None:
        raise Conflict(f"{packet.recipient_name} does not receive packets here.")
    for digest in (packet.pdf_sha256, packet.zip_sha256):
        store().share(packet.tenant_id, recipient.id, digest)
    packet.submitted_at = clock.now()
    flush()
    functions.deliver(packet.recipient, _sent(packet))
    audit.record(
        "submit_packet",
        packet,
        by=by,
        recipient=packet.recipient_name,
        bates=bates_range(packet),
        zip_sha256=packet.zip_sha256,
    )


def _sent(packet: Packet) -> dict[str, Any]:
    return {
        "packet_id": str(packet.id),
        "packet_number": packet.number,
        "case_number": packet.frozen["case"]["number"],
        "title": packet.frozen["case"]["title"],
        "summary": summary_of(packet.frozen),
        "pdf_sha256": packet.pdf_sha256,
        "zip_sha256": packet.zip_sha256,
        "zip_size": packet.zip_size,
        "pages": packet.pages,
        "bates": bates_range(packet),
    }


def summary_of(frozen: Mapping[str, Any]) -> dict[str, Any]:
    """Tell the recipient's inbox what the packet is about, from what was frozen."""
    case = frozen["case"]
    return {
        "synopsis": case["synopsis"] or case["predication"],
        "type": case["type"],
        "office": case["office"],
        "venue": case["venue"],
        "agent": case["agent"]["name"],
        "released_by": frozen["releaser"]["name"],
        "supplement": bool(frozen["earlier"]),
        "subjects": [{"name": one["name"], "role": one["part"]} for one in frozen["subjects"]],
        "charges": [
            {
                "citation": one["citation"],
                "heading": one["offense"],
                "subject": one["subject"],
                "counts": one["counts"],
                "limitation_on": one["limitation_on"],
            }
            for one in frozen["charges"]
        ],
    }
