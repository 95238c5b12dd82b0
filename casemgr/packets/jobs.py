"""What runs after the request: building and submitting a packet, filing the answer to one."""

import uuid
from typing import Any

from casemgr.accounts.people import requester
from casemgr.database.rows import acting
from casemgr.errors import NotFound
from casemgr.extensions import db
from casemgr.jobs.models import Job
from casemgr.jobs.registry import Progress, handles
from casemgr.packets.models import Packet
from casemgr.packets.queries import BUILD, find_answer
from casemgr.packets.services.answering import apply_answer
from casemgr.packets.services.building import build_packet


@handles(BUILD)
def build(job: Job, progress: Progress) -> dict[str, Any]:
    """Build the packet and submit it, under the rights of the person who releases it."""
    key = uuid.UUID(job.payload["packet_id"])
    packet = db.session.get(Packet, (acting().tenant_id, key))
    if packet is None:
        raise NotFound
    build_packet(packet, progress, by=requester())
    return {"packet_id": str(packet.id), "link": f"/packets/{packet.id}", "words": "See the packet"}


@handles("packets.apply_answer")
def file_answer(job: Job, progress: Progress) -> dict[str, Any]:
    """File the prosecutor's answer, under the agency's service account."""
    answer = find_answer(uuid.UUID(job.payload["answer_id"]))
    if answer is None:
        raise NotFound
    apply_answer(answer, by=requester())
    return {"packet_id": str(answer.packet_id)}
