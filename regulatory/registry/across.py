"""A look into another agency's registry, where its pack grants one and for a purpose it names."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from casemgr import audit, clock
from casemgr.database import functions
from casemgr.errors import Invalid, NotAllowed
from casemgr.tenants import current_pack, packs
from casemgr.tenants.pack import Pack
from casemgr.tenants.schemes import Scheme
from regulatory.guard_rails import refuse_owner_query
from regulatory.registry.earlier import identities_of
from regulatory.registry.folding import compact_of, key_of
from regulatory.registry.models import Licence
from regulatory.registry.standing import Standing, soon_days, standing_of

SHORT = "Write a whole number, or at least three letters with which the name begins."


@dataclass(frozen=True)
class Grant:
    """A scheme whose licences another agency lets this one look up."""

    owner: Pack
    scheme: Scheme

    @property
    def key(self) -> str:
        """How a form names it."""
        return f"{self.owner.slug} {self.scheme.name}"

    @property
    def label(self) -> str:
        """How a person reads it."""
        return f"{self.owner.name}: {self.scheme.label}"


def list_grants() -> list[Grant]:
    """List the registries of others into which this agency may look."""
    ours = current_pack().slug
    return [
        Grant(pack, scheme)
        for pack in packs().values()
        for scheme in pack.schemes.values()
        if scheme.may_look_up(ours)
    ]


def look_across(
    grant: Grant, typed: str, *, by: Any, purpose: str, matter: str
) -> list[dict[str, Any]]:
    """Return what the public may know of the licences found; both agencies' audits tell of it.

    Raises Invalid when too little was typed, NotAllowed for a purpose that is not granted,
    OwnerQuery for what the law forbids.
    """
    refuse_owner_query(typed, [grant.scheme], field="typed")
    if purpose not in grant.scheme.look_up_purposes:
        raise NotAllowed("The other agency does not open its registry for this purpose.")
    asked = {"name": key_of(typed), "number": compact_of(typed), "scheme": grant.scheme.name}
    if len(asked["name"]) < 3:
        raise Invalid(problems={"typed": SHORT})
    if read := identities_of([grant.scheme], typed):
        asked["identity"] = read[0][1]
    asked |= {"purpose": purpose, "matter": matter, "typed": typed, "person": by.name}
    found = functions.look_across(grant.owner.slug, asked)
    told: dict[str, Any] = {"owner": grant.owner.slug, "matter": matter, "typed": typed}
    audit.record("look_across", by=by, reason=purpose, found=len(found), **told)
    return [one | _words(one, grant, asked) for one in found]


def _words(told: dict[str, Any], grant: Grant, asked: dict[str, str]) -> dict[str, Any]:
    """Say in the words of its agency what a licence is, where it stands, and how it was found."""
    kind = grant.scheme.label_of(told["type"], told["subtype"])
    is_other = "identity" in asked and compact_of(told["number"]) != asked["number"]
    return {"label": kind, "standing": _standing(told, grant.owner), "is_other": is_other}


def _standing(told: dict[str, Any], owner: Pack) -> Standing:
    """Say where a licence stands by what its agency lets one know."""
    expiry = date.fromisoformat(told["expires_on"]) if told["expires_on"] else None
    licence = Licence(status=told["status"], expires_on=expiry)
    return standing_of(licence, clock.today(owner.time_zone), soon_days(owner))
