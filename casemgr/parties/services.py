"""Entering people and organizations once, and keeping what is known of them up to date."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import inspect

from casemgr import audit
from casemgr.database.rows import acting, flush
from casemgr.errors import Invalid, NotAllowed
from casemgr.extensions import db
from casemgr.parties.models import Party
from casemgr.parties.naming import fold, full_name, index_name, sort_name
from casemgr.parties.queries import list_namesakes
from casemgr.permissions import Permission

PERSON, ORGANIZATION = "person", "organization"
KINDS = {PERSON: "Person", ORGANIZATION: "Organization"}
PARTS = ("given_name", "middle_name", "family_name", "suffix")


class MayBeKnown(Invalid):
    """The index has somebody of that name already; `candidates` are those it may be."""

    title = "This name is in the index already"

    def __init__(self, candidates: list[Party]) -> None:
        super().__init__("Somebody of this name is in the index. Use that entry if it is the same.")
        self.candidates = candidates


def check_may_enter(by: Any) -> None:
    """Refuse those who use the name index and do not write in it."""
    if Permission.PARTY_WRITE not in by.permissions:
        raise NotAllowed("Your role does not enter people in the name index. Choose one it has.")


def create_party(
    kind: str, *, by: Any, compartments: Iterable[str] = (), sure: bool = False, **facts: Any
) -> Party:
    """Enter a person or an organization; raises MayBeKnown unless one is sure it is somebody new.

    A party first met in a compartmented matter is known only to those cleared for it.
    """
    names = _names(kind, facts)
    candidates = [] if sure else list_candidates(kind, facts)
    if candidates:
        raise MayBeKnown(candidates)
    party = Party(
        tenant_id=acting().tenant_id,
        kind=kind,
        compartments=sorted(compartments),
        created_by=by.id,
        **facts | names,
    )
    db.session.add(party)
    flush()
    audit.record("create_party", party, by=by)
    return party


def update_party(party: Party, *, by: Any, **facts: Any) -> Party:
    """Change what is known of a party, for every case in which it appears."""
    for name, value in (facts | _names(party.kind, facts)).items():
        setattr(party, name, value)
    changed = sorted(column.key for column in inspect(party).attrs if column.history.has_changes())
    flush()
    audit.record("update_party", party, by=by, changed=changed)
    return party


def list_candidates(kind: str, facts: dict[str, Any]) -> list[Party]:
    """List who may be meant, those born on the same day first."""
    stem = fold(f"{facts.get('family_name', '')} {facts.get('given_name', '')}")
    wanted = _names(kind, facts)["sort_name"]
    found = list_namesakes(kind, wanted, stem if kind == PERSON and facts.get("given_name") else "")
    born = facts.get("born_on")
    if born is not None:
        found = [party for party in found if party.born_on in (born, None)]
    return sorted(found, key=lambda party: party.born_on is None or party.born_on != born)


def _names(kind: str, facts: dict[str, Any]) -> dict[str, str]:
    """Derive the name that is shown and the one that is sorted by."""
    if kind == PERSON:
        parts = {part: facts.get(part) or "" for part in PARTS}
        if not parts["family_name"]:
            raise Invalid("Enter the family name.", {"family_name": "Enter the family name."})
        given, middle, family, suffix = parts.values()
        shown, sorted_by = full_name(*parts.values()), sort_name(given, middle, family, suffix)
    else:
        shown = facts.get("name") or ""
        sorted_by = index_name(shown)
    return {"name": shown, "sort_name": sorted_by}
