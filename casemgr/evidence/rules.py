"""What a person is to an exhibit, and what must hold before an exhibit or a case moves on."""

from collections.abc import Iterator
from typing import Any

from casemgr.evidence.chain import Gap, Lack, find_gaps, lacks_weight
from casemgr.evidence.models import Exhibit
from casemgr.evidence.movements import INTO_THE_VAULT, OUT_OF_THE_VAULT, RELEASES
from casemgr.evidence.queries import list_exhibits
from casemgr.permissions import Permission
from casemgr.workflows.registry import Unmet, offer_guard
from casemgr.workflows.reliance import Reliance, rely_on
from casemgr.workflows.safeguards import Codes, offer_policy
from casemgr.workflows.subjects import offer_subject

RELATIONS = ("author", "case_agent", "custodian", "collector", "witness", "holder")
CORE = {"kind": "text", "number": "text", "seal": "text", "description": "text"}
CODES: dict[str, Codes] = {"kind": lambda pack: pack.kinds["exhibit"]}


def offer_rules() -> None:
    """Let exhibits live by workflows, which may name these guards."""
    offer_subject(
        "exhibit",
        Exhibit,
        relations,
        relations=RELATIONS,
        core=CORE,
        page="evidence.show",
        kind="kind",
    )
    offer_policy("exhibit", page=Permission.EVIDENCE_READ, act="custodian", codes=CODES)
    rely_on(*(Reliance("exhibit", deed, step) for step, deed in _by_hand_over()))
    offer_guard("no_custody_gap", no_custody_gap, "custody without a gap")
    offer_guard("receipts_complete", receipts_complete, "a receipt for every hand-over")
    offer_guard("has_gross_weight", has_gross_weight, "the gross weight of what is weighed")
    offer_guard("two_person_seal", two_person_seal, "a seal that a witness saw")


def _by_hand_over() -> Iterator[tuple[str, str]]:
    """Name the steps that go with hand-overs, each with what is done by it."""
    for way in RELEASES:
        if way.step:
            yield way.step, f"custody follows “{way.label}”"
    for step in (*INTO_THE_VAULT, *OUT_OF_THE_VAULT):
        yield step, "custody and state agree when an exhibit enters or leaves the vault"


def relations(exhibit: Exhibit, person: Any) -> set[str]:
    """Tell what a person is to an exhibit, for the separation of duties."""
    held = any(event.receiver_id == person.id for event in exhibit.custody)
    facts = {
        "author": exhibit.created_by == person.id,
        "case_agent": exhibit.case.case_agent_id == person.id,
        "collector": exhibit.acquired_by == person.id,
        "custodian": held and Permission.EVIDENCE_CUSTODY in person.permissions,
        "holder": held,
        "witness": exhibit.witness_id == person.id,
    }
    return {name for name, holds in facts.items() if holds}


def no_custody_gap(record: Any, by: Any) -> list[Unmet]:
    """Every exhibit is accounted for from its acquisition to now; receipts are asked for apart."""
    return [_unmet(gap) for gap in _gaps(record) if gap.lack is not Lack.RECEIPT]


def receipts_complete(record: Any, by: Any) -> list[Unmet]:
    """Every hand-over across the agency's border has its receipt."""
    return [_unmet(gap) for gap in _gaps(record) if gap.lack is Lack.RECEIPT]


def has_gross_weight(record: Any, by: Any) -> list[Unmet]:
    """Every exhibit of a kind that is weighed has been weighed with its packaging."""
    return [
        Unmet(f"{exhibit.label} has no gross weight.", *_edit(exhibit))
        for exhibit in _exhibits(record)
        if lacks_weight(exhibit)
    ]


def two_person_seal(record: Any, by: Any) -> list[Unmet]:
    """Every exhibit is under a seal that a witness saw being put on."""
    return [unmet for exhibit in _exhibits(record) for unmet in _seal_missing(exhibit)]


def _seal_missing(exhibit: Exhibit) -> Iterator[Unmet]:
    if not exhibit.seal:
        yield Unmet(f"{exhibit.label} has no seal number.", *_edit(exhibit))
    if exhibit.witness_id is None:
        yield Unmet(f"{exhibit.label} names no witness to its sealing.", *_edit(exhibit))


def _exhibits(record: Any) -> list[Exhibit]:
    """A guard asks one exhibit, or all those of a case."""
    return [record] if isinstance(record, Exhibit) else list_exhibits(record)


def _gaps(record: Any) -> list[Gap]:
    return [gap for exhibit in _exhibits(record) for gap in find_gaps(exhibit)]


def _unmet(gap: Gap) -> Unmet:
    return Unmet(gap.text, gap.endpoint, gap.arguments)


def _edit(exhibit: Exhibit) -> tuple[str, dict[str, Any]]:
    return "evidence.edit", {"exhibit_id": exhibit.id}
