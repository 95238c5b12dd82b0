"""Freezing a case and building its packet, beside a bare copy of the same pages."""

import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import pikepdf
from sqlalchemy import func, select

from casemgr import clock
from casemgr.cases.models import Case
from casemgr.database.base import new_id
from casemgr.database.context import Actor
from casemgr.database.rows import transaction
from casemgr.demo.loading import load_demo
from casemgr.evidence.models import EvidenceFile
from casemgr.extensions import db
from casemgr.packets.fixity import store
from casemgr.packets.freezing import freeze_case
from casemgr.packets.models import Packet
from casemgr.packets.volume.archive import build_archive
from casemgr.tenants import packs, tenant_named


@dataclass(frozen=True)
class PacketFigures:
    """What building one packet took, and what copying its pages alone takes."""

    pages: int
    seconds: float
    copy_seconds: float

    @property
    def words(self) -> str:
        """The figures as a line of the report."""
        return (
            f"{self.pages} pages in {self.seconds:.2f} s, {self.pages / self.seconds:.0f} pages/s,"
            f" {self.seconds / self.copy_seconds:.0f} x a bare copy of the pages"
        )


def measure_packet() -> PacketFigures:
    """Build the packet of the demonstration's case with the most files, and forget it again."""
    load_demo()
    pack = next(pack for pack in packs().values() if pack.recipients)
    with transaction(_everything(tenant_named(pack.slug).id)):
        packet = _packet(_fullest_case(), pack.recipients[0])
        with tempfile.TemporaryDirectory() as folder:
            begun = time.perf_counter()
            frozen = freeze_case(packet, at=clock.now().replace(microsecond=0))
            built = build_archive(frozen, store(), packet.tenant_id, Path(folder), _silently)
            seconds = time.perf_counter() - begun
            figures = PacketFigures(built.pages, seconds, _copy(built.pdf, Path(folder)))
        db.session.rollback()
    return figures


def _everything(tenant_id: int) -> Actor:
    return Actor(tenant_id, reach="tenant", purpose="measurement", seconds=600)


def _fullest_case() -> Case:
    fullest = select(EvidenceFile.case_id).group_by(EvidenceFile.case_id)
    key = db.session.scalars(fullest.order_by(func.count().desc()).limit(1)).one()
    return db.session.scalars(select(Case).where(Case.id == key)).one()


def _packet(case: Case, recipient: str) -> Packet:
    packet = Packet(
        tenant_id=case.tenant_id,
        id=new_id(),
        case_id=case.id,
        number=1,
        recipient=recipient,
        recipient_name=packs()[recipient].name,
        built_by=case.case_agent_id,
        released_by=case.case_agent_id,
        created_by=case.case_agent_id,
    )
    db.session.add(packet)
    db.session.flush()
    return packet


def _copy(pdf: Path, folder: Path) -> float:
    """Return the seconds that copying the pages into a new file takes, and nothing else."""
    begun = time.perf_counter()
    with pikepdf.open(pdf) as built, pikepdf.new() as copy:
        copy.pages.extend(built.pages)
        copy.save(folder / "copy.pdf")
    return time.perf_counter() - begun


def _silently(done: int, total: int, words: str) -> None:
    """Progress is not measured."""
