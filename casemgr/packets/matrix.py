"""The elements matrix of a case: charge by element, and what proves each element.

The elements come from the table of offenses; where it has none, the agent enters them by hand, and
an entry without any proof is what keeps such an element in the matrix.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from casemgr.cases.models import Case, Charge
from casemgr.packets.disclosure import may_leave, party_may_leave
from casemgr.packets.models import ElementProof
from casemgr.packets.queries import list_charges, list_proofs
from casemgr.statutes.citations import CitationInvalid, parse_citations
from casemgr.statutes.elements import Element, elements_of, offense_of


@dataclass(frozen=True)
class Proof:
    """One thing that proves an element: an exhibit, a report or a witness."""

    row: ElementProof
    kind: str
    thing: Any

    @property
    def label(self) -> str:
        """How a person calls it."""
        return self.thing.party.name if self.kind == "witness" else self.thing.label

    @property
    def about(self) -> str:
        """What it is in a few words."""
        if self.kind == "witness":
            return self.thing.remarks
        return self.thing.description if self.kind == "exhibit" else self.thing.title

    @property
    def may_leave(self) -> bool:
        """Whether a packet may name it."""
        return party_may_leave(self.thing) if self.kind == "witness" else may_leave(self.thing)


@dataclass(frozen=True)
class ElementRow:
    """An element of a charge with all that proves it, or with the gap that was accepted."""

    key: str
    label: str
    text: str
    source: str
    proofs: tuple[Proof, ...]
    gap: ElementProof | None
    entry: ElementProof | None = None

    @property
    def is_met(self) -> bool:
        """Whether the element has proof, or its gap was accepted with a reason."""
        return bool(self.proofs) or self.gap is not None

    @property
    def digest(self) -> str:
        """What stands for the element in an address, which must not tell what it says."""
        return hashlib.sha256(self.key.encode()).hexdigest()[:16]


@dataclass(frozen=True)
class ChargeMatrix:
    """A charge with the rows of its elements."""

    charge: Charge
    offense: str
    rows: tuple[ElementRow, ...]
    by_hand: bool

    @property
    def open_count(self) -> int:
        """How many elements still have no proof."""
        return sum(not row.is_met for row in self.rows)


def matrix_of(case: Case) -> list[ChargeMatrix]:
    """Put together the matrix of a case, as far as the person may know of its proof."""
    proofs = list_proofs(case)
    return [
        matrix_of_charge(charge, [proof for proof in proofs if proof.charge_id == charge.id])
        for charge in list_charges(case)
    ]


def matrix_of_charge(charge: Charge, proofs: list[ElementProof]) -> ChargeMatrix:
    """Put together the rows of one charge: the table's elements, then those entered by hand."""
    offense, elements = _catalogued(charge)
    known = {element.name for element in elements}
    added = dict.fromkeys(proof.element for proof in proofs if proof.element not in known)
    rows = [_catalogue_row(element, proofs) for element in elements]
    rows += [_row(key, key, "", "Entered by the agent", proofs) for key in added]
    return ChargeMatrix(charge, offense, tuple(rows), by_hand=not elements)


def _catalogued(charge: Charge) -> tuple[str, tuple[Element, ...]]:
    try:
        cited = parse_citations(charge.citation)
    except CitationInvalid:
        return charge.heading, ()
    offense = offense_of(*cited)
    return (offense.name if offense else charge.heading), elements_of(*cited)


def _catalogue_row(element: Element, proofs: list[ElementProof]) -> ElementRow:
    label = f"{element.label} ({element.applies_to})" if element.applies_to else element.label
    return _row(element.name, label, element.text, element.source, proofs)


def _row(key: str, label: str, text: str, source: str, proofs: list[ElementProof]) -> ElementRow:
    own = [proof for proof in proofs if proof.element == key]
    return ElementRow(
        key,
        label,
        text,
        source,
        tuple(_shown(own)),
        next((proof for proof in own if proof.gap_accepted), None),
        next((proof for proof in own if _is_entry(proof)), None),
    )


def _shown(proofs: list[ElementProof]) -> Iterator[Proof]:
    """Yield what the person may know of; proof that needs a clearance is left out."""
    for proof in proofs:
        for kind in ("exhibit", "report", "witness"):
            thing = getattr(proof, kind)
            if thing is not None and (kind != "witness" or thing.party is not None):
                yield Proof(proof, kind, thing)


def _is_entry(proof: ElementProof) -> bool:
    named = (proof.exhibit_id, proof.report_id, proof.witness_id)
    return not any(named) and not proof.gap_accepted
