"""Building a packet: checked, frozen, laid out, bound, stored and delivered in one transaction.

Everything is kept at the end or nothing is: a worker that dies at any moment leaves a packet in
preparation, and the next one begins again from the start. What it had put into the store lies
there under its own hash, named by nothing.
"""

import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from casemgr import audit, clock
from casemgr.database.rows import flush
from casemgr.errors import Conflict
from casemgr.jobs.registry import Progress
from casemgr.packets.fixity import files_unchanged, store
from casemgr.packets.freezing import freeze_case
from casemgr.packets.freezing.content import bates_prefix
from casemgr.packets.models import Packet
from casemgr.packets.volume.archive import Built, build_archive
from casemgr.workflows.refusals import Unmet
from casemgr.workflows.services import take_step

FREEZE, SUBMIT, REFER = "freeze", "submit", "refer"
LARGEST = 1 << 50


class PacketBlocked(Conflict):
    """A packet that cannot leave yet; `unmet` lists everything that is missing."""

    title = "The packet cannot be submitted yet"

    def __init__(self, unmet: list[Unmet]) -> None:
        super().__init__("Still missing: " + " ".join(f"{one.text}." for one in unmet))
        self.unmet = unmet
        self.problems = {str(place): one.text for place, one in enumerate(unmet)}


def build_packet(packet: Packet, progress: Progress, *, by: Any) -> Packet:
    """Carry a packet from its preparation into the prosecutor's tenant; done before, it stays."""
    if packet.submitted_at:
        return packet
    progress(0, 1, "Hashing every file again")
    changed = files_unchanged(packet.case, by, budget=None)
    if changed:
        raise PacketBlocked(changed)
    take_step(packet, FREEZE, by=by)
    with tempfile.TemporaryDirectory(prefix="casemgr-packet-") as folder:
        built = build_archive(packet.frozen, store(), packet.tenant_id, Path(folder), progress)
        keep_built(packet, built)
    audit.record("build_packet", packet, by=by, zip_sha256=packet.zip_sha256, pages=packet.pages)
    take_step(packet, SUBMIT, by=by)
    take_step(packet.case, REFER, by=by)
    return packet


def freeze_packet(packet: Packet) -> None:
    """Write down in the packet all that it will say, as the case is at this moment."""
    if packet.frozen_at:
        raise Conflict(f"{packet.label} was frozen before.")
    packet.frozen_at = clock.now().replace(microsecond=0)
    packet.frozen = freeze_case(packet, at=packet.frozen_at)
    packet.bates_prefix = bates_prefix(packet)
    flush()


def keep_built(packet: Packet, built: Built) -> None:
    """Keep the files of a packet in the store, and in its row what they are."""
    for path in (built.pdf, built.archive):
        with path.open("rb") as file:
            kept = store().put(packet.tenant_id, file, LARGEST)
    packet.manifest = built.manifest
    packet.pdf_sha256, packet.zip_sha256 = built.pdf_sha256, built.zip_sha256
    packet.zip_size, packet.pages = kept.size, built.pages
    packet.bates_first, packet.bates_last = built.next_number - built.pages, built.next_number - 1
    flush()


def rebuild_packet(packet: Packet, folder: Path, progress: Progress) -> Built:
    """Build a packet again from what was frozen; the same case must give the same bytes."""
    if not packet.frozen:
        raise Conflict(f"{packet.label} was never frozen, so there is nothing to build again.")
    return build_archive(packet.frozen, store(), packet.tenant_id, folder, progress)


def bates_range(packet: Packet) -> str:
    """Write which pages a packet has."""
    span: Mapping[str, Any] = packet.manifest.get("bates", {})
    return f"{span['first']} to {span['last']}" if span else ""
