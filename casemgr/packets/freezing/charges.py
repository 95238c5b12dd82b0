"""The charges of a case and the proof of their elements, as a packet shows them."""

from typing import Any

from casemgr.cases.models import Case, Charge
from casemgr.packets.disclosure import RESTRICTED_PROOF
from casemgr.packets.freezing.naming import Names
from casemgr.packets.freezing.wording import field_groups
from casemgr.packets.matrix import ChargeMatrix, ElementRow, Proof
from casemgr.statutes.queries import find_court
from casemgr.wording import day


def freeze_charges(case: Case, names: Names, matrices: list[ChargeMatrix]) -> list[dict[str, Any]]:
    """Freeze each charge with its elements and what proves them."""
    return [_charge(case, place, one, names) for place, one in enumerate(matrices, 1)]


def court_words(identifier: str) -> str:
    """Return the full name of a district court."""
    court = find_court(identifier) if identifier else None
    return court.name if court else identifier


def _charge(case: Case, place: int, matrix: ChargeMatrix, names: Names) -> dict[str, Any]:
    charge = matrix.charge
    return {
        "key": f"charge:{charge.id}",
        "place": place,
        "citation": charge.citation,
        "offense": matrix.offense,
        "subject": names.of(charge.subject.party),
        "counts": charge.counts,
        "when": _when(charge),
        "venue": court_words(charge.venue),
        "limitation": _limitation(charge),
        "limitation_on": charge.limitation_on.isoformat() if charge.limitation_on else "",
        "limitation_source": charge.limitation_source,
        "penalty": charge.penalty,
        "remarks": charge.remarks,
        "fields": field_groups("charge", charge, case, names),
        "elements": [_element(row, names) for row in matrix.rows],
    }


def _when(charge: Charge) -> str:
    if charge.offence_from == charge.offence_until:
        return day(charge.offence_from)
    return f"{day(charge.offence_from)} to {day(charge.offence_until)}"


def _limitation(charge: Charge) -> str:
    return day(charge.limitation_on) if charge.limitation_on else "No limitation"


def _element(row: ElementRow, names: Names) -> dict[str, Any]:
    """Freeze an element; what must not leave is not named, only that it is held apart."""
    shown = [proof for proof in row.proofs if proof.may_leave]
    held_apart = len(shown) < len(row.proofs) and not shown
    return {
        "label": row.label,
        "text": row.text,
        "source": row.source,
        "proofs": [_proof(proof, names) for proof in shown],
        "apart": RESTRICTED_PROOF if held_apart else "",
        "gap": row.gap.remarks if row.gap else "",
    }


def _proof(proof: Proof, names: Names) -> dict[str, Any]:
    witness = proof.kind == "witness"
    return {
        "kind": proof.kind,
        "label": names.of(proof.thing.party) if witness else proof.label,
        "about": "" if witness else proof.about,
        "remarks": proof.row.remarks,
        "place": "" if witness else f"{proof.kind}:{proof.thing.id}",
    }
