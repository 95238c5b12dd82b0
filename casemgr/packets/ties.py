"""What becomes of the elements matrix when something that it rests on is taken out of a case."""

from typing import Any

from sqlalchemy import delete, event, select
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Mapper

from casemgr.cases.models import CaseSubject, Charge
from casemgr.errors import Conflict
from casemgr.packets.models import ElementProof


def watch_removals() -> None:
    """Let a charge take its rows along, and keep a witness on whom an element rests."""
    for model, act in ((Charge, drop_rows), (CaseSubject, keep_witness)):
        if not event.contains(model, "before_delete", act):
            event.listen(model, "before_delete", act)


def drop_rows(mapper: Mapper[Any], connection: Connection, charge: Charge) -> None:
    """Remove the proof of a charge that is taken back, in the same transaction."""
    connection.execute(
        delete(ElementProof).where(
            ElementProof.tenant_id == charge.tenant_id, ElementProof.charge_id == charge.id
        )
    )


def keep_witness(mapper: Mapper[Any], connection: Connection, subject: CaseSubject) -> None:
    """Refuse to take out of a case whom the matrix names as proof."""
    named = select(ElementProof.id).where(
        ElementProof.tenant_id == subject.tenant_id, ElementProof.witness_id == subject.id
    )
    if connection.execute(named.limit(1)).first():
        raise Conflict(
            "The elements matrix names them as proof."
            " First take the proof back on the tab Elements."
        )
