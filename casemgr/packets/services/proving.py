"""Recording what proves an element of a charge, and accepting that something does not."""

import uuid
from collections.abc import Iterable
from typing import Any

from casemgr import audit
from casemgr.cases.access import check_may_change
from casemgr.cases.models import CaseSubject, Charge
from casemgr.cases.queries import get_in_case
from casemgr.database.rows import flush
from casemgr.errors import Conflict, Invalid
from casemgr.evidence.models import Exhibit
from casemgr.extensions import db
from casemgr.packets.matrix import ChargeMatrix, ElementRow
from casemgr.packets.models import ElementProof
from casemgr.reports.models import Report

THINGS = {"exhibit": Exhibit, "report": Report, "witness": CaseSubject}
NOTHING_CHOSEN = "Choose what proves the element: an exhibit, a report or a witness."
WOULD_SHOW = "Everybody on the team would read this, but not everybody may know of the proof."


def add_proofs(
    charge: Charge, row: ElementRow, chosen: Iterable[str], *, by: Any, remarks: str = ""
) -> list[ElementProof]:
    """Record that exhibits, reports or witnesses prove an element, and what they show of it.

    Each is chosen as its kind and key: "exhibit:0198…". What is recorded already is not repeated.
    """
    check_may_change(charge.case, by)
    known = {f"{proof.kind}:{proof.thing.id}" for proof in row.proofs}
    added = [one for one in dict.fromkeys(chosen) if one not in known]
    if not added:
        raise Invalid(NOTHING_CHOSEN, {"exhibits": NOTHING_CHOSEN})
    proofs = [_proof(charge, row.key, one, remarks, by) for one in added]
    if row.gap is not None:
        db.session.delete(row.gap)
    db.session.add_all(proofs)
    flush()
    audit.record("add_proof", charge, by=by, element=row.label, proofs=len(proofs))
    return proofs


def remove_proof(proof: ElementProof, *, by: Any) -> None:
    """Take back a proof, an accepted gap, or an element that was entered by hand."""
    check_may_change(proof.case, by)
    audit.record("remove_proof", proof.charge, by=by, element=proof.element)
    db.session.delete(proof)
    flush()


def accept_gap(charge: Charge, row: ElementRow, reason: str, *, by: Any) -> ElementProof:
    """Accept that an element has no proof yet, with the reason that the prosecutor will read."""
    check_may_change(charge.case, by)
    if row.is_met:
        raise Conflict("This element has proof, or its gap was accepted before.")
    if not reason.strip():
        raise Invalid("Give the reason.", {"reason": "Say why the gap can be accepted."})
    gap = _new(charge, row.key, by)
    gap.gap_accepted, gap.remarks = True, reason.strip()
    db.session.add(gap)
    flush()
    audit.record("accept_gap", charge, by=by, reason=reason, element=row.label)
    return gap


def add_element(matrix: ChargeMatrix, text: str, *, by: Any) -> ElementProof:
    """Enter an element by hand, for an offense that the table of elements does not have."""
    charge = matrix.charge
    check_may_change(charge.case, by)
    words = " ".join(text.split())
    if not matrix.by_hand:
        raise Conflict("The table of offenses has the elements of this charge.")
    if not words or words in {row.key for row in matrix.rows}:
        message = "Write an element that is not in the list yet."
        raise Invalid(message, {"text": message})
    entry = _new(charge, words, by)
    db.session.add(entry)
    flush()
    audit.record("add_element", charge, by=by, element=words)
    return entry


def _proof(charge: Charge, element: str, chosen: str, remarks: str, by: Any) -> ElementProof:
    kind, _, key = chosen.partition(":")
    if kind not in THINGS:
        raise Invalid(NOTHING_CHOSEN, {"exhibits": NOTHING_CHOSEN})
    thing: Any = get_in_case(THINGS[kind], charge.case_id, uuid.UUID(key))
    _refuse_to_reveal(thing, charge, remarks)
    proof = _new(charge, element, by)
    setattr(proof, f"{kind}_id", thing.id)
    proof.remarks = remarks.strip()
    return proof


def _refuse_to_reveal(thing: Any, charge: Charge, remarks: str) -> None:
    """A remark stands with the case, so it must not speak of what is more restricted."""
    if remarks.strip() and not set(thing.compartments) <= set(charge.case.compartments):
        raise Invalid(WOULD_SHOW, {"remarks": f"{WOULD_SHOW} Leave it empty."})


def _new(charge: Charge, element: str, by: Any) -> ElementProof:
    return ElementProof(
        tenant_id=charge.tenant_id,
        case_id=charge.case_id,
        charge_id=charge.id,
        element=element,
        created_by=by.id,
    )
